"""What is predicted, emotion by emotion, for faces without labels."""

import numpy as np
import streamlit as st

from fer_core.charts.classes import count_bars
from fer_core.recognizer.training import Training
from ui.shell.charts import show_chart
from ui.shell.text import count, escape
from ui.shell.workspace import Workspace
from ui.train.evaluation.face_list import faces


def part(workspace: Workspace, training: Training) -> None:
    """How often each emotion is predicted, and the faces of one, which can be named again."""
    predicted, confidence = training.probabilities.argmax(axis=1), training.probabilities.max(axis=1)
    classes = workspace.faces.classes
    counts = np.bincount(predicted, minlength=len(classes))
    left, right = st.columns(2, gap="large")
    with left:
        show_chart(count_bars(counts, classes, "Predictions on the test faces"), key="said")
        st.caption(f"The mean confidence, the probability of the predicted emotion, is {confidence.mean():.0%}.")
    with right:
        code = st.selectbox(
            "Predicted emotion", np.flatnonzero(counts).tolist(), format_func=classes.__getitem__,
            key=workspace.widget("cell-predicted"),
        )  # fmt: skip
        places = np.flatnonzero(predicted == code)
        places = places[np.argsort(-confidence[places], kind="stable")]
        what = f"{count(len(places), 'face')} predicted **{escape(classes[code])}**"
        st.markdown(f"{what}, most confident first")
        faces(workspace, training, places, "predicted", same=True)
