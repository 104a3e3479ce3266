"""Faces reconstructed from some of the components, or what the components tell about them."""

import numpy as np
import streamlit as st

from fer_core.features.drawing import as_meshes, as_pictures, grey_levels
from fer_core.features.landmarks import Landmarks
from fer_core.reduction import ReductionSettings
from fer_core.reduction.rebuild import rebuild
from ui.features import kind, mesh_picture
from ui.features.shown import ComponentsShown, preparing, slider
from ui.shared import contact_sheet
from ui.shell.text import escape

REBUILT = 6


def section(shown: ComponentsShown) -> None:
    """A few faces reconstructed from some of the components, with what is lost."""
    workspace, feature, largest = shown.workspace, shown.feature, len(shown.reduction.components_)
    left, right = st.columns([3, 1])
    count = slider(left, "Components used", largest, workspace.widget(f"rebuild-{largest}"), 20)
    train = workspace.lab.division.split.train
    draw = right.number_input(
        "Random draw", 0, 10_000, 0, key=workspace.widget("rebuild-draw"), help="Another number shows other faces."
    )
    rows = np.random.default_rng(int(draw)).permutation(train)[:REBUILT]
    columns = np.asarray(workspace.lab.features.table(feature)[rows])
    made = rebuild(shown.reduction, columns, count)
    if feature.drawn:
        _before_and_after(shown, columns, made.columns)
    else:
        _as_far_as_known(shown, rows, columns, count)
    shares = [f"{share:.0%}" for share in made.recovered]
    unit = grey_levels(feature)
    lost = [f" ({error * unit:.0f})" * (feature.drawn == "picture") for error in made.errors]
    grey = f", with an error of {made.errors.mean() * unit:.1f} grey levels out of 255" * (feature.drawn == "picture")
    st.markdown(
        f"The reconstruction recovers **{made.recovered.mean():.0%}** of the difference between these faces and the "
        f"mean face{grey}."
    )
    st.caption("For each face: " + " · ".join(share + more for share, more in zip(shares, lost, strict=True)))


def _before_and_after(shown: ComponentsShown, columns: np.ndarray, made: np.ndarray) -> None:
    if shown.feature.drawn == "picture":
        both = np.concatenate([as_pictures(shown.feature, columns), as_pictures(shown.feature, made)])
        contact_sheet.draw(
            contact_sheet.sheet(both, len(columns), 3), "Original faces (above) and reconstructions (below)"
        )
    else:
        meshes = mesh_picture.draw(as_meshes(made), as_meshes(columns), len(columns))
        contact_sheet.draw(meshes, "Reconstructions (blue) over the original faces (grey)")


def _as_far_as_known(shown: ComponentsShown, rows: np.ndarray, columns: np.ndarray, count: int) -> None:
    """Faces, and what follows from their components about their pictures and meshes."""
    if shown.pictures is None:
        preparing()
        return
    first = shown.reduction.transform(columns, ReductionSettings(count))
    deviations = first / np.sqrt(np.maximum(shown.reduction.explained_variance_[:count], 1e-12))
    own = kind.sources(shown.workspace, rows, needs_mesh=shown.points is not None)
    images = own.images
    grey = np.clip(shown.pictures.of(deviations), 0, 255).astype(np.uint8).reshape(images.shape)
    contact_sheet.draw(
        contact_sheet.sheet(np.concatenate([images, grey]), len(rows), 3),
        "Original faces (above), and what these components tell about their pictures (below)",
    )
    if shown.points is not None:
        found = as_meshes(Landmarks().extract(own))
        meshes = mesh_picture.draw(as_meshes(shown.points.of(deviations)), found, len(rows))
        contact_sheet.draw(meshes, "What they tell about the mesh (blue) over the mesh that was found (grey)")
    st.caption(
        f"“{escape(shown.feature.title)}” cannot be turned back into a face. What its components tell about a picture "
        "or mesh is estimated from training faces (least squares); what is missing there does not follow from them."
    )
