"""What is grouped, before and after balancing by the data set's own labels."""

import streamlit as st

from fer_core.balance import BalanceSettings
from fer_core.charts.classes import balanced_bars
from fer_core.faces.imbalance import imbalance_ratio
from ui.shell.workspace import Workspace


def note(workspace: Workspace, grouped: BalanceSettings) -> None:
    """Whose labels balancing reads before anybody has named a face."""
    if workspace.faces.emotions is None:
        st.caption(
            "These faces carry no labels, so only “As it is” can be chosen here. Once you have named groups, "
            "every way to "
            "balance is offered below, by **named** emotion."
        )
    elif grouped.strategy != "none":
        st.warning(
            "This reads the data set's own labels before anybody has named a face. It shows what balancing does; "
            "a study without labels cannot do it.",
            icon=":material/label:",
        )


def chart(workspace: Workspace) -> None:
    """Training faces of each emotion, before and after balancing what is grouped."""
    faces, train = workspace.faces, workspace.lab.division.split.train
    if faces.emotions is None:
        st.metric("Faces to group", f"{len(train):,}")
        return
    rows, codes = workspace.lab.division.grouped_rows, list(faces.present)
    before, after = (faces.counts(some).sum(axis=0)[codes] for some in (train, rows))
    st.plotly_chart(balanced_bars(before, after, faces.present_names), key="grouped-chart")
    without = len(rows) - int(after.sum())
    st.caption(
        f"{len(rows):,} of {len(train):,} training faces are grouped"
        f"{f', {without:,} of them without a label' if without else ''}. "
        f"Imbalance {imbalance_ratio(before):.1f} : 1 before, {imbalance_ratio(after):.1f} : 1 after."
    )
