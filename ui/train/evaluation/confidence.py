"""The recognizer's confidence: whether it matches the accuracy, and the mistakes with the highest confidence."""

import streamlit as st

from fer_core.charts.calibration import reliability_diagram
from fer_core.recognizer.calibration import calibration
from fer_core.recognizer.cells import mistakes
from fer_core.recognizer.training import Training
from fer_core.recognizer.words import by_chance, confidence
from ui.shell.charts import show_chart
from ui.shell.text import count
from ui.shell.workspace import Workspace
from ui.train.evaluation.face_list import faces


def part(workspace: Workspace, training: Training) -> None:
    """The reliability diagram with the calibration error, then the most confident mistakes."""
    emotions = workspace.faces.emotions
    assert emotions is not None
    true = emotions[workspace.lab.division.split.test]
    found = calibration(true, training.probabilities)
    left, right = st.columns([3, 2], gap="large")
    show_chart(reliability_diagram(found), place=left, key="reliability", alt=confidence(found))
    with right:
        st.metric(
            "Expected calibration error",
            f"{100 * found.error:.1f} points",
            help=f"Mean gap between confidence and accuracy over {len(found.counts)} bins of equal width, weighted by "
            "their faces (Guo et al. 2017).",
        )
        st.caption(by_chance(found))
        st.markdown(confidence(found))
        if not found.holds and workspace.lab.choices.recognizer.calibration == "none":
            st.caption("Calibration, under Probabilities in the recognizer's settings, may correct some of this.")
    wrong = mistakes(true, training.probabilities)
    st.markdown(f"**The most confident mistakes**, of {count(len(wrong), 'wrong prediction')}")
    st.caption(
        "Label → prediction. Some of these labels may be wrong: on FER2013, later annotators disagree with many. The "
        "Data page lists label suspects among the training faces. Labels of test faces stay as they are."
    )
    faces(workspace, training, wrong, "mistakes")
