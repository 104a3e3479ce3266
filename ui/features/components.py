"""The components of a reduction: their variance, how each changes the mean face, and extreme faces."""

from functools import partial

import numpy as np
import streamlit as st

from fer_core.base.progress import Progress, part_of
from fer_core.charts.components import scree_plot
from fer_core.faces.faceset import SIDE
from fer_core.features import Feature
from fer_core.features.drawing import as_meshes, as_pictures
from fer_core.reduction import Reduction
from fer_core.reduction.parallel_analysis import ParallelAnalysis
from fer_core.reduction.rebuild import along
from fer_core.study.lab import Lab
from fer_core.study.lab.reductions import has_mesh
from ui.features import mesh_picture, reconstruction, reduction_choice
from ui.features.shown import ComponentsShown, preparing, slider
from ui.shared import contact_sheet
from ui.shell import waiting
from ui.shell.charts import show_chart
from ui.shell.fragment import fragment
from ui.shell.workspace import Workspace

VIEWS = ("Components", "Reconstruction", "Along a component", "Extreme faces")
DEVIATIONS = np.array([-3, -2, -1, 0, 1, 2, 3], np.float32)
EIGENFACES = 24
FIRST = 6
EXTREMES = 12


def components(workspace: Workspace, feature: Feature, reduction: Reduction) -> None:
    """All views of the components, one at a time. Call it on the page itself, not in a column."""
    lab = workspace.lab
    key, work = lab.reduction.noise_key(feature), partial(_analyse, lab, feature)
    noise = waiting.result(workspace, "noise", key, "Analysing the components", work)
    there = noise is not None and not feature.drawn
    shown = ComponentsShown(
        workspace,
        feature,
        reduction,
        noise,
        lab.reduction.companions(feature, "pictures") if there else None,
        lab.reduction.companions(feature, "points") if there and has_mesh(feature) else None,
    )
    _views(shown)


def _analyse(lab: Lab, feature: Feature, progress: Progress) -> ParallelAnalysis:
    if not feature.drawn:
        lab.reduction.companions(feature, "pictures", part_of(progress, 0, 0.1))
        if has_mesh(feature):
            lab.reduction.companions(feature, "points", part_of(progress, 0.1, 0.2))
    return lab.reduction.noise(feature, part_of(progress, 0.2, 1))


@fragment()
def _views(shown: ComponentsShown) -> None:
    workspace = shown.workspace
    view = st.segmented_control(
        "View", VIEWS, default=VIEWS[0], key=workspace.widget("see"), required=True, persist_state="session", wrap=True,
        label_visibility="collapsed",
    )  # fmt: skip
    {
        "Components": _strengths,
        "Reconstruction": reconstruction.section,
        "Along a component": _along,
        "Extreme faces": lambda s: extremes(s.workspace, len(s.reduction.components_)),
    }[view](shown)


def _strengths(shown: ComponentsShown) -> None:
    reduction, lab = shown.reduction, shown.workspace.lab
    used = lab.space.in_effect(reduction).components or 1
    if shown.noise is not None:
        st.markdown(reduction_choice.beyond_noise(shown.noise, reduction, used))
    chart = scree_plot(reduction.explained_variance_ratio_, used, shown.noise)
    show_chart(chart, key="scree", alt="Share of the variance that each component explains")
    if shown.feature.drawn == "picture":
        _eigenfaces(reduction)
    elif shown.feature.drawn == "mesh" or shown.points is not None or shown.pictures is not None:
        _first_components(shown)


def _eigenfaces(reduction: Reduction) -> None:
    side = round(reduction.n_features_**0.5)
    first = reduction.components_[:EIGENFACES].reshape(-1, side, side)
    contact_sheet.show(contact_sheet.as_image(first), 12, "Eigenfaces: the first components as pictures")


def _first_components(shown: ComponentsShown) -> None:
    """The mean face moved to both ends of each of the first components."""
    count = min(FIRST, len(shown.reduction.components_))
    for end in (-3.0, 3.0):
        st.caption(f"The mean face at {'−' if end < 0 else '+'}3 standard deviations along components 1 to {count}")
        _draw(shown, [_moved(shown, component, np.array([end])) for component in range(count)], count)


def _along(shown: ComponentsShown) -> None:
    component = _component(shown.workspace, len(shown.reduction.components_), "along")
    st.caption(f"The mean face at −3 … +3 standard deviations along component {component + 1}")
    if not shown.feature.drawn and shown.pictures is None:
        preparing()
        return
    _draw(shown, [_moved(shown, component, DEVIATIONS)], len(DEVIATIONS))
    if not shown.feature.drawn:
        st.caption(
            f"“{shown.feature.title}” cannot be turned back into a face. The pictures show how faces at each position "
            "look on average (least squares over training faces). “Extreme faces” shows real ones."
        )


Moved = tuple[np.ndarray | None, np.ndarray | None]
"""Meshes float [k, 468, 3] and pictures uint8 [k, side, side]; None where the kind of features has none."""


def _moved(shown: ComponentsShown, component: int, deviations: np.ndarray) -> Moved:
    """The mean face moved along a component.

    Exact where the features can be turned back into a face; otherwise the average of faces at that position.
    """
    drawn = shown.feature.drawn
    if drawn:
        columns = along(shown.reduction, component, deviations)
        return (None, as_pictures(shown.feature, columns)) if drawn == "picture" else (as_meshes(columns), None)
    meshes = None if shown.points is None else as_meshes(shown.points.at(component, deviations))
    if shown.pictures is None:
        return meshes, None
    grey = np.clip(shown.pictures.at(component, deviations), 0, 255).astype(np.uint8)
    return meshes, grey.reshape(-1, SIDE, SIDE)


def _draw(shown: ComponentsShown, moved: list[Moved], columns: int) -> None:
    """Meshes, and the same faces as pictures below them."""
    meshes = [mesh for mesh, _ in moved if mesh is not None]
    grey = [picture for _, picture in moved if picture is not None]
    if meshes:
        contact_sheet.draw(mesh_picture.draw(np.concatenate(meshes), columns=columns))
    if grey:
        contact_sheet.draw(contact_sheet.sheet(np.concatenate(grey), columns, 2))


def extremes(workspace: Workspace, largest: int) -> None:
    """Training faces with the lowest and highest values of one of the first ``largest`` numbers that are grouped."""
    points, train = workspace.lab.space.points(), workspace.lab.division.split.train
    component = _component(workspace, min(largest, points.shape[1]), "ends")
    order = np.argsort(points[train, component], kind="stable")
    for title, some in (("lowest", order[:EXTREMES]), ("highest", order[::-1][:EXTREMES])):
        rows = train[some]
        note = f"Faces with the {title} values on component {component + 1}, most extreme first"
        contact_sheet.show(workspace.faces.images[rows], EXTREMES, note)


@fragment()
def directions(workspace: Workspace) -> None:
    """For reductions other than PCA: the faces with the lowest and highest values of each component."""
    st.markdown("The faces with the lowest and highest values show what each component stands for.")
    extremes(workspace, workspace.lab.space.points().shape[1])


def _component(workspace: Workspace, largest: int, name: str) -> int:
    """The component that the person chose, from 0."""
    return slider(st.container(), "Component", largest, workspace.widget(f"{name}-of-{largest}"), 1) - 1
