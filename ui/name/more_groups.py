"""More groups for the same faces, made here on the Name page: names of the former ones are then suggested for them."""

import dataclasses

import streamlit as st

from fer_core.study import study
from fer_core.study.journey import CLUSTERS
from ui.shell import waiting
from ui.shell.workspace import Workspace

MOST_GROUPS = 400
FEWEST_FACES = 10
"""Least number of faces that a group has on average."""
_BEFORE = "fewer-groups"


def button(workspace: Workspace) -> bool:
    """Draw the button that makes twice as many groups, if there are enough faces; returns whether it was drawn."""
    settings = workspace.lab.choices.clusters
    more = min(2 * settings.k, MOST_GROUPS, len(workspace.groups.rows) // FEWEST_FACES)
    if more <= settings.k or "k" not in settings.uses:
        return False
    if st.button(f"Make {more} groups", icon=":material/splitscreen:", key="further-groups", width="stretch"):
        st.session_state[_BEFORE] = settings.k
        _choose(workspace, more)
        st.rerun()
    return True


def make(workspace: Workspace) -> None:
    """Make the chosen groups if they are not there yet, with progress on this page, which waits for them.

    Without the features of the faces it does nothing: those are made on an earlier page.
    """
    lab = workspace.lab
    if lab.groups.ready or not lab.space.ready:
        return
    title = f"Making groups of {len(lab.division.grouped_rows):,} faces"
    if waiting.result(workspace, "clustering", lab.groups.key, title, lab.groups.clustering) is None:
        before = st.session_state.get(_BEFORE)
        if before and st.button(f"Back to {before} groups", icon=":material/arrow_back:", key="fewer-groups-back"):
            _choose(workspace, before)
            st.rerun()
        st.stop()
    workspace.made(CLUSTERS)


def _choose(workspace: Workspace, k: int) -> None:
    """Save another number of groups; the Clusters page shows it as a change from elsewhere."""
    clusters = dataclasses.replace(workspace.lab.choices.clusters, k=k)
    study.update(workspace.store, workspace.study.id, lambda now: now.choose(clusters=clusters))
