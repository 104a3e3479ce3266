"""The groups beside the data set's own labels: only where the person switches that on."""

import streamlit as st

from fer_core.charts.groups import label_cells
from fer_core.clustering.reference import LabelScores
from fer_core.faces.faceset import FaceSet
from ui.shared.ink import on_page
from ui.shell.text import escape
from ui.shell.workspace import Workspace


def section(workspace: Workspace) -> None:
    """The switch, and what it shows. Nothing here is computed while it is off."""
    if workspace.faces.emotions is None:
        return
    on = st.toggle(
        "Show the data set's own labels (reference)", False, key=workspace.widget("label-reference"),
        persist_state="session",
        help="For judging the method, not for naming: whoever names should not see them.",
    )  # fmt: skip
    scores = workspace.lab.validation.label_scores() if on else None
    if scores is not None:
        _show(scores, workspace.faces)


def _show(scores: LabelScores, faces: FaceSet) -> None:
    if not faces.labelled.all():
        st.caption("These numbers are for the grouped faces that have a label.")
    first, second, third = st.columns(3)
    first.metric("Best name for each group", f"{scores.purity:.0%}", help="Purity: each group gets its majority label.")
    first.caption(f"One name for all would give {scores.chance:.0%}")
    second.metric("One group a name", f"{scores.one_to_one:.0%}", help="Each name goes to one group at most (Kuhn).")
    second.caption(f"{len(scores.named)} groups, {len(faces.present)} names: the rest stay without")
    third.metric("Shared information", f"{scores.ami:.2f}", help="Adjusted mutual information: 0 chance, 1 the same.")
    third.caption(f"NMI {scores.nmi:.2f} · adjusted Rand index {scores.ari:.2f}; chance would give 0 for the latter")
    names = ", ".join(escape(faces.classes[code]) for code in sorted(set(scores.named.tolist()) - {-1}))
    st.caption(
        f"Homogeneity {scores.homogeneity:.2f}, completeness {scores.completeness:.2f} (1: best). "
        f"Majorities in some group: {names}."
    )
    table = scores.table[:, list(faces.present)]
    st.plotly_chart(on_page(label_cells(table, faces.present_names)), key="groups-by-emotion")
