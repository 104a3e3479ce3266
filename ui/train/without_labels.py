"""What can be said where nothing is labelled."""

import numpy as np
import streamlit as st

from fer_core.charts.classes import count_bars
from fer_core.recognizer.training import Training
from fer_core.recognizer.words import NOBODY_KNOWS
from ui.shell.workspace import Workspace
from ui.train.evaluation.lost_points import agreement


def without_labels(workspace: Workspace, training: Training) -> None:
    """What can be said where nothing is labelled."""
    st.info(
        f"{NOBODY_KNOWS} What can be said: how consistent your names are, and what it predicts for the test faces.",
        icon=":material/info:",
    )
    agreement(training)
    said = np.bincount(training.probabilities.argmax(axis=1), minlength=len(workspace.faces.classes))
    st.plotly_chart(count_bars(said, workspace.faces.classes, "Predictions on the test faces"), key="said")
    sure = float(training.probabilities.max(axis=1).mean())
    st.caption(f"On average it gives its first choice a probability of {sure:.0%}.")
