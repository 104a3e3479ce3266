"""Progress of naming: groups and faces that are decided, decisions, time, and named faces of each emotion."""

import streamlit as st

from fer_core.charts.classes import count_bars
from fer_core.naming.groups import Partition
from fer_core.naming.replay import NamingState
from ui.shell.text import duration
from ui.shell.workspace import Workspace


def so_far(groups: Partition, state: NamingState) -> None:
    """Show how many groups and faces are decided, with how many decisions, in how much time."""
    decided = [group for group in groups.numbers if group in state.group_verdicts]
    done, total = len(decided), len(groups.numbers)
    covered = sum(groups.sizes[group] for group in decided)
    st.progress(done / total, f"{done} of {total} groups")
    left, right = st.columns(2)
    left.metric("Decisions", f"{state.decisions:,}", help="Names, splits, merges and moves, without undone ones.")
    right.metric("Time", duration(state.active_seconds), help="Breaks of more than a minute are not counted.")
    st.caption(f"{covered:,} of {len(groups.rows):,} faces are in decided groups.")


def named(workspace: Workspace) -> None:
    """Show how many named faces each emotion has so far."""
    counts = workspace.named_counts()
    if counts is not None:
        st.plotly_chart(count_bars(counts, workspace.faces.classes, "Named faces"), key="named-counts")
