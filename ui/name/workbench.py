"""The layout of the Name page, where its names are saved, and the group that an address asks for."""

import streamlit as st

from fer_core.naming.groups import group_called
from ui.components.face_grid import NamingContext, show
from ui.shell.workspace import Workspace

LAYOUT = """<style>
.stMain h1 { font-size: 1.75rem; padding: 0 }
.stMain h5 { padding: 0 0 0.5rem; font-size: 1rem }
.st-key-desk-side [data-testid=stMetricValue] { font-size: 1.5rem }
.st-key-desk-side [data-testid=stMetricValue] * { overflow: visible; white-space: nowrap }
.st-key-desk-faces:has(.st-key-ending) .st-key-face-view { display: none }
@media (max-width: 1400px) {
  .stHorizontalBlock:has(> .stColumn .st-key-desk-faces) { flex-wrap: wrap }
  .stColumn:has(.st-key-desk-side) { flex: 1 1 100% }
}
@media (max-width: 1250px) {
  .stColumn:has(.st-key-desk-faces) { flex: 1 1 100%; order: -1 }
  .stColumn:has(.st-key-desk-list), .stColumn:has(.st-key-desk-side) { flex: 1 1 40%; min-width: 15rem }
}
@media (max-width: 700px) {
  .stColumn:has(.st-key-desk-list), .stColumn:has(.st-key-desk-side) { flex: 1 1 100% }
  .stColumn:has(.st-key-desk-side) { order: 0 }
}
</style>"""
"""Without room for three columns, the progress goes below; without room for two, the faces come first."""

VIEWS = ("groups", "map")


def view() -> str:
    """What the person names by: "groups" or the "map". It is part of the address."""
    return st.segmented_control(
        "Name by", VIEWS, default="groups", key="view", bind="query-params", required=True,
        label_visibility="collapsed",
    )  # fmt: skip


def context_of(workspace: Workspace) -> NamingContext:
    """Where names of the current groups are saved. It knows earlier groups too, as names for them may arrive late."""
    known = workspace.clusterings
    return NamingContext(
        workspace.log, workspace.study.id, workspace.lab.groups.key, known, workspace.faces.classes,
        workspace.annotator, workspace.lab.groups.divide,
    )  # fmt: skip


def asked_for(workspace: Workspace) -> None:
    """Show the group in the address once (``?group=7``, as people call it).

    If it was split or merged since, show the first group that was made of it.
    """
    wanted = st.query_params.get("group")
    if wanted is None:
        return
    del st.query_params["group"]
    found = group_called(workspace.groups, wanted)
    if found is not None:
        st.session_state["view"] = "groups"
        show(context_of(workspace), found)
