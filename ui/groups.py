"""Groups of faces on a page: the verdict in words, the map, a card for each."""

import numpy as np
import streamlit as st

from fer_core.clustering import Clustering
from fer_core.projection import ProjectionSettings
from ui import charts
from ui import faces as pictures
from ui.waiting import obtain
from ui.workspace import Workspace

MAPS = {"PCA": ProjectionSettings("pca"), "UMAP": ProjectionSettings("umap")}
CARDS = 12
FACES_A_CARD = 12


def verdict(clustering: Clustering) -> str:
    """Whether the groups are more than noise, in words, with both numbers."""
    own, noise = clustering.silhouette, clustering.noise_silhouette
    numbers = f"silhouette {own:.2f} (noise would give {noise:.2f})"
    if own > noise + 0.05:
        return f"These groups stand apart more than chance would make them: {numbers}."
    if own > noise:
        return f"The faces shade into one another; groups are slices of a continuum, which can be named too: {numbers}."
    return (
        f"**No better than noise**: {numbers}. Nothing here falls into separate groups by itself; "
        "the groups are slices of a continuum. Judge them by looking at them."
    )


def face_map(workspace: Workspace, clustering: Clustering) -> None:
    """The 2-D picture: PCA at once, UMAP when asked for and ready."""
    method = st.segmented_control(
        "Map", list(MAPS), default="PCA", key=workspace.widget("map"),
        persist_state="session", required=True,
        help="PCA is instant. UMAP keeps neighbours together better and takes a while the first time; then it is kept.",
    )  # fmt: skip
    settings = MAPS[method]
    lab, key = workspace.lab, workspace.lab.map_key(settings)
    if method == "UMAP":
        points = obtain(
            key,
            "Drawing the UMAP map",
            lambda progress: lab.map(settings, progress),
            ready=lab.kept("map", key),
            slot=workspace.widget("map-job"),
        )
        if points is None:
            st.caption("Until it is ready, here is the PCA map.")
            points = lab.map(MAPS["PCA"])
    else:
        points = lab.map(settings)
    st.plotly_chart(charts.face_map(points, clustering.labels), key="face-map", alt="Map of the groups")
    if len(points) > charts.MAP_POINTS:
        st.caption(f"{charts.MAP_POINTS:,} of {len(points):,} faces are drawn.")


def cards(workspace: Workspace, clustering: Clustering) -> None:
    """Each group with its size, silhouette and most typical faces, a dozen groups at a time."""
    orders = {"largest first": -clustering.sizes, "tightest first": -clustering.group_silhouettes}
    left, right = st.columns([3, 1], vertical_alignment="bottom")
    order = left.segmented_control(
        "Order",
        list(orders),
        default="largest first",
        key=workspace.widget("card-order"),
        required=True,
        persist_state="session",
    )
    ranked = np.argsort(orders[order], kind="stable")
    pages = -(-len(ranked) // CARDS)
    page = right.number_input(f"Page of {pages}", 1, pages, key=workspace.widget("card-page")) if pages > 1 else 1
    shown = ranked[(page - 1) * CARDS : page * CARDS].tolist()
    for start in range(0, len(shown), 2):
        for column, group in zip(st.columns(2), shown[start : start + 2], strict=False):
            with column:
                _card(workspace, clustering, group)


def _card(workspace: Workspace, clustering: Clustering, group: int) -> None:
    rows = workspace.lab.grouped_rows[clustering.order(group, "typical")[:FACES_A_CARD]]
    size, silhouette = clustering.sizes[group], clustering.group_silhouettes[group]
    pictures.show(
        workspace.faces.images[rows], FACES_A_CARD, f"Group {group + 1} · {size:,} faces · silhouette {silhouette:.2f}"
    )
