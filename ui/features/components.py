"""What components are: how strong, what they do to the mean face, which faces lie at their ends, what they lose."""

from dataclasses import dataclass
from functools import partial

import numpy as np
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from fer_core.base.progress import Progress, part_of
from fer_core.charts.components import scree_plot
from fer_core.faces.faceset import SIDE
from fer_core.features import Feature
from fer_core.features.drawing import as_meshes, as_pictures, grey_levels
from fer_core.reduction import Reduction
from fer_core.reduction.companions import Companions
from fer_core.reduction.parallel_analysis import ParallelAnalysis
from fer_core.reduction.rebuild import along, rebuild
from fer_core.study.lab import Lab
from fer_core.study.lab.reductions import has_mesh
from ui.features import mesh_picture, reduction_choice
from ui.shared import contact_sheet
from ui.shell import waiting
from ui.shell.fragment import fragment
from ui.shell.text import escape
from ui.shell.workspace import Workspace

VIEWS = ("Components", "Reconstruction", "Along a component", "Ends")
DEVIATIONS = np.array([-3, -2, -1, 0, 1, 2, 3], np.float32)
EIGENFACES = 24
FIRST = 6
AT_AN_END = 12
REBUILT = 6


@dataclass(frozen=True, eq=False)
class Seen:
    """What there is to see of one kind's components; companions and noise once they are there."""

    workspace: Workspace
    feature: Feature
    reduction: Reduction
    noise: ParallelAnalysis | None
    pictures: Companions | None
    points: Companions | None


def components(workspace: Workspace, feature: Feature, reduction: Reduction) -> None:
    """Everything about components, one view at a time. Call it on the page itself."""
    lab = workspace.lab
    key, work = lab.reduction.noise_key(feature), partial(_look_closer, lab, feature)
    noise = waiting.kept(workspace, "noise", key, "Looking at the components", work)
    there = noise is not None and not feature.drawn
    seen = Seen(
        workspace,
        feature,
        reduction,
        noise,
        lab.reduction.companions(feature, "pictures") if there else None,
        lab.reduction.companions(feature, "points") if there and has_mesh(feature) else None,
    )
    _views(seen)


def _look_closer(lab: Lab, feature: Feature, progress: Progress) -> ParallelAnalysis:
    if not feature.drawn:
        lab.reduction.companions(feature, "pictures", part_of(progress, 0, 0.1))
        if has_mesh(feature):
            lab.reduction.companions(feature, "points", part_of(progress, 0.1, 0.2))
    return lab.reduction.noise(feature, part_of(progress, 0.2, 1))


@fragment()
def _views(seen: Seen) -> None:
    workspace = seen.workspace
    shown = st.segmented_control(
        "See", VIEWS, default=VIEWS[0], key=workspace.widget("see"), required=True, persist_state="session", wrap=True,
        label_visibility="collapsed",
    )  # fmt: skip
    {
        "Components": _strengths,
        "Reconstruction": _reconstruction,
        "Along a component": _along,
        "Ends": lambda s: ends(s.workspace, len(s.reduction.components_)),
    }[shown](seen)


def _strengths(seen: Seen) -> None:
    reduction, lab = seen.reduction, seen.workspace.lab
    kept = lab.space.in_effect(reduction).components or 1
    if seen.noise is not None:
        st.markdown(reduction_choice.beyond_noise(seen.noise))
    chart = scree_plot(reduction.explained_variance_ratio_, kept, seen.noise)
    st.plotly_chart(chart, key="scree", alt="Share of the variance that each component explains")
    if seen.feature.drawn == "picture":
        _eigenfaces(reduction)
    elif seen.feature.drawn == "mesh" or seen.points is not None or seen.pictures is not None:
        _first_components(seen)


def _eigenfaces(reduction: Reduction) -> None:
    side = round(reduction.n_features_**0.5)
    first = reduction.components_[:EIGENFACES].reshape(-1, side, side)
    contact_sheet.show(contact_sheet.as_image(first), 12, "Eigenfaces: the first components as pictures")


def _first_components(seen: Seen) -> None:
    """The mean face at either end of each of the first components."""
    count = min(FIRST, len(seen.reduction.components_))
    for end in (-3.0, 3.0):
        st.caption(f"The mean face at {'−' if end < 0 else '+'}3 standard deviations along components 1 to {count}")
        _draw(seen, [_moved(seen, component, np.array([end])) for component in range(count)], count)


def _along(seen: Seen) -> None:
    component = _component(seen.workspace, len(seen.reduction.components_), "along")
    st.caption(f"The mean face at −3 … +3 standard deviations along component {component + 1}")
    if not seen.feature.drawn and seen.pictures is None:
        st.info("This is being prepared.", icon=":material/hourglass:")
        return
    _draw(seen, [_moved(seen, component, DEVIATIONS)], len(DEVIATIONS))
    if not seen.feature.drawn:
        st.caption(
            f"“{seen.feature.title}” has no way back to a face. Drawn is how faces that lie there look on average "
            "(least squares over training faces). “Ends” shows real ones."
        )


