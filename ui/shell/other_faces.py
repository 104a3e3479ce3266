"""The way to open other faces: one click from every page to the part of the Data page, open and at its top."""

import secrets
from typing import NoReturn

import streamlit as st

from fer_core.study.journey import DATA
from ui.shell.opening_page import open_page
from ui.shell.workspace import Workspace

_ASKED = "other-faces-asked"
_CLICKED = "other-faces-clicked"
_TO_THE_TOP = """<span id="{click}"></span>
<script>document.querySelector("[data-testid=stMain]")?.scrollTo({{ top: 0 }})</script>"""
"""Other HTML for each click: the same would not be run twice."""


def button(workspace: Workspace) -> None:
    """Draw the button in the sidebar."""
    if st.button("Open other faces", icon=":material/folder_open:", type="tertiary", key="other-faces"):
        lead(workspace)


def lead(workspace: Workspace) -> NoReturn:
    """Go to the Data page, where the ways to open faces come first until other faces are open or the page is left."""
    st.session_state[_ASKED], st.session_state[_CLICKED] = _open_now(workspace), secrets.token_hex(4)
    open_page(DATA)


def are_asked_for(workspace: Workspace) -> bool:
    """Whether the person wants to open other faces than those that are open now."""
    return bool(st.session_state.get(_ASKED) == _open_now(workspace))


def bring_into_view() -> None:
    """Scroll to the top of the page once after a click: on the Data page itself, the browser stays where it is."""
    with st.container():  # a container, so that later elements do not move
        click = st.session_state.pop(_CLICKED, "")
        if click:
            st.html(_TO_THE_TOP.format(click=click), unsafe_allow_javascript=True)


def forget() -> None:
    """The person has gone to another page."""
    for key in (_ASKED, _CLICKED):
        st.session_state.pop(key, None)


def _open_now(workspace: Workspace) -> tuple[str, str]:
    return workspace.study.id, workspace.study.dataset
