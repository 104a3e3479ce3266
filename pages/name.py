"""Name: what do these faces show?"""

import streamlit as st

from fer_core.study.journey import CLUSTERS, NAME
from ui.name import (
    agreement_panel,
    carried_over,
    ending,
    group_grid,
    group_list,
    history,
    lasso,
    more_groups,
    payoff,
    people,
    progress,
    workbench,
)
from ui.shared import earlier_results, exchange, face_map_view
from ui.shell import frame, tour
from ui.shell.fragment import fragment
from ui.shell.workspace import open_workspace

frame.header(NAME, "What would you call these faces? One key names the whole group.")
st.html(workbench.LAYOUT)
workspace = frame.require_faces()
more_groups.make(workspace)
if not workspace.lab.groups.ready:
    earlier_results.note(workspace, NAME)
frame.require_groups(workspace, "There are no groups to name yet.", CLUSTERS)
people.who(workspace)


@fragment()
def by_groups(key: str) -> None:
    """A fragment: it alone runs again after each decision. ``key``: of the groups that the page was opened with."""
    workspace = open_workspace()
    if workspace.lab.groups.key != key:
        st.rerun()  # the choices were changed, here or elsewhere
    groups, state, context = workspace.groups, workspace.naming, workbench.context_of(workspace)
    people.still_there(context, groups)
    # In a container, as these lines come and go: an interrupted run must not move the grid.
    with st.container():
        people.differ(workspace)
        carried_over.offer(workspace)
    listed, faces, side = st.columns([20, 63, 19], gap="small")
    with listed, st.container(key="desk-list"):
        group_list.group_list(groups, context)
    with faces, st.container(key="desk-faces"):
        end = st.empty()  # filled last, with the newest estimate
        group_grid.grid(workspace, groups, state, context)
    with side, st.container(key="desk-side"):
        progress.so_far(groups, state)
        payoff.chart(workspace)
        with st.container():
            progress.named(workspace)
    with end.container():
        ending.show(workspace, context)
    if ending.all_answered(groups, state):
        workspace.made(NAME)
    tour.follow(workspace, NAME)
    with st.expander("People", icon=":material/group:", key="people", on_change="rerun") as part:
        if part.open:
            agreement_panel.panel(workspace, context)
    with st.expander("History", icon=":material/history:", key="history-part", on_change="rerun") as part:
        if part.open:
            history.panel(workspace)
    people.fresh(workspace)


workbench.asked_for(workspace)
with st.container(horizontal=True):
    view = workbench.view()
    method = face_map_view.method(workspace, label=False) if view == "map" else ""
if view == "map":
    earlier_results.note(workspace, NAME)
    lasso.view(workspace, method)
else:
    by_groups(workspace.lab.groups.key)
with st.expander("Files", icon=":material/swap_vert:", key="files", on_change="rerun") as part:
    if part.open:
        exchange.downloads(workspace)
        exchange.importing(workspace)
frame.way_on(NAME)
people.watch(workspace)
