"""Parts of pages about faces and counts."""

import numpy as np
import pandas as pd
import streamlit as st

from fer_core import datasets
from fer_core.face_mesh import landmarks
from fer_core.features import Feature, Sources
from fer_core.features.expression import Expression
from fer_core.features.feature import with_parts
from fer_core.features.hog import Hog
from fer_core.features.landmarks import Landmarks
from fer_core.features.patches import Patches
from fer_core.features.pixels import Pixels
from fer_core.features.shape_free import ShapeFree
from fer_core.features.warp import warped
from fer_core.features.warped_patches import WarpedPatches
from fer_core.features.warped_pixels import WarpedPixels
from ui import faces as pictures
from ui.workspace import Workspace


def counts_table(workspace: Workspace) -> None:
    """Faces per part and emotion, as numbers to copy; without those that are left out."""
    faces = workspace.faces
    with st.expander("The numbers", icon=":material/table:"):
        table = pd.DataFrame(workspace.counts, index=list(faces.usages), columns=list(faces.classes))
        table.insert(len(table.columns), "sum of all", table.sum(axis=1), allow_duplicates=True)
        st.dataframe(table, width="stretch")


def import_report(workspace: Workspace) -> None:
    """Where the faces came from and what was rejected."""
    manifest = datasets.manifest(workspace.store, workspace.study.dataset)
    rejected = manifest.get("rejected", [])
    title = f"Import report: {len(rejected):,} rejected" if rejected else "Import report: every face was readable"
    with st.expander(title, icon=":material/fact_check:"):
        st.text(f"From {manifest['source']} ({manifest['format']}), {manifest['created'][:16].replace('T', ' ')} UTC")
        st.text(f"Data set {workspace.study.dataset}")
        if rejected:
            st.dataframe(pd.DataFrame(rejected), width="stretch", hide_index=True)


FLAT = (ShapeFree, WarpedPixels, WarpedPatches)
"""Kinds that look at the face after it was warped to one shape."""


def looked_at(workspace: Workspace, feature: Feature) -> None:
    """A few training faces as the features see them."""
    rows = np.random.default_rng(1).permutation(workspace.lab.split.train)[:8]
    images = workspace.faces.images[rows]
    needs_mesh = any(f.needs_mesh for f in with_parts(feature))
    mesh = landmarks(images) if needs_mesh else None  # found again: all of them may have to be looked for first
    if mesh is not None and not isinstance(feature, FLAT):
        points = mesh.in_face() if isinstance(feature, Landmarks) else mesh.refined_in_face()
        pictures.show_points(images, points, "The points found on some faces; what counts is how they lie")
    if mesh is not None and isinstance(feature, (Expression, *FLAT)):
        frames = warped(images, mesh.in_face()).astype(np.uint8)
        pictures.show(frames, 8, "The same faces, warped so that all have the same shape")
    if isinstance(feature, Pixels):
        seen = pictures.as_image(feature.extract(Sources(images)).reshape(images.shape))
        pictures.show(seen, 8, "Some faces as they are compared")
    elif isinstance(feature, Patches):
        pictures.show(images, 8, "Some faces; what counts is which small patterns they are made of, and where")
    elif isinstance(feature, Hog):
        pictures.show(images, 8, "Some faces; what counts is which way the edges run")
