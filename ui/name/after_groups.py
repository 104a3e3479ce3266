"""After the last group: what helps most next, and single faces that the recognizer is least sure of, one by one."""

import dataclasses
from collections.abc import Sequence

import numpy as np
import streamlit as st

from fer_core.naming.groups import Partition
from fer_core.naming.replay import NamingState
from fer_core.naming.uncertain import uncertain_faces
from fer_core.naming.words import verdict_in_words
from fer_core.study import study
from fer_core.study.journey import CLUSTERS
from ui.components.face_grid import ALONE, Desk, Hand, place_of, show
from ui.name import payoff
from ui.shell.opening_page import open_page
from ui.shell.workspace import Workspace

A_HAND = 24
MOST_GROUPS = 400
FEWEST_FACES = 10
"""Faces that a group has at the mean, at least."""
PATIENCE = 60.0
"""Seconds; on all of FER2013 the recognizer's features are read in about six."""
_WANTED = "single-faces"


def offer(workspace: Workspace, groups: Partition, state: NamingState, desk: Desk) -> None:
    """What to do when every group has a verdict: more groups, or single faces."""
    front = place_of(desk).group
    if front is not None or not all(group in state.group_verdicts for group in groups.numbers):
        return
    more = min(2 * workspace.lab.choices.clusters.k, MOST_GROUPS, len(groups.rows) // FEWEST_FACES)
    with st.container(horizontal=True, vertical_alignment="center", key="further"):
        if more > workspace.lab.choices.clusters.k:
            if st.button(f"Make {more} groups", icon=":material/splitscreen:", type="primary", key="further-groups"):
                _make(workspace, more)
            st.caption(
                "Helps most: smaller groups are purer. Your names are carried over to them, to be confirmed by one key."
            )
    with st.container(horizontal=True, vertical_alignment="center"):
        if st.button("Name single faces", icon=":material/face:", key="further-faces"):
            _begin(workspace, desk)
        st.caption(
            "Those that the recognizer is least sure of, one key each. A hundred of them add little: 0.2 % on FER2013."
        )


def _make(workspace: Workspace, k: int) -> None:
    clusters = dataclasses.replace(workspace.lab.choices.clusters, k=k)
    study.update(workspace.store, workspace.study.id, lambda now: now.choose(clusters=clusters))
    open_page(CLUSTERS)


def _begin(workspace: Workspace, desk: Desk) -> None:
    with st.spinner("The recognizer looks at all faces once"):
        ready = payoff.wait(workspace, PATIENCE)
    if not ready:
        st.warning("The recognizer is not ready yet, or has fewer than two names to learn from. Try again in a moment.")
        return
    st.session_state[_WANTED] = desk.clustering
    show(desk, ALONE)
    st.rerun(scope="fragment")


def hand(workspace: Workspace, groups: Partition, state: NamingState, desk: Desk) -> list[Hand]:
    """The single faces in front, if the person asked for some; the same ones until all of them have a name."""
    if st.session_state.get(_WANTED) != desk.clustering or place_of(desk).group != ALONE:
        return []
    ids = _faces(workspace, groups, state, desk.clustering)
    if not len(ids):
        return []
    own = [state.face_verdicts.get(face) for face in ids]
    return [
        Hand(
            ALONE, ids, workspace.faces.images[np.array(ids)],
            f"{len(ids)} faces that the recognizer is least sure of",
            note="Each key names the face with the frame and goes on. What you name here keeps its name.",
            tags=[verdict_in_words(v) if v else "" for v in own] if any(own) else (),
        )
    ]  # fmt: skip


def _faces(workspace: Workspace, groups: Partition, state: NamingState, clustering: str) -> Sequence[int]:
    """The faces last drawn; new ones when each of them has a name."""
    memory = f"{_WANTED}-{clustering}"
    drawn: Sequence[int] = st.session_state.get(memory, ())
    if any(face not in state.face_verdicts for face in drawn):
        return drawn
    probabilities = payoff.probabilities(workspace)
    if probabilities is not None:
        found = uncertain_faces(probabilities, groups.rows, groups.groups, state.face_verdicts, A_HAND)
        st.session_state[memory] = drawn = found.tolist()
    return drawn
