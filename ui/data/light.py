"""Light and contrast: what normalising them does to faces and grey values."""

import numpy as np
import streamlit as st

from fer_core.charts.pictures import grey_histogram
from fer_core.faces.faceset import FaceSet
from fer_core.faces.light import METHODS, Method, histogram, lit
from ui.shared import contact_sheet
from ui.shell import cache
from ui.shell.charts import show_chart
from ui.shell.workspace import Workspace

SAMPLE = 300
"""Faces in the mean histogram. With more, CLAHE would keep the page waiting."""
SHOWN = 8


def section(workspace: Workspace) -> None:
    """Some faces and the mean histogram, before and after normalisation."""
    faces = workspace.faces
    st.markdown(
        "Pixels depend on lighting more than on anything else, and lighting has nothing to do with emotion. "
        "Try ways to normalise it here. Nothing in your study changes."
    )
    methods = [method for method in METHODS if method != "none"]
    method: Method = st.segmented_control(
        "Normalisation", ["none", *methods], default="clahe", required=True, key=workspace.widget("light"), wrap=True,
        format_func=lambda m: METHODS[m].title,
    )  # fmt: skip
    st.caption(METHODS[method].explanation)
    rows = np.sort(np.random.default_rng(0).permutation(len(faces))[:SAMPLE])
    some = faces.images[np.random.default_rng(1).permutation(rows)[:SHOWN]]
    before, after, chart = st.columns([3, 3, 4], gap="medium")
    with before:
        contact_sheet.show(some, SHOWN // 2, "Original faces")
    with after:
        contact_sheet.show(lit(some, method), SHOWN // 2, f"After normalisation: {METHODS[method].title}")
    with chart:
        _chart(faces, rows, method)


def _chart(faces: FaceSet, rows: np.ndarray, method: Method) -> None:
    before, after = cache.derived(
        f"light-{method}", faces.image_fingerprint, lambda: _histograms(faces.images[rows], method)
    )
    show_chart(
        grey_histogram(before, None if method == "none" else after), key="light-histogram",
        alt="Mean histogram of grey values before and after normalisation",
    )  # fmt: skip
    st.caption(f"Mean of {len(rows):,} random faces, the same ones each time.")


def _histograms(images: np.ndarray, method: Method) -> tuple[np.ndarray, np.ndarray]:
    return histogram(images), histogram(lit(images, method))
