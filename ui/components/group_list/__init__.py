"""The list of groups beside the face grid: their names, and which one is shown; a click shows it."""

from collections.abc import Callable

import streamlit as st

from ui.components.source import source

_list = st.components.v2.component(
    "fer_lab_group_list",
    html=source(__file__, "group_list.html"),
    css=source(__file__, "group_list.css"),
    js=source(__file__, "group_list.js"),
)


def group_list(on_pick: Callable[[int], None], *, grid: str = "faces", key: str = "group-list") -> None:
    """Draw the list of the groups that a face grid has in its own list.

    Args:
        on_pick: called with the number of the group that a person clicked, before the fragment runs again.
        grid: key of the face grid.
        key: of the component.
    """

    def picked() -> None:
        group = st.session_state.get(key, {}).get("picked")
        if isinstance(group, int):
            on_pick(group)

    _list(key=key, data={"grid": grid}, on_picked_change=picked)
