"""The faces that are grouped, before and after balancing by the data set's own labels."""

import numpy as np
import streamlit as st

from fer_core.balance import BalanceSettings
from fer_core.charts.classes import balanced_bars
from fer_core.faces.imbalance import imbalance_ratio
from ui.shell.charts import show_chart
from ui.shell.workspace import Workspace


def note(workspace: Workspace, grouped: BalanceSettings) -> None:
    """Say which labels balancing uses here."""
    if workspace.faces.emotions is None:
        st.caption(
            "These faces have no labels, so only “No balancing” can be chosen here. Once you have named groups, you "
            "can balance them by **named** emotion below."
        )
    elif grouped.strategy != "none":
        st.warning(
            "This uses the data set's labels before anybody has named a face. It shows the effect of balancing, "
            "but cannot be done in a study without labels.",
            icon=":material/label:",
        )


def chart(workspace: Workspace) -> None:
    """Training faces of each emotion, before and after balancing the faces to group."""
    faces, train = workspace.faces, workspace.lab.division.split.train
    if faces.emotions is None:
        st.metric("Faces to group", f"{len(train):,}")
        return
    rows, codes = workspace.lab.division.grouped_rows, list(faces.present)
    before, after = (faces.counts(some).sum(axis=0)[codes] for some in (train, rows))
    show_chart(balanced_bars(before, after, faces.present_names), key="grouped-chart")
    without = len(rows) - int(after.sum())
    st.caption(
        f"{len(rows):,} of {len(train):,} training faces are grouped"
        f"{f', {without:,} of them without a label' if without else ''}. "
        f"{_imbalance(workspace, before, after)}"
    )


def _imbalance(workspace: Workspace, training: np.ndarray, grouped: np.ndarray) -> str:
    """The imbalance of the training faces (int [c] of each emotion), of those that are grouped, and of all faces."""
    of_all = imbalance_ratio(workspace.counts.sum(axis=0)[list(workspace.faces.present)])
    told = f"Imbalance of the training faces: {imbalance_ratio(training):.1f} to 1"
    if (training != grouped).any():
        told += f" before and {imbalance_ratio(grouped):.1f} to 1 after"
    return (
        f"{told}. On the Data page it is {of_all:.1f} to 1, for all faces: test faces and set-aside copies count there."
    )
