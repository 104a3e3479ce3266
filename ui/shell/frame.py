"""The frame of every page: its title, what it needs before it can begin, the way on."""

from pathlib import Path
from typing import NoReturn

import streamlit as st
from streamlit.runtime.pages_manager import PagesManager

from fer_core.base.errors import FerLabError
from fer_core.naming.verdict import NamedFaces
from fer_core.study.journey import BALANCE, DATA, NAME, STEPS, TRAIN, Step
from ui.shell import study_dialogs, tour, waiting
from ui.shell.text import escape
from ui.shell.workspace import Workspace, open_workspace

FAVICON = str(Path(__file__).parents[1] / "assets" / "favicon.png")
"""A file of ours: an icon by name would be fetched from another site."""

THROUGH_THE_APP = "through-the-app"
"""In the session's state from `navigation.show_page` until the page's `header`: the page was run by app.py."""

OTHER_GROUPS = (
    "**These groups came out differently than when they were named, so names may lie on other faces.** Their result on "
    "disk was lost or damaged, and other versions, another processor or another number of threads made it again. If "
    "you saved this study as a file before, open that file (Data, *Open other faces*, *A saved study*): it brings back "
    "the groups that were named. Otherwise look through the names, and name again what is wrong. No decision is lost."
)

_ROOM = """<style>
.stMainBlockContainer { padding: 3.5rem 3rem 4rem }
@media (max-width: 640px) { .stMainBlockContainer { padding: 3.5rem 1rem 4rem } }
</style>"""
"""Less white space around the page than Streamlit leaves: faces first."""


def begin() -> None:
    """The first call of every page; `header` makes it. A page that was run by itself is run again through app.py.

    A fresh server that is first asked for a page's address takes ``pages/`` for Streamlit's older kind of app and
    runs the page alone, until app.py has called `st.navigation` once. Several tabs may come back at the same time.
    """
    if not st.session_state.pop(THROUGH_THE_APP, False):
        PagesManager.uses_pages_directory = False
        st.rerun()


def header(step: Step, sentence: str) -> None:
    """A page's title and the one plain sentence it opens with."""
    begin()
    st.html(_ROOM)
    tour.card(open_workspace(), step.key)
    st.title(step.title, anchor=False)
    st.markdown(f"##### {sentence}")


def require_faces(split: bool = True) -> Workspace:
    """The open workspace with its faces and, if asked for, a split that works; else says what is missing, and stops."""
    workspace = open_workspace()
    if not workspace.study.dataset:
        missing("There are no faces in this study yet.", DATA)
    try:
        _ = workspace.faces
    except FerLabError as error:
        missing(str(error), DATA)
    if not workspace.lab.division.ready:
        lab, title = workspace.lab, "Looking for copies of faces, so that none is on both sides"
        if waiting.kept(workspace, "copies", lab.division.copies_key, title, lab.division.copies) is None:
            st.stop()
    if split and workspace.split_problem:
        missing(workspace.split_problem, BALANCE)
    return workspace


def require_groups(workspace: Workspace, what: str, step: Step) -> None:
    """Go on where the groups are made, else say ``what`` is missing, link to ``step``, and stop.

    Says so, too, where they hold other faces than when they were named.
    """
    if not workspace.lab.groups.ready:
        missing(what, step)
    with st.container():  # a place of its own: what comes after it must not move
        workspace.note_groups()
        if workspace.groups_moved:
            st.warning(OTHER_GROUPS, icon=":material/warning:")
            if st.button("I have looked: these groups hold now", key=workspace.widget("accept-groups")):
                workspace.accept_groups()
                st.rerun()


def require_recognizer(workspace: Workspace) -> tuple[NamedFaces, NamedFaces]:
    """All names, and those that the newest recognizer has learnt: all, or all but the newest corrections.

    Where there is no recognizer, says what is missing and stops.
    """
    lab = workspace.lab
    if not lab.groups.ready or not len(newest := workspace.named_faces):
        missing("There is no recognizer yet: no group has a name that it could learn from.", NAME)
    learnt = lab.training.trained_names(newest)
    if learnt is None:
        missing("The recognizer has not learnt the newest names yet.", TRAIN)
    return newest, learnt


def missing(what: str, step: Step) -> NoReturn:
    """Say what a page lacks, link to the page that makes it, and stop."""
    st.info(escape(what), icon=":material/info:")
    st.page_link(f"pages/{step.key}.py", label=f"Go to {step.title}", icon=":material/arrow_back:")
    st.stop()


def way_on(step: Step) -> None:
    """The link to the next page, bottom right; from the last page to another study."""
    st.divider()
    with st.container(horizontal=True, horizontal_alignment="right"):
        if step is STEPS[-1]:
            if st.button("Start another study", icon=":material/add:", key="another-study"):
                study_dialogs.begin(open_workspace())
            return
        following = STEPS[STEPS.index(step) + 1]
        st.page_link(
            f"pages/{following.key}.py",
            label=f"**Next: {following.title}**",
            icon=":material/arrow_forward:",
            icon_position="right",
        )
