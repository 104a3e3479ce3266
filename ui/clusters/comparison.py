"""Two clusterings of the study side by side: what flows where, and which faces moved."""

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
from ui.shell.text import escape
from ui.shell.workspace import Workspace

FLOWS = 20
MOVED = 36
_FEATURES = {cls.__name__: cls.title for cls in [*FEATURES.values(), *CHOSEN.values()]}


def section(workspace: Workspace) -> None:
    """Choose another clustering that was made before; see how far it is the same."""
    earlier = {one.key: one for one in workspace.lab.earlier.listing()}
    if not earlier:
        st.markdown("There is nothing to compare with yet. Choose another k, seed or features: what was made is kept.")
        return
    key = st.selectbox(
        "Compare with", list(earlier), format_func=lambda key: clustering_in_words(earlier[key]),
        key=workspace.widget("compare-with"),
    )  # fmt: skip
    try:
        seen = workspace.lab.earlier.compare(key)
    except FerLabError as error:
        st.warning(escape(str(error)))
        return
    _show(workspace, seen)


def clustering_in_words(one: EarlierClustering) -> str:
    """What made a clustering: "k = 25, seed 0, Expression"."""
    made = datetime.fromtimestamp(one.made).strftime("%d %b, %H:%M")
    chosen: Mapping[str, Any] = one.settings.get("clusters", {})
    if not chosen:
        return f"Groups made {made}, settings not noted"
    about = ALGORITHMS.get(chosen.get("algorithm", "kmeans"), ALGORITHMS["kmeans"])
    number = about.title if about.finds_k else f"k = {chosen.get('k')}"
    kind = "" if about.finds_k or about is ALGORITHMS["kmeans"] else f", {about.title}"
    features = _FEATURES.get(one.settings.get("features", {}).get("", ""), "other features")
    components = one.settings.get("reduction", {}).get("components")
    space = f" ({components} components)" if components else ""
    level = ", eyes level" if one.settings.get("aligned") else ""
    return f"{number}{kind}, seed {chosen.get('seed')}, {features}{space}{level} · {made}"


def _show(workspace: Workspace, seen: Comparison) -> None:
    left, middle, right = st.columns(3)
    left.metric("Agreement", f"{seen.ari:.2f}", help="Adjusted Rand index: 1 the same groups, 0 chance.")
    middle.metric("Shared information", f"{seen.ami:.2f}", help="Adjusted mutual information: 1 the same, 0 chance.")
    right.metric("Faces that moved", f"{seen.moved.mean():.0%}", help="Not with their group's counterpart.")
    flows = seen.flows()
    shown = flows[:FLOWS]
    st.plotly_chart(on_page(flow_diagram(shown, seen.partner)), key="flows")
    part = sum(faces for *_, faces in shown) / max(1, len(seen.rows))
    st.caption(
        f"The {len(shown)} largest of {len(flows):,} flows, {part:.0%} of the faces; left the present groups, right "
        "the others. Blue: faces that stay with their group's counterpart; grey: faces that moved."
    )
    moved = [(a, b, n) for a, b, n in flows if seen.partner.get(a) != b][:FLOWS]
    if not moved:
        st.markdown("No face moved.")
        return
    place = st.selectbox(
        "Faces that moved", range(len(moved)), key=workspace.widget("moved"),
        format_func=lambda i: f"{_called(moved[i][0])} → {_called(moved[i][1])}: {moved[i][2]:,} faces",
    )  # fmt: skip
    a, b, _ = moved[place or 0]
    rows = seen.rows[(seen.first == a) & (seen.second == b)]
    rows = np.random.default_rng(0).permutation(rows)[:MOVED]
    contact_sheet.show(workspace.faces.images[rows], 12, f"{len(rows)} of them, drawn at random")


def _called(group: int) -> str:
    return f"group {group + 1}" if group >= 0 else "no group"
