"""What the Train page can show where no face has a label."""

import numpy as np
import streamlit as st

from fer_core.charts.classes import count_bars
from fer_core.recognizer.training import Training
from fer_core.recognizer.words import NOBODY_KNOWS
from ui.shell.workspace import Workspace
from ui.train.evaluation.lost_points import agreement


def without_labels(workspace: Workspace, training: Training) -> None:
    """How consistent the names are, and how often each emotion is predicted for the test faces."""
    st.info(
        f"{NOBODY_KNOWS} Without labels, this page can show how consistent your names are, and what is predicted for "
        "the test faces.",
        icon=":material/info:",
    )
    agreement(training)
    predicted = np.bincount(training.probabilities.argmax(axis=1), minlength=len(workspace.faces.classes))
    st.plotly_chart(count_bars(predicted, workspace.faces.classes, "Predictions on the test faces"), key="said")
    confidence = float(training.probabilities.max(axis=1).mean())
    st.caption(f"The mean confidence, the probability of the predicted emotion, is {confidence:.0%}.")
