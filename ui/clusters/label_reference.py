"""Compares the groups with the data set's labels, only after the person switches this on."""

import streamlit as st

from fer_core.charts.groups import label_cells
from fer_core.clustering.reference import LabelScores
from fer_core.faces.faceset import FaceSet
from ui.shared.ink import on_page
from ui.shell.charts import show_chart
from ui.shell.text import escape
from ui.shell.workspace import Workspace


def section(workspace: Workspace) -> None:
    """The switch and its result. While it is off, no label is read."""
    if workspace.faces.emotions is None:
        return
    on = st.toggle(
        "Compare with the data set's labels (reference)", False, key=workspace.widget("label-reference"),
        persist_state="session",
        help="For evaluating the method. Annotators should not see the labels before they have named the groups.",
    )  # fmt: skip
    scores = workspace.lab.validation.label_scores() if on else None
    if scores is not None:
        _show(scores, workspace.faces)


def _show(scores: LabelScores, faces: FaceSet) -> None:
    if not faces.labelled.all():
        st.caption("Only grouped faces with a label are counted.")
    first, second, third = st.columns(3)
    first.metric(
        "Best name for each group",
        f"{scores.purity:.0%}",
        help="Purity: the accuracy if each group gets its most common label.",
    )
    first.caption(f"One name for all faces: {scores.chance:.0%}")
    second.metric(
        "One group per name",
        f"{scores.one_to_one:.0%}",
        help="The accuracy if each name is given to one group at most (Kuhn).",
    )
    second.caption(f"{len(scores.named)} groups and {len(faces.present)} names")
    third.metric(
        "Shared information",
        f"{scores.ami:.2f}",
        help="Adjusted mutual information: 1 for the same groups, 0 for chance.",
    )
    third.caption(f"NMI {scores.nmi:.2f} · adjusted Rand index {scores.ari:.2f} (0 for chance)")
    names = ", ".join(escape(faces.classes[code]) for code in sorted(set(scores.named.tolist()) - {-1}))
    st.caption(
        f"Homogeneity {scores.homogeneity:.2f}, completeness {scores.completeness:.2f} (1 is best). "
        f"Most common in at least one group: {names}."
    )
    table = scores.table[:, list(faces.present)]
    show_chart(on_page(label_cells(table, faces.present_names)), key="groups-by-emotion")
