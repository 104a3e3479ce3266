"""Single faces, one key each: those that the recognizer is least confident about."""

from collections.abc import Sequence

import numpy as np
import streamlit as st

from fer_core.naming.groups import Partition
from fer_core.naming.replay import NamingState
from fer_core.naming.uncertain import uncertain_faces
from fer_core.naming.words import verdict_in_words
from ui.components.face_grid import ALONE, Hand, NamingContext, place_of, show
from ui.name import payoff
from ui.shell.workspace import Workspace

FACES_AT_A_TIME = 24
PATIENCE = 60.0
"""Longest wait for the recognizer in seconds; on all of FER2013 its features take about six."""
_ASKED, _WANTED = "single-faces-asked", "single-faces"


def button(workspace: Workspace, context: NamingContext) -> None:
    """Draw the button that shows single faces."""
    st.button(
        "Name single faces", icon=":material/face:", key="further-faces", width="stretch",
        on_click=_ask, args=(context.clustering,),
    )  # fmt: skip
    if st.session_state.get(_ASKED) != context.clustering:
        return
    with st.spinner("Predicting all faces"):
        ready = payoff.wait(workspace, PATIENCE)
    del st.session_state[_ASKED]
    if not ready:
        st.warning(
            "The recognizer is not ready. It needs two different names; if you gave them, try again in a moment."
        )
        return
    st.session_state[_WANTED] = context.clustering
    show(context, ALONE)
    st.rerun()


def _ask(clustering: str) -> None:
    """Noted by the click itself, because another run of the page may end the one that waits."""
    st.session_state[_ASKED] = clustering


def hand(workspace: Workspace, groups: Partition, state: NamingState, context: NamingContext) -> list[Hand]:
    """The single faces to show, if the person asked for them; the same ones until all of them have a name."""
    if st.session_state.get(_WANTED) != context.clustering or place_of(context).group != ALONE:
        return []
    ids = _faces(workspace, groups, state, context.clustering)
    if not len(ids):
        return []
    own = [state.face_verdicts.get(face) for face in ids]
    return [
        Hand(
            ALONE, ids, workspace.faces.images[np.array(ids)],
            f"{len(ids)} faces that the recognizer is least confident about",
            note="A key names the framed face and moves on. Faces keep the names that you give here.",
            tags=[verdict_in_words(v) if v else "" for v in own] if any(own) else (),
        )
    ]  # fmt: skip


def _faces(workspace: Workspace, groups: Partition, state: NamingState, clustering: str) -> Sequence[int]:
    """Indices of the faces chosen last; of others when each of these has a name."""
    memory = f"{_WANTED}-{clustering}"
    drawn: Sequence[int] = st.session_state.get(memory, ())
    if any(face not in state.face_verdicts for face in drawn):
        return drawn
    probabilities = payoff.probabilities(workspace)
    if probabilities is not None:
        found = uncertain_faces(probabilities, groups.rows, groups.groups, state.face_verdicts, FACES_AT_A_TIME)
        st.session_state[memory] = drawn = found.tolist()
    return drawn
