"""How sure the recognizer is: whether its probabilities can be taken at their word, and its surest mistakes."""

import streamlit as st

from fer_core.charts import evaluation
from fer_core.recognizer.calibration import Calibration, calibration
from fer_core.recognizer.cells import mistakes
from fer_core.recognizer.training import Training
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
    left.plotly_chart(evaluation.reliability(found), key="reliability", alt=calibration_in_words(found))
    with right:
        st.metric(
            "Expected calibration error",
            f"{100 * found.error:.1f} points",
            help=f"Mean gap between probability and share right, over {len(found.counts)} bins of equal width, each "
            "counting by its faces (Guo et al. 2017).",
        )
        least = f"{100 * found.by_chance:.1f}"
        st.caption(f"With this many faces, even a perfectly calibrated model would score about {least} · 15 bins")
        st.markdown(calibration_in_words(found))
        if not found.holds and workspace.lab.choices.recognizer.calibration == "none":
            st.caption("Calibration, among the recognizer's settings, may mend some of it.")
    wrong = mistakes(true, training.probabilities)
    st.markdown(f"**The surest mistakes**, of {count(len(wrong), 'wrong face')}")
    st.caption(
        "true label → what was said. Some of these may be wrong labels: on FER2013, later annotators disagree with "
        "many. The Data page lists label suspects among the training faces; a judge's label stays as it is."
    )
    faces(workspace, training, wrong, "mistakes")


def calibration_in_words(found: Calibration) -> str:
    """Whether the probabilities can be taken at their word."""
    if found.holds:
        return "Its probabilities can be taken at their word: of faces said with 70 %, about 70 % are right."
    excess = 100 * abs(found.excess)
    way = "too sure" if found.excess > 0 else "less sure than it could be"
    return (
        f"It is **{way}**: its mean probability is {excess:.0f} points {'above' if found.excess > 0 else 'below'} the "
        "share that is right. The order of its probabilities still means something; their size does not. They were "
        "learnt from names of whole groups, and speak of those names."
    )
