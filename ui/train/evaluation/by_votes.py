"""The headline by annotators' votes, for data sets with how many people chose each emotion for a face."""

import streamlit as st

from fer_core.recognizer.training import Training
from ui.shell.workspace import Workspace

LABEL, VOTES = "the label", "the annotators' votes"


def chosen(workspace: Workspace, training: Training) -> bool:
    """The switch, where there are votes; whether predictions are scored against them."""
    if workspace.lab.evaluation.vote_share(training) is None:
        return False
    by = st.segmented_control(
        "Score against", [LABEL, VOTES], default=LABEL, required=True, key=workspace.widget("judge-by"),
        help="A label is one emotion for each face. Votes are how many annotators chose each emotion.",
    )  # fmt: skip
    return bool(by == VOTES)


def headline(workspace: Workspace, training: Training, effort: str) -> None:
    """How many of a face's annotators chose the predicted emotion, beside chance and the highest possible share."""
    found = workspace.lab.evaluation.vote_share(training)
    assert found is not None
    words = f"of a face's annotators chose the predicted emotion, on average over {found.faces:,} test faces"
    st.markdown(f"### {found.share:.1%} {words}\n{effort}")
    with st.container(horizontal=True, gap="large"):
        for title, value, text in (
            ("95 % interval", f"{found.low:.1%} to {found.high:.1%}", "Over test faces."),
            ("Chance", f"{found.chance:.1%}", "Random predictions, each emotion equally often."),
            ("Highest possible", f"{found.best:.1%}", "Each face gets the emotion that most of its annotators chose."),
        ):
            st.metric(title, value, help=text, width="content")
    st.caption("Annotators disagree, so no recognizer can reach 100 %. Everything below is scored against the label.")
