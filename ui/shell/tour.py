"""The guided tour: five stops in plain words, from the first group to one's own faces. Its state is the study's."""

import dataclasses
from dataclasses import dataclass

import streamlit as st

from fer_core.study import study
from fer_core.study.journey import CLUSTERS, DATA, NAME, TRAIN, Step
from ui.shell.opening_page import open_page
from ui.shell.workspace import Workspace


@dataclass(frozen=True)
class Stop:
    """One stop of the tour: a page and what to look at or do there."""

    step: Step
    text: str


STOPS = (
    Stop(
        NAME,
        "The computer thinks that these faces look alike. **What would you call most of them?** Press the key beside "
        "the name, or click it. The next group comes at once.",
    ),
    Stop(
        NAME,
        "**Go on until the bar is full**; a few minutes are enough. Nothing fits? **M** for mixed. Cannot tell? **S** "
        "to skip. A slip? **U** takes it back. Everything is kept as you go.",
    ),
    Stop(
        TRAIN,
        "A recognizer has learnt from your names. **The bar “This recognizer” is how often it is right** on faces it "
        "has never seen; the grey ones below it say what that is worth.",
    ),
    Stop(
        CLUSTERS,
        "This is where the groups came from. **More groups are purer** and ask for more names. Names you gave stay "
        "with the groups they were given to.",
    ),
    Stop(
        DATA,
        "These faces were drawn by a program. **Open your own** below, with or without labels, and do the same again. "
        "That was the tour.",
    ),
)


def begin(workspace: Workspace) -> None:
    """Start the tour, or start it again."""
    _go_to(workspace, 1)


def card(workspace: Workspace, page: str) -> None:
    """The present stop, above the page; on another page the way back to it. Nothing where no tour is under way."""
    number = workspace.study.tour
    if not 1 <= number <= len(STOPS):
        return
    stop = STOPS[number - 1]
    with st.container(border=True, key="tour"):
        text, on, skip = st.columns([8, 2, 1.4], vertical_alignment="center")
        here = stop.step.key == page
        text.markdown(f":material/flag: **{number} of {len(STOPS)}** · " + (stop.text if here else "The tour waits."))
        label = "Back to the tour" if not here else "Next" if number < len(STOPS) else "Finish"
        if on.button(label, key="tour-next", type="primary", width="stretch"):
            _go_to(workspace, number + 1 if here else number)
        if skip.button("Skip", key="tour-skip", width="stretch", help="You can take it again from the sidebar."):
            _set(workspace, 0)
            st.rerun()


def _go_to(workspace: Workspace, number: int) -> None:
    _set(workspace, number if number <= len(STOPS) else 0)
    if number <= len(STOPS):
        open_page(STOPS[number - 1].step)
    st.rerun()


def _set(workspace: Workspace, number: int) -> None:
    study.update(workspace.store, workspace.study.id, lambda now: dataclasses.replace(now, tour=number))
