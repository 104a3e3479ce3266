"""The frame of every page: its title, what it needs before it can start, and the link to the next page."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

import streamlit as st
from streamlit.runtime.pages_manager import PagesManager

from fer_core.base.errors import FerLabError
from fer_core.naming.verdict import NamedFaces
from fer_core.study.journey import BALANCE, DATA, NAME, STEPS, TRAIN, Step
from ui.shell import other_faces, study_dialogs, tour, waiting
from ui.shell.text import escape
from ui.shell.workspace import Workspace, open_workspace

_THROUGH_THE_APP = "through-the-app"
"""In the session's state while app.py runs the page."""

OTHER_GROUPS = (
    "**These groups hold other faces than when they were named, so names may be on the wrong faces.** The saved groups "
    "were lost or damaged, and making them again with other versions, another processor or another number of threads "
    "gave a different result. If you have an earlier file of this study, open it (Data, *Open other faces*, *Study "
    "file*) to restore the groups. Otherwise, check the names and correct them. No decision is lost."
)

_ROOM = """<style>
.stMainBlockContainer { padding: 3.5rem 3rem 4rem }
@media (max-width: 640px) { .stMainBlockContainer { padding: 4.5rem 1rem 4rem } }
</style>"""
"""Less white space around the page than Streamlit leaves."""


@contextmanager
def through_the_app() -> Iterator[None]:
    """While app.py runs a page, see `begin`."""
    st.session_state[_THROUGH_THE_APP] = True
    try:
        yield
    finally:
        st.session_state.pop(_THROUGH_THE_APP, None)


def begin() -> None:
    """Must be the first call of every page (`header` makes it): a page that runs alone is run again through app.py.

    If the first request to a new server is for a page's address, Streamlit takes ``pages/`` for its older kind of app
    and runs the page alone, until app.py has called `st.navigation`. Several tabs may return at the same time.
    """
    if _THROUGH_THE_APP not in st.session_state:
        PagesManager.uses_pages_directory = False
        st.rerun()


def header(step: Step, sentence: str, title: str = "") -> None:
    """Draw a page's title, by default the step's, and the sentence below it."""
    begin()
    waiting.begin(step.key)
    st.html(_ROOM)
    if step is not DATA:
        other_faces.forget()
    tour.card(open_workspace(), step)
    st.title(title or step.title, anchor=False)
    st.markdown(f"##### {sentence}")


def require_faces(split: bool = True) -> Workspace:
    """The open workspace with its faces and a valid split (unless ``split`` is False).

    Where something is missing, the page says what and stops.
    """
    workspace = open_workspace()
    if not workspace.study.dataset:
        missing("This study has no faces yet.", DATA)
    try:
        _ = workspace.faces
    except FerLabError as error:
        missing(str(error), DATA)
    if not workspace.lab.division.ready:
        lab, title = workspace.lab, "Finding copies of faces, to keep them out of the training set"
        if waiting.result(workspace, "copies", lab.division.copies_key, title, lab.division.copies) is None:
            st.stop()
    if split and workspace.split_problem:
        missing(workspace.split_problem, BALANCE)
    return workspace


def require_groups(workspace: Workspace, what: str, step: Step) -> None:
    """Return if there are groups; otherwise show ``what`` is missing with a link to ``step``, and stop.

    Warns where the groups hold other faces than when they were named.
    """
    if not workspace.lab.groups.ready:
        missing(what, step)
    with st.container():  # a container, so that later elements do not move
        workspace.note_groups()
        if workspace.groups_moved:
            st.warning(OTHER_GROUPS, icon=":material/warning:")
            if st.button("Keep these groups", key=workspace.widget("accept-groups")):
                workspace.accept_groups()
                st.rerun()


def require_recognizer(workspace: Workspace) -> tuple[NamedFaces, NamedFaces]:
    """All names, and those that the newest recognizer was trained on: all of them, or all but the newest corrections.

    Where there is no recognizer, the page says what is missing and stops.
    """
    lab = workspace.lab
    if not lab.groups.ready or not len(newest := workspace.named_faces):
        missing("There is no recognizer yet, because no group has a name to train on.", NAME)
    trained = lab.training.trained_names(newest)
    if trained is None:
        missing("The recognizer has not been trained on the newest names yet.", TRAIN)
    return newest, trained


def missing(what: str, step: Step) -> NoReturn:
    """Show what a page lacks with a link to the page that makes it, and stop."""
    st.info(escape(what), icon=":material/info:")
    st.page_link(f"pages/{step.key}.py", label=f"Go to {step.title}", icon=":material/arrow_back:")
    st.stop()


def way_on(step: Step) -> None:
    """Draw the link to the next page, or after the last page a button for another study."""
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
