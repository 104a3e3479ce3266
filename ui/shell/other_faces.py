"""The way to open other faces: one click from every page to the part of the Data page, open and at its top."""

from typing import NoReturn

import streamlit as st

from fer_core.study.journey import DATA
from ui.shell.opening_page import open_page
from ui.shell.workspace import Workspace

_ASKED = "other-faces-asked"


def button(workspace: Workspace) -> None:
    """Draw the button in the sidebar."""
    if st.button("Open other faces", icon=":material/folder_open:", type="tertiary", key="other-faces"):
        lead(workspace)


def lead(workspace: Workspace) -> NoReturn:
    """Go to the Data page, where the ways to open faces come first until other faces are open or the page is left."""
    st.session_state[_ASKED] = _open_now(workspace)
    open_page(DATA)


def are_asked_for(workspace: Workspace) -> bool:
    """Whether the person wants to open other faces than those that are open now."""
    return bool(st.session_state.get(_ASKED) == _open_now(workspace))


def forget() -> None:
    """The person has gone to another page."""
    st.session_state.pop(_ASKED, None)


def _open_now(workspace: Workspace) -> tuple[str, str]:
    return workspace.study.id, workspace.study.dataset