Moved = tuple[np.ndarray | None, np.ndarray | None]
"""Meshes float [k, 468, 3] and pictures uint8 [k, side, side]; None where a kind has none."""


def _moved(seen: Seen, component: int, deviations: np.ndarray) -> Moved:
    """The mean face moved along a component: exactly where there is a way back, else as faces go along with it."""
    way = seen.feature.drawn
    if way:
        columns = along(seen.reduction, component, deviations)
        return (None, as_pictures(seen.feature, columns)) if way == "picture" else (as_meshes(columns), None)
    meshes = None if seen.points is None else as_meshes(seen.points.at(component, deviations))
    if seen.pictures is None:
        return meshes, None
    grey = np.clip(seen.pictures.at(component, deviations), 0, 255).astype(np.uint8)
    return meshes, grey.reshape(-1, SIDE, SIDE)


def _draw(seen: Seen, moved: list[Moved], columns: int) -> None:
    """Meshes above, the same as pictures below."""
    meshes = [mesh for mesh, _ in moved if mesh is not None]
    grey = [picture for _, picture in moved if picture is not None]
    if meshes:
        contact_sheet.draw(mesh_picture.draw(np.concatenate(meshes), columns=columns))
    if grey:
        contact_sheet.draw(contact_sheet.sheet(np.concatenate(grey), columns, 2))


def _reconstruction(seen: Seen) -> None:
    """A few faces from 1 … all components, with what is lost."""
    workspace, feature, largest = seen.workspace, seen.feature, len(seen.reduction.components_)
    left, right = st.columns([3, 1])
    count = _slider(left, "Made again from so many components", largest, workspace.widget(f"rebuild-{largest}"), 20)
    train = workspace.lab.division.split.train
    draw = right.number_input("Draw", 0, 10_000, 0, key=workspace.widget("rebuild-draw"), help="Other faces.")
    rows = np.random.default_rng(int(draw)).permutation(train)[:REBUILT]
    columns = np.asarray(workspace.lab.features.table(feature)[rows])
    made = rebuild(seen.reduction, columns, count)
    _before_and_after(seen, workspace.faces.images[rows], columns, made.columns)
    shares = [f"{share:.0%}" for share in made.kept]
    unit = grey_levels(feature)
    lost = [f" ({error * unit:.0f})" * (feature.drawn == "picture") for error in made.errors]
    grey = f", with an error of {made.errors.mean() * unit:.1f} grey levels of 255" * (feature.drawn == "picture")
    st.markdown(f"**{made.kept.mean():.0%}** of what sets these faces apart from the mean face comes back{grey}.")
    st.caption("Face by face: " + " · ".join(share + more for share, more in zip(shares, lost, strict=True)))


def _before_and_after(seen: Seen, images: np.ndarray, columns: np.ndarray, made: np.ndarray) -> None:
    way = seen.feature.drawn
    if way == "picture":
        both = np.concatenate([as_pictures(seen.feature, columns), as_pictures(seen.feature, made)])
        contact_sheet.draw(contact_sheet.sheet(both, len(columns), 3), "As they are (above) and made again (below)")
    elif way == "mesh":
        drawn = mesh_picture.draw(as_meshes(made), as_meshes(columns), len(columns))
        contact_sheet.draw(drawn, "Made again (blue) over how they are (grey)")
    else:
        contact_sheet.draw(contact_sheet.sheet(images, len(images), 3))
        st.caption(f"“{escape(seen.feature.title)}” has no way back to a face, so only the numbers can be compared.")


def ends(workspace: Workspace, largest: int) -> None:
    """Training faces at both ends of one of the ``largest`` directions of the space that is grouped."""
    points, train = workspace.lab.space.points(), workspace.lab.division.split.train
    component = _component(workspace, min(largest, points.shape[1]), "ends")
    order = np.argsort(points[train, component], kind="stable")
    for title, some in (("lowest", order[:AT_AN_END]), ("highest", order[::-1][:AT_AN_END])):
        rows = train[some]
        contact_sheet.show(
            workspace.faces.images[rows], AT_AN_END, f"The {title} on {component + 1}, the outermost first"
        )


@fragment()
def directions(workspace: Workspace) -> None:
    """For what PCA did not find: the faces at both ends of each direction."""
    st.markdown("What each number stands for, told by the faces that have least and most of it:")
    ends(workspace, workspace.lab.space.points().shape[1])


def _component(workspace: Workspace, largest: int, name: str) -> int:
    """The component that is looked at, from 0."""
    return _slider(st.container(), "Component", largest, workspace.widget(f"{name}-of-{largest}"), 1) - 1


def _slider(place: DeltaGenerator, label: str, largest: int, key: str, first: int) -> int:
    if largest == 1:
        return 1
    return int(place.slider(label, 1, largest, min(first, largest), key=key))
