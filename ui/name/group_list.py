"""The list of groups on the Name page: the name of each, and which one is shown."""

import streamlit as st

from fer_core.naming.groups import Partition
from fer_core.naming.replay import NamingState
from ui.components import group_list as component
from ui.components.face_grid import ListedGroup, NamingContext, place_of, show


def lines(groups: Partition, state: NamingState) -> list[ListedGroup]:
    """One line for each group, in the order in which people see them."""
    return [ListedGroup(g, groups.labels[g], groups.sizes[g], state.verdict_in_words(g)) for g in groups.numbers]


def group_list(groups: Partition, context: NamingContext) -> None:
    """Show all groups with their names; a click on one shows its faces."""

    def picked(group: int) -> None:
        if group in groups.sizes:
            show(context, group)

    component.group_list(picked)
    front = place_of(context).group
    shown = f"Group {groups.labels[front]} is shown. " if front in groups.sizes and front is not None else ""
    st.caption(f"{shown}Click a group to see its faces.")
