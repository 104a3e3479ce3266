"""Groups of faces on a page: the verdict in words, the map, a card for each."""

import numpy as np
import streamlit as st

from fer_core.clustering import Clustering
from ui import faces as pictures
from ui import maps
from ui.components import face_map as canvas
from ui.fragment import fragment
from ui.workspace import Workspace

CARDS = 12
FACES_A_CARD = 12
FACES_OF_SELECTION = 24


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
    """The 2-D map of the groups; what is selected on it stands below."""
    points = maps.positions(workspace, maps.method(workspace))
    place = f"groups-map-{workspace.study.id}"
    _selectable(workspace, clustering, points, place)
    canvas.pictures(workspace.lab.grouped_rows, workspace.faces.images, key=place)


@fragment()
def _selectable(workspace: Workspace, clustering: Clustering, points: np.ndarray, key: str) -> None:
    rows, images = workspace.lab.grouped_rows, workspace.faces.images
    codes, legend = canvas.by_group(clustering.labels)
    selection = canvas.face_map(points, codes, legend, rows, images, key=key, title="Map of the groups")
    chosen = selection.rows
    if not len(chosen):
        return
    st.markdown(maps.selected_in_words([str(group + 1) for group in clustering.labels[chosen].tolist()]))
    maps.some_of(images, rows[chosen], FACES_OF_SELECTION, FACES_A_CARD)


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
