"""Compares the present groups with earlier ones: how far they agree, and which faces moved."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import numpy as np
import streamlit as st

from fer_core.base.errors import FerLabError
from fer_core.charts.groups import flow_diagram
from fer_core.clustering import ALGORITHMS
from fer_core.clustering.compare import Comparison
from fer_core.features import CHOSEN, FEATURES
from fer_core.study.lab.clusterings import EarlierClustering
from ui.shared import contact_sheet
from ui.shared.ink import on_page
from ui.shell.charts import show_chart
from ui.shell.text import escape
from ui.shell.workspace import Workspace

FLOWS = 20
MOVED = 36
_FEATURES = {cls.__name__: cls.title for cls in [*FEATURES.values(), *CHOSEN.values()]}


def section(workspace: Workspace) -> None:
    """Choose an earlier clustering, and show how far it agrees with the present one."""
    earlier = {one.key: one for one in workspace.lab.earlier.listing()}
    if not earlier:
        st.markdown(
            "There are no other groups yet. Groups that you make with another k, seed or features can be compared here."
        )
        return
    key = st.selectbox(
        "Compare with", list(earlier), format_func=lambda key: clustering_in_words(earlier[key]),
        key=workspace.widget("compare-with"),
    )  # fmt: skip
    try:
        compared = workspace.lab.earlier.compare(key)
    except FerLabError as error:
        st.warning(escape(str(error)))
        return
    _show(workspace, compared)


def clustering_in_words(one: EarlierClustering) -> str:
    """The choices that made a clustering, and when: "k = 25, seed 0, Expression · 12 Nov, 10:30"."""
    made = datetime.fromtimestamp(one.made).strftime("%d %b, %H:%M")
    chosen: Mapping[str, Any] = one.settings.get("clusters", {})
    if not chosen:
        return f"Groups made on {made} with unknown settings"
    about = ALGORITHMS.get(chosen.get("algorithm", "kmeans"), ALGORITHMS["kmeans"])
    number = about.title if about.finds_k else f"k = {chosen.get('k')}"
    algorithm = "" if about.finds_k or about is ALGORITHMS["kmeans"] else f", {about.title}"
    features = _FEATURES.get(one.settings.get("features", {}).get("", ""), "other features")
    components = one.settings.get("reduction", {}).get("components")
    space = f" ({components} components)" if components else ""
    aligned = ", aligned" if one.settings.get("aligned") else ""
    return f"{number}{algorithm}, seed {chosen.get('seed')}, {features}{space}{aligned} · {made}"


def _show(workspace: Workspace, compared: Comparison) -> None:
    left, middle, right = st.columns(3)
    left.metric("Agreement", f"{compared.ari:.2f}", help="Adjusted Rand index: 1 for the same groups, 0 for chance.")
    middle.metric(
        "Shared information",
        f"{compared.ami:.2f}",
        help="Adjusted mutual information: 1 for the same groups, 0 for chance.",
    )
    right.metric(
        "Faces that moved",
        f"{compared.moved.mean():.0%}",
        help="Share of faces that are not in the counterpart of their group.",
    )
    flows = compared.flows()
    shown = flows[:FLOWS]
    show_chart(on_page(flow_diagram(shown, compared.partner)), key="flows")
    part = sum(faces for *_, faces in shown) / max(1, len(compared.rows))
    st.caption(
        f"The {len(shown)} largest of {len(flows):,} flows, with {part:.0%} of the faces. Left: the present groups; "
        "right: the others. Blue: faces in the counterpart of their group; grey: faces that moved."
    )
    moved = [(a, b, n) for a, b, n in flows if compared.partner.get(a) != b][:FLOWS]
    if not moved:
        st.markdown("No face moved.")
        return
    place = st.selectbox(
        "Faces that moved", range(len(moved)), key=workspace.widget("moved"),
        format_func=lambda i: f"{_group_title(moved[i][0])} → {_group_title(moved[i][1])}: {moved[i][2]:,} faces",
    )  # fmt: skip
    a, b, _ = moved[place or 0]
    rows = compared.rows[(compared.first == a) & (compared.second == b)]
    rows = np.random.default_rng(0).permutation(rows)[:MOVED]
    contact_sheet.show(workspace.faces.images[rows], 12, f"{len(rows)} of these faces, drawn at random")


def _group_title(group: int) -> str:
    return f"group {group + 1}" if group >= 0 else "no group"
