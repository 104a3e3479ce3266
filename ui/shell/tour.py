"""The guided tour: five stops, from the first group to a person's own faces. The study stores the current stop."""

import dataclasses
from dataclasses import dataclass

import streamlit as st

from fer_core.study import study
from fer_core.study.journey import CLUSTERS, DATA, NAME, TRAIN, Step
from ui.shell.opening_page import open_page
from ui.shell.workspace import Workspace


@dataclass(frozen=True)
class Stop:
    """One stop of the tour: a page, and what to see or do there."""

    step: Step
    text: str


STOPS = (
    Stop(
        NAME,
        "The computer found that these faces are similar. **What would you call most of them?** Press the key beside "
        "the name, or click it. The next group follows at once.",
    ),
    Stop(
        NAME,
        "**Continue until the bar is full.** A few minutes are enough. Press **M** if the faces are mixed, **S** to "
        "skip a group, and **U** to undo. Everything is saved as you go.",
    ),
    Stop(
        TRAIN,
        "A recognizer has been trained on your names. **The bar “This recognizer” shows how often it is correct** on "
        "test faces. The grey bars are baselines to compare with.",
    ),
    Stop(
        CLUSTERS,
        "The groups are made here. **More groups are purer**, but need more names. The names that you gave stay with "
        "their groups.",
    ),
    Stop(
        DATA,
        "These faces were drawn by a program. **Open your own** below, with or without labels, and repeat the steps. "
        "This is the end of the tour.",
    ),
)


def begin(workspace: Workspace) -> None:
    """Start the tour from the beginning."""
    _go_to(workspace, 1)


def card(workspace: Workspace, page: str) -> None:
    """Draw the current stop above the page, or on other pages a link back to it; nothing without a tour."""
    number = workspace.study.tour
    if not 1 <= number <= len(STOPS):
        return
    stop = STOPS[number - 1]
    with st.container(border=True, key="tour"):
        text, on, skip = st.columns([8, 2, 1.4], vertical_alignment="center")
        here = stop.step.key == page
        text.markdown(
            f":material/flag: **{number} of {len(STOPS)}** · "
            + (stop.text if here else "The tour continues on another page.")
        )
        label = "Back to the tour" if not here else "Next" if number < len(STOPS) else "Finish"
        if on.button(label, key="tour-next", type="primary", width="stretch"):
            _go_to(workspace, number + 1 if here else number)
        if skip.button("Skip", key="tour-skip", width="stretch", help="You can start the tour again from the sidebar."):
            _set(workspace, 0)
            st.rerun()


def _go_to(workspace: Workspace, number: int) -> None:
    _set(workspace, number if number <= len(STOPS) else 0)
    if number <= len(STOPS):
        open_page(STOPS[number - 1].step)
    st.rerun()


def _set(workspace: Workspace, number: int) -> None:
    study.update(workspace.store, workspace.study.id, lambda now: dataclasses.replace(now, tour=number))
