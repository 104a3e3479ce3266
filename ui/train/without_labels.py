"""What can be said where nothing is labelled."""

import numpy as np
import streamlit as st

from fer_core.charts import basic
from fer_core.recognizer.training import Training
from ui.shell.workspace import Workspace
from ui.train.evaluation.lost_points import agreement


def without_labels(workspace: Workspace, training: Training) -> None:
    """What can be said where nothing is labelled."""
    st.info(
        "These faces carry no true labels, so nobody can say how often the recognizer is right. "
        "What can be said: how consistent your names are, and what it says of the faces held out.",
        icon=":material/info:",
    )
    agreement(training)
    said = np.bincount(training.probabilities.argmax(axis=1), minlength=len(workspace.faces.classes))
    st.plotly_chart(basic.counts(said, workspace.faces.classes, "What it says of the held-out faces"), key="said")
    sure = float(training.probabilities.max(axis=1).mean())
    st.caption(f"On average it gives its first choice a probability of {sure:.0%}.")
