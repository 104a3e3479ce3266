"""The welcome on the Data page of a new home: the promise, and sample faces that are ready to be named."""

import numpy as np
import streamlit as st

from fer_core.study import study
from fer_core.study import welcome as first_start
from fer_core.study.journey import DATA, NAME
from fer_core.study.lab import Lab
from fer_core.study.store import key_of
from ui.shared import contact_sheet
from ui.shell import frame, other_faces, waiting, welcome
from ui.shell.opening_page import open_page
from ui.shell.workspace import Workspace

GROUPS, FACES = 3, 16
"""Groups that are shown, and faces of each."""
_ASKED = "welcome-asked"


def is_due(workspace: Workspace) -> bool:
    """Whether to welcome the person: there are no faces yet, and the welcome is not over or was asked for."""
    if workspace.study.dataset or other_faces.are_asked_for(workspace):
        return False
    return bool(st.session_state.get(_ASKED)) or not first_start.is_over(workspace.store)


def page(workspace: Workspace) -> None:
    """Draw the promise and the steps, and prepare sample faces meanwhile, so that nobody starts with an empty page."""
    frame.header(DATA, welcome.PROMISE, welcome.TITLE)
    welcome.steps()
    with st.container():
        lab = _sample(workspace)
    with st.container(horizontal=True, vertical_alignment="center"):
        if lab is not None and st.button(
            "Start naming", icon=":material/arrow_forward:", type="primary", key="start-naming", shortcut="Enter"
        ):
            _leave(workspace)
            study.update(workspace.store, workspace.study.id, lambda now: first_start.begun(now, lab))
            open_page(NAME)
        if st.button("Open my own faces", icon=":material/folder_open:", key="own-faces"):
            _leave(workspace)
            st.rerun()
    if lab is not None:
        _some_groups(lab)


def way_back() -> None:
    """In a study without faces, draw the button to the sample faces that are ready to be named."""
    if st.button("Begin with the sample faces", icon=":material/undo:", type="tertiary", key="welcome-again"):
        st.session_state[_ASKED] = True
        st.rerun()


def _leave(workspace: Workspace) -> None:
    st.session_state.pop(_ASKED, None)
    first_start.end(workspace.store)


def _sample(workspace: Workspace) -> Lab | None:
    """The sample faces with their groups; None while they are made, with the progress on the page."""
    store = workspace.store
    return waiting.obtain(
        key_of("welcome"),
        "Drawing and grouping sample faces",
        lambda progress: first_start.prepare(store, progress),
        ready=first_start.is_prepared(store),
    )


def _some_groups(lab: Lab) -> None:
    """Large groups that stand out most, a row each: small ones may hold pictures without a face."""
    found, rows = lab.groups.clustering(), lab.division.grouped_rows
    clearest = np.argsort(-found.group_silhouettes, kind="stable").tolist()
    fewest = max(FACES, float(np.median(found.sizes)))
    some = [found.order(group)[:FACES] for group in clearest if found.sizes[group] >= fewest][:GROUPS]
    shown = lab.faces.images[rows[np.concatenate(some)]] if some else lab.faces.images[:0]
    contact_sheet.show(
        shown, FACES, f"Some of the {len(found.sizes)} groups, a row each. A program drew the faces: they show nobody."
    )
