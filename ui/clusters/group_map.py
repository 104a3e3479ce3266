"""The map of the groups: every grouped face in two dimensions, and the faces selected there."""

import numpy as np
import streamlit as st

from fer_core.clustering import Clustering
from ui.components import face_map
from ui.shared import face_map_view
from ui.shell.fragment import fragment
from ui.shell.workspace import Workspace

FACES_OF_SELECTION = 24
FACES_A_ROW = 12


def draw(workspace: Workspace, clustering: Clustering) -> None:
    """Draw the map of the groups, with the selected faces below it."""
    points = face_map_view.positions(workspace, face_map_view.method(workspace))
    place = f"groups-map-{workspace.study.id}"
    _selectable(workspace, clustering, points, place)
    face_map.pictures(workspace.lab.division.grouped_rows, workspace.faces.images, key=place)


@fragment()
def _selectable(workspace: Workspace, clustering: Clustering, points: np.ndarray, key: str) -> None:
    rows, images = workspace.lab.division.grouped_rows, workspace.faces.images
    codes, legend = face_map.by_group(clustering.labels, _titles(workspace, len(clustering.sizes)))
    selection = face_map.face_map(points, codes, legend, rows, images, key=key, title="Map of the groups")
    chosen = selection.rows
    if not len(chosen):
        return
    titles = [str(group + 1) if group >= 0 else "none" for group in clustering.labels[chosen].tolist()]
    st.markdown(face_map_view.selected_in_words(titles))
    face_map_view.some_of(images, rows[chosen], FACES_OF_SELECTION, FACES_A_ROW)


def _titles(workspace: Workspace, groups: int) -> list[str]:
    """What the legend says of the clustering's own groups."""
    answers = [workspace.naming.verdict_in_words(group) for group in range(groups)]
    return face_map.titles([str(group + 1) for group in range(groups)], answers)
