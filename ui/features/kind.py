"""The kind of features: its choice, and a few faces as these features describe them."""

import numpy as np
import streamlit as st

from fer_core.faces.faceset import fingerprint
from fer_core.features import CHOSEN, FEATURES, Feature, Sources
from fer_core.features.combined import Combined
from fer_core.features.landmarks import Landmarks
from fer_core.features.onnx_encoder import OnnxEncoder
from fer_core.features.pixels import Pixels
from fer_core.features.warp import warped
from fer_core.study.choices import Choices
from fer_core.study.lab.reductions import has_mesh
from fer_core.study.store import key_of
from ui.features import own_network
from ui.shared import contact_sheet
from ui.shared.ask import ask
from ui.shell import cache
from ui.shell.text import listed
from ui.shell.workspace import Workspace

DEFAULT = Choices().features
"""The kind of features that a new study has."""
SHOWN = 8


def choose(workspace: Workspace) -> Feature | None:
    """Choose a kind of features, explained in a sentence; None while a choice that it needs is missing."""
    now, usable = workspace.study.choices.features, workspace.study.choices.usable
    kinds: dict[str, Feature | type[Feature]] = {**usable, now.kind: now, **CHOSEN}
    kind = st.selectbox(
        "Features to group faces by",
        list(kinds),
        list(kinds).index(now.kind),
        key=workspace.widget("feature"),
        format_func=lambda k: kinds[k].title + (" (recommended)" if k == DEFAULT.kind else ""),
    )
    st.caption(f"{kinds[kind].explanation} {_trained_on(workspace)}")
    if kind == Combined.kind:
        return _combined(workspace, now)
    if kind == OnnxEncoder.kind:
        return own_network.choose(workspace)
    return ask(workspace, now if kind == now.kind else usable[kind])


def _trained_on(workspace: Workspace) -> str:
    """Tells these features from those of the recognizer, which may have the same names."""
    others = [{**FEATURES, **CHOSEN}[kind].title for kind in workspace.study.choices.trained_on]
    return (
        f"Groups are made of it. The recognizer is trained on features of its own, chosen on Train: {listed(others)}."
    )


def save(workspace: Workspace, feature: Feature) -> None:
    """Make ``feature`` the study's choice; a network is remembered for other pages too."""
    network = feature if isinstance(feature, OnnxEncoder) else workspace.study.choices.encoder
    workspace.choose(features=feature, encoder=network)


def _combined(workspace: Workspace, now: Feature) -> Combined | None:
    """Choose kinds of features to combine, and their weights."""
    before = now if isinstance(now, Combined) else Combined()
    weights = dict(zip((m.kind for m in before.members), before.weights, strict=True))
    known = dict(workspace.study.choices.usable)
    if workspace.study.choices.encoder is not None:
        known[OnnxEncoder.kind] = workspace.study.choices.encoder
    known |= {member.kind: member for member in before.members}
    chosen = st.multiselect(
        "Kinds to combine",
        list(known),
        list(weights),
        format_func=lambda k: known[k].title,
        key=workspace.widget("combined"),
    )
    if not chosen:
        st.caption("Choose at least one kind.")
        return None
    chosen_weights = [
        st.number_input(
            f"Weight of “{known[kind].title}”", 0.05, 20.0, weights.get(kind, 1.0), 0.25,
            key=workspace.widget(f"weight-{kind}"),
        )
        for kind in chosen
    ]  # fmt: skip
    return Combined(tuple(known[kind] for kind in chosen), tuple(chosen_weights))


def some_faces(workspace: Workspace, feature: Feature) -> None:
    """A few training faces, shown as these features describe them."""
    rows = np.random.default_rng(1).permutation(workspace.lab.division.split.train)[:SHOWN]
    looked_at = sources(workspace, rows, has_mesh(feature))
    images, mesh = looked_at.images, looked_at.mesh
    if mesh is not None and "points" in feature.shown:
        points = mesh.in_face() if isinstance(feature, Landmarks) else mesh.refined_in_face()
        contact_sheet.show_points(
            images, points, "Points found on some training faces; the features describe their positions"
        )
    if mesh is not None and "warped" in feature.shown:
        frames = warped(images, mesh.in_face()).astype(np.uint8)
        contact_sheet.show(frames, SHOWN, "Some training faces, warped to one shape")
    if isinstance(feature, Pixels):
        pixels = contact_sheet.as_image(feature.extract(Sources(images)).reshape(images.shape))
        contact_sheet.show(pixels, SHOWN, "Some training faces as they are compared")
    elif mesh is None:
        contact_sheet.show(images, SHOWN, f"Some training faces; the features describe {feature.counts}")


def sources(workspace: Workspace, rows: np.ndarray, needs_mesh: bool) -> Sources:
    """What features are given of the faces ``rows`` (int [k], a few). Their meshes are found for these few alone, since
    all would take long."""
    lab, images = workspace.lab, workspace.faces.images[rows]
    key = key_of(lab.pictures.key, lab.pictures.mesh_key, fingerprint(rows), needs_mesh)
    return cache.derived("looked-at", key, lambda: lab.pictures.sources_of(images, needs_mesh=needs_mesh))
