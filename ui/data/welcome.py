"""The Data page of a first study: sample faces are prepared, and other faces are one click away."""

import streamlit as st

from fer_core.study import study
from fer_core.study.journey import NAME
from fer_core.study.store import key_of
from fer_core.study.welcome import begun, prepare
from ui.data import importing, opening
from ui.shell import waiting
from ui.shell.opening_page import open_page
from ui.shell.workspace import Workspace


def first_run(workspace: Workspace) -> None:
    """Prepare sample faces at once, so that nobody starts with an empty page, and offer other faces."""
    st.markdown("FER Lab starts with **sample faces** drawn by a program. Open your own at any time.")
    if importing.pending(workspace) is None:
        _welcome(workspace)
    opening.choose(workspace, expanded=True)


def _welcome(workspace: Workspace) -> None:
    """Prepare sample faces, already grouped, and the tour; then open the Name page."""
    key = key_of("welcome")
    lab = waiting.obtain(key, "Drawing and grouping sample faces", lambda progress: prepare(workspace.store, progress))
    if lab is not None:
        study.update(workspace.store, workspace.study.id, lambda now: begun(now, lab))
        open_page(NAME)
