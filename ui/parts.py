"""Parts of pages about faces and counts."""

import numpy as np
import pandas as pd
import streamlit as st

from fer_core import datasets
from fer_core.balance import counts_after, imbalance_ratio
from fer_core.face_mesh import landmarks
from fer_core.faceset import FaceSet
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
from fer_core.split import ASIDE, TEST, TRAIN
from ui import charts
from ui import faces as pictures
from ui.text import escape
from ui.workspace import Workspace

FEW = 30
"""Judges of one emotion below which a score is mostly chance."""


def counts_table(faces: FaceSet) -> None:
    """Faces per part and emotion, as numbers to copy."""
    with st.expander("The numbers", icon=":material/table:"):
        table = pd.DataFrame(faces.counts(), index=list(faces.usages), columns=list(faces.classes))
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


def split_table(workspace: Workspace) -> None:
    """How many faces learn, judge and stay aside; per emotion where there are labels."""
    faces, part = workspace.faces, workspace.lab.split.part
    names = {TRAIN: "learn from", TEST: "judge", ASIDE: "aside, unseen"}
    columns = list(faces.classes) if faces.emotions is not None else ["faces"]
    codes = faces.emotions if faces.emotions is not None else np.zeros(len(faces), np.uint8)
    rows = {title: np.bincount(codes[part == code], minlength=len(columns)) for code, title in names.items()}
    table = pd.DataFrame(rows, index=columns).T
    if len(columns) > 1:
        table.insert(len(table.columns), "sum of all", table.sum(axis=1), allow_duplicates=True)
    st.dataframe(table, width="stretch")
    copies = workspace.lab.split.copies_aside
    if copies:
        st.caption(f"{copies:,} training faces are exact copies of faces that judge; they are set aside.")
    few = [name for name, n in zip(columns, rows["judge"], strict=True) if n < FEW]
    if few:
        st.warning(f"Fewer than {FEW} faces judge: {escape(', '.join(few))}. Their scores will mean little.")


def grouped_chart(workspace: Workspace) -> None:
    """Training faces of each emotion, before and after balancing what is grouped."""
    faces, train = workspace.faces, workspace.lab.split.train
    if faces.emotions is None:
        st.metric("Faces to group", f"{len(train):,}")
        return
    before = np.bincount(faces.emotions[train], minlength=len(faces.classes))
    after = np.bincount(faces.emotions[workspace.lab.grouped_rows], minlength=len(faces.classes))
    st.plotly_chart(charts.before_after(before, after, faces.classes), key="grouped-chart")
    st.caption(
        f"{after.sum():,} of {before.sum():,} training faces are grouped. "
        f"Imbalance {imbalance_ratio(before):.1f} : 1 before, {imbalance_ratio(after):.1f} : 1 after."
    )


def trained_chart(workspace: Workspace) -> None:
    """What balancing by named emotion would do: to the names given so far, else to the true labels as a preview."""
    faces, settings = workspace.faces, workspace.study.choices.recognizer.balance
    before = workspace.named_counts()
    source = "the names given so far"
    if before is None and faces.emotions is not None:
        before = np.bincount(faces.emotions[workspace.lab.split.train], minlength=len(faces.classes))
        source = "the data set's labels, since nothing is named yet"
    if before is None:
        st.info("Nothing is named yet, so there is nothing to count. This chart fills as you name groups.")
        return
    st.plotly_chart(charts.before_after(before, counts_after(before, settings), faces.classes), key="trained-chart")
    st.caption(
        f"Counted from {source}." + (" Weights leave the counts as they are." * (settings.strategy == "weights"))
    )


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
