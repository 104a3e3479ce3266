"""How sure the recognizer is: whether its probabilities can be taken at their word, and its surest mistakes."""

import streamlit as st

from fer_core.charts.calibration import reliability_diagram
from fer_core.recognizer.calibration import calibration
from fer_core.recognizer.cells import mistakes
from fer_core.recognizer.training import Training
from fer_core.recognizer.words import by_chance, confidence
from ui.shell.text import count
from ui.shell.workspace import Workspace
from ui.train.evaluation.face_list import faces


def part(workspace: Workspace, training: Training) -> None:
    """The reliability diagram with its error, then the surest mistakes."""
    emotions = workspace.faces.emotions
    assert emotions is not None
    true = emotions[workspace.lab.division.split.test]
    found = calibration(true, training.probabilities)
    left, right = st.columns([3, 2], gap="large")
    left.plotly_chart(reliability_diagram(found), key="reliability", alt=confidence(found))
    with right:
        st.metric(
            "Expected calibration error",
            f"{100 * found.error:.1f} points",
            help=f"Mean gap between probability and share right, over {len(found.counts)} bins of equal width, each "
            "counting by its faces (Guo et al. 2017).",
        )
        st.caption(by_chance(found))
        st.markdown(confidence(found))
        if not found.holds and workspace.lab.choices.recognizer.calibration == "none":
            st.caption("Calibration, among the recognizer's settings, may mend some of it.")
    wrong = mistakes(true, training.probabilities)
    st.markdown(f"**The surest mistakes**, of {count(len(wrong), 'wrong face')}")
    st.caption(
        "true label → what was said. Some of these may be wrong labels: on FER2013, later annotators disagree with "
        "many. The Data page lists label suspects among the training faces; a judge's label stays as it is."
    )
    faces(workspace, training, wrong, "mistakes")
