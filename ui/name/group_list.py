"""The list of groups on the Name page: the name of each, and which one is shown."""

import pandas as pd
import streamlit as st

from fer_core.naming.groups import Partition
from fer_core.naming.replay import NamingState
from ui.components.face_grid import ListedGroup, NamingContext, place_of, show

COLUMNS = ["group", "faces", "name"]


def lines(groups: Partition, state: NamingState) -> list[ListedGroup]:
    """One line for each group, in the order in which people see them."""
    return [ListedGroup(g, groups.labels[g], groups.sizes[g], state.verdict_in_words(g)) for g in groups.numbers]


def group_list(groups: Partition, state: NamingState, context: NamingContext) -> None:
    """Show all groups with their names; a click on one shows its faces."""
    front = place_of(context).group
    table = pd.DataFrame([(line.label, line.faces, line.answer) for line in lines(groups, state)], columns=COLUMNS)

    def picked() -> None:
        cells = st.session_state["group-list"].selection.cells
        if cells:
            st.session_state["group-list-row"] = int(cells[0][0])
        row = min(st.session_state["group-list-row"], len(groups.numbers) - 1)
        show(context, groups.numbers[row])  # a second click on a row unselects it; the group is shown again

    st.dataframe(
        table,
        hide_index=True,
        height=560,
        key="group-list",
        on_select=picked,
        selection_mode="single-cell",
        column_config={
            "group": st.column_config.TextColumn(width=46),
            "faces": st.column_config.NumberColumn(width=50, format="localized"),
            "name": st.column_config.TextColumn(help="≠ separates the names of people who disagree."),
        },
    )
    shown = f"Group {groups.labels[front]} is shown. " if front in groups.sizes and front is not None else ""
    st.caption(f"{shown}Click a group to see its faces.")
