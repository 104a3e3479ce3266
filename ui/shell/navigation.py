"""The pages in the order of the journey, each with its state, and the sidebar below them."""

from functools import partial

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from fer_core.base.errors import FerLabError
from fer_core.study.journey import DATA, NAME, STEPS, State, states
from ui.shell import frame, refusals, sidebar
from ui.shell.workspace import Workspace, open_workspace

PRESENTATION = "present"
"""A page without the frame, and without a place in the navigation."""

_ICONS = {
    "done": ":material/check_circle:",
    "stale": ":material/contrast:",
    "missing": ":material/radio_button_unchecked:",
}


def show_page() -> None:
    """The page that was asked for, in its frame. Where the system refuses something, it says so instead."""
    st.session_state[frame.THROUGH_THE_APP] = True
    with refusals.caught():
        _chosen().run()


def _chosen() -> StreamlitPage:
    try:
        workspace = open_workspace()
    except (FerLabError, OSError) as error:
        return _every_page_says(error)
    how_far = _states(workspace)
    pages = [
        st.Page(f"pages/{step.key}.py", title=step.title, icon=_ICONS[how_far[step.key]], default=step is DATA)
        for step in STEPS
    ]
    presentation = st.Page(f"pages/{PRESENTATION}.py", title="Presentation", visibility="hidden")
    chosen = st.navigation([*pages, presentation])
    if chosen is not presentation:
        with st.sidebar:
            sidebar.draw(workspace, on_name=chosen.url_path == NAME.key)
    return chosen


def _every_page_says(error: FerLabError | OSError) -> StreamlitPage:
    """Where there is no study to open: why, at the address of each page."""
    say = partial(refusals.say, error)
    pages = [st.Page(say, title=step.title, url_path=step.key, default=step is DATA) for step in STEPS]
    return st.navigation([*pages, st.Page(say, title="Presentation", url_path=PRESENTATION)], position="hidden")


def _states(workspace: Workspace) -> dict[str, State]:
    try:
        if workspace.lab.division.ready:  # else finding copies first would hold the page up: see `require_faces`
            return states(workspace.study, workspace.lab, workspace.naming)
    except FerLabError:  # no faces yet, or gone: the Data page tells
        pass
    return {step.key: "missing" for step in STEPS}
