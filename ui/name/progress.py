"""How far the naming is: groups and faces with a verdict, decisions, time, and faces of each emotion."""

import streamlit as st

from fer_core.charts.classes import count_bars
from fer_core.naming.groups import Partition
from fer_core.naming.replay import NamingState
from ui.shell.text import duration
from ui.shell.workspace import Workspace


def so_far(groups: Partition, state: NamingState) -> None:
    """How far the naming is, and what was named."""
    decided = [group for group in groups.numbers if group in state.group_verdicts]
    done, total = len(decided), len(groups.numbers)
    covered = sum(groups.sizes[group] for group in decided)
    st.progress(done / total, f"{done} of {total} groups")
    left, right = st.columns(2)
    left.metric("Decisions", f"{state.decisions:,}")
    right.metric("Time", duration(state.active_seconds), help="Pauses of over a minute are not counted.")
    st.caption(f"{covered:,} of {len(groups.rows):,} faces have a verdict.")


def named(workspace: Workspace) -> None:
    """How many faces each emotion has by now."""
    counts = workspace.named_counts()
    if counts is not None:
        st.plotly_chart(count_bars(counts, workspace.faces.classes, "Named faces"), key="named-counts")
