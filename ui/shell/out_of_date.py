"""The legend of the half circles that the navigation shows for steps that are out of date."""

from collections.abc import Mapping

import streamlit as st

from fer_core.study.journey import State

ICON = ":material/contrast:"


def legend(states: Mapping[str, State]) -> None:
    """Explain the half circle below the pages, where there is one."""
    if "stale" in states.values():
        st.caption(
            f"{ICON} made with earlier choices",
            help="You changed a choice or a name since. What was made before is saved: the page shows it, and how to "
            "go on or back.",
        )
