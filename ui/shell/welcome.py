"""The welcome: what FER Lab promises and the three steps to it. A home shows it once, then only when asked."""

from dataclasses import dataclass

import streamlit as st

from ui.shell import tour
from ui.shell.workspace import Workspace

TITLE = "Welcome to FER Lab"
PROMISE = "In a few minutes you train your own recognizer of emotions. You need neither labels nor code."


@dataclass(frozen=True)
class Act:
    """One thing that the person does, and the time that it takes."""

    icon: str
    title: str
    text: str
    time: str


ACTS = (
    Act(
        ":material/keyboard:",
        "Name groups",
        "The computer has sorted faces into groups of similar ones. You say what each group shows, with one key.",
        "2 to 4 minutes",
    ),
    Act(
        ":material/model_training:",
        "Train",
        "One click trains a recognizer on your names and tells you how often it is correct.",
        "less than a minute",
    ),
    Act(
        ":material/add_a_photo:",
        "Try it",
        "It predicts the emotion of a face that it has never seen, in a photo of yours too.",
        "as long as you like",
    ),
)


def steps() -> None:
    """Draw what the person will do, in three steps."""
    for number, (column, act) in enumerate(zip(st.columns(len(ACTS)), ACTS, strict=True), 1):
        with column.container(border=True, height="stretch"):
            st.markdown(f"{act.icon} **{number}. {act.title}** :small[:gray[· {act.time}]]  \n{act.text}")


@st.dialog(TITLE, width="large")
def again(workspace: Workspace) -> None:
    """Show the welcome over the page, with a button that begins the tour."""
    st.markdown(PROMISE)
    steps()
    if st.button("Start the tour", icon=":material/flag:", type="primary", key="tour-begin", shortcut="Enter"):
        tour.begin(workspace)
