"""Progress of naming: decided groups, named and rejected faces, decisions, time, and named faces of each emotion."""

import streamlit as st

from fer_core.charts.classes import count_bars
from fer_core.naming.coverage import faces_covered
from fer_core.naming.groups import Partition
from fer_core.naming.replay import NamingState
from ui.shell.charts import show_chart
from ui.shell.text import duration
from ui.shell.workspace import Workspace


def so_far(groups: Partition, state: NamingState) -> None:
    """Show how many groups are decided and how many faces are covered, with how many decisions, in how much time."""
    decided = [group for group in groups.numbers if group in state.group_verdicts]
    done, total = len(decided), len(groups.numbers)
    st.progress(done / total, f"{done} of {total} groups")
    left, right = st.columns(2)
    left.metric("Decisions", f"{state.decisions:,}", help="Names, splits, merges and moves, without undone ones.")
    right.metric("Time", duration(state.active_seconds), help="Breaks of more than a minute are not counted.")
    st.caption(faces_covered(state, groups).in_words("face"))


def named(workspace: Workspace) -> None:
    """Show how many named faces each emotion has so far."""
    counts = workspace.named_counts()
    if counts is not None:
        show_chart(count_bars(counts, workspace.faces.classes, "Named faces"), key="named-counts")
