"""Maps: where each face stands in two dimensions, and what is selected there, in words and pictures."""

from collections import Counter
from collections.abc import Sequence
from functools import partial

import numpy as np
import streamlit as st

from fer_core.projection import ProjectionSettings
from ui import faces as pictures
from ui import waiting
from ui.text import count
from ui.workspace import Workspace

METHODS = {"PCA": ProjectionSettings("pca"), "UMAP": ProjectionSettings("umap")}
NAMED_GROUPS = 6


def method(workspace: Workspace, *, label: bool = True) -> str:
    """Which of `METHODS` places the faces."""
    return st.segmented_control(
        "Map", list(METHODS), default="PCA", key=workspace.widget("map"), persist_state="session", required=True,
        label_visibility="visible" if label else "collapsed",
        help="PCA is instant. UMAP keeps neighbours together better and takes a while the first time; then it is kept.",
    )  # fmt: skip


def positions(workspace: Workspace, method: str) -> np.ndarray:
    """float32 [m, 2]: the grouped faces, by PCA at once, by UMAP when it is ready. Not for fragments."""
    lab, settings = workspace.lab, METHODS[method]
    if method == "PCA":
        return lab.map(settings)
    work = partial(lab.map, settings)
    points = waiting.kept(workspace, "map", lab.map_key(settings), "Drawing the UMAP map", work)
    if points is None:
        st.caption("Until it is ready, here is the PCA map.")
        points = lab.map(METHODS["PCA"])
    return points


def selected_in_words(groups: Sequence[str]) -> str:
    """How many faces are selected, and of which groups most: what people call the group of each; one or more."""
    counts = sorted(Counter(groups).items(), key=lambda item: -item[1])
    counts.sort(key=lambda item: item[0] == "none")  # faces in no group come last
    named = ", ".join(f"{_called(group)} ({faces:,})" for group, faces in counts[:NAMED_GROUPS])
    others = len(counts) - NAMED_GROUPS
    rest = f" and {count(others, 'other group')}" if others > 0 else ""
    real = count(sum(group != "none" for group, _ in counts), "group")
    return f"**{count(len(groups), 'face')}** of {real} selected: {named}{rest}."


def _called(group: str) -> str:
    return "in no group" if group == "none" else f"group {group}"


def some_of(images: np.ndarray, rows: np.ndarray, most: int, columns: int) -> None:
    """Pictures of the faces ``rows``, of many some drawn at random."""
    shown = np.random.default_rng(0).permutation(rows)[:most]
    what = "The selected faces" if len(shown) == len(rows) else f"{len(shown)} of them, drawn at random"
    pictures.show(images[shown], columns, what)
