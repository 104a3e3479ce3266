"""Look closer: the mean face of each emotion and how faces differ from it; light before and after evening it out."""

import base64
import html
import io

import numpy as np
import streamlit as st
from PIL import Image

from fer_core.charts.pictures import grey_histogram
from fer_core.faces.faceset import FaceSet
from fer_core.faces.light import METHODS, Method, histogram, lit
from fer_core.faces.portraits import Portraits, portraits
from ui.shared import faces as pictures
from ui.shell import cache
from ui.shell.workspace import Workspace

SAMPLE = 300
"""Faces that the average histogram is taken of: CLAHE of more takes longer than a page may."""
SHOWN = 8

_GALLERY = """<style>
.fer-portraits { display: grid; grid-template-columns: repeat(auto-fill, minmax(118px, 1fr)); gap: 14px 12px }
.fer-portraits figure { margin: 0; max-width: 220px }
.fer-portraits div { display: flex; gap: 2px }
.fer-portraits img { width: calc(50% - 1px); border-radius: 4px; aspect-ratio: 1 }
.fer-portraits figcaption { font-size: 0.875rem; overflow-wrap: anywhere; line-height: 1.3 }
</style>"""


def look_closer(workspace: Workspace) -> None:
    """Both parts, in tabs."""
    st.subheader("Look closer", anchor=False)
    average, light = st.tabs(["Average faces", "Light and contrast"])
    with average:
        _portraits(workspace.faces)
    with light:
        _light(workspace)


def _portraits(faces: FaceSet) -> None:
    made = cache.derived("portraits", faces.fingerprint, lambda: _made(faces))
    if faces.emotions is None:
        names = ["all faces"]
        words = "The mean of all faces, and where they differ."
    else:
        names = ["all faces", *faces.classes]  # those without a face are not drawn
        words = "The mean of all faces and of each emotion, and where the faces of it differ."
    st.markdown(
        f"{words} **Left** the mean: what faces have in common; the sharper, the more alike they are. **Right** the "
        "variance, pixel by pixel: black where all are the same, white where they differ most."
    )
    st.html(_GALLERY + _gallery(made, names))
    if faces.emotions is not None and len(faces.present) > 1:
        st.caption(
            "Mean faces that look alike are a warning: grey values alone hardly tell these emotions apart. "
            "That is why FER Lab looks at the geometry of faces too."
        )


def _made(faces: FaceSet) -> Portraits:
    """All faces first, then each emotion."""
    whole = portraits(faces.images)
    if faces.emotions is None:
        return whole
    each = portraits(faces.images, faces.emotions, len(faces.classes))
    return Portraits(
        np.concatenate([whole.mean, each.mean]),
        np.concatenate([whole.deviation, each.deviation]),
        np.concatenate([whole.counts, each.counts]),
    )


def _gallery(made: Portraits, names: list[str]) -> str:
    figures = []
    for name, n, mean, variance in zip(names, made.counts, made.mean_pictures(), made.variance_pictures(), strict=True):
        if n:
            title = html.escape(name)
            figures.append(
                f'<figure><div><img src="{_source(mean)}" alt="Mean face: {title}">'
                f'<img src="{_source(variance)}" alt="Variance: {title}"></div>'
                f"<figcaption><b>{title}</b><br>{n:,}</figcaption></figure>"
            )
    return f'<div class="fer-portraits">{"".join(figures)}</div>'


def _source(image: np.ndarray) -> str:
    out = io.BytesIO()
    Image.fromarray(image).save(out, "WEBP", quality=85)
    return f"data:image/webp;base64,{base64.b64encode(out.getvalue()).decode()}"


def _light(workspace: Workspace) -> None:
    faces = workspace.faces
    st.markdown(
        "Light is the first thing that pixels tell, and it has nothing to do with emotion. "
        "See what evening it out does; this changes nothing in your study."
    )
    methods = [method for method in METHODS if method != "none"]
    method: Method = st.segmented_control(
        "Even out", ["none", *methods], default="clahe", required=True, key=workspace.widget("light"), wrap=True,
        format_func=lambda m: METHODS[m].title,
    )  # fmt: skip
    st.caption(METHODS[method].explanation)
    rows = np.sort(np.random.default_rng(0).permutation(len(faces))[:SAMPLE])
    some = faces.images[np.random.default_rng(1).permutation(rows)[:SHOWN]]
    before, after, chart = st.columns([3, 3, 4], gap="medium")
    with before:
        pictures.show(some, SHOWN // 2, "Some faces as they are")
    with after:
        pictures.show(lit(some, method), SHOWN // 2, f"The same faces after: {METHODS[method].title}")
    with chart:
        _chart(faces, rows, method)


def _chart(faces: FaceSet, rows: np.ndarray, method: Method) -> None:
    before, after = cache.derived(
        f"light-{method}", faces.image_fingerprint, lambda: _histograms(faces.images[rows], method)
    )
    st.plotly_chart(
        grey_histogram(before, None if method == "none" else after), key="light-histogram",
        alt="Mean histogram of grey values before and after",
    )  # fmt: skip
    st.caption(f"Mean of {len(rows):,} faces drawn at random, the same ones each time.")


def _histograms(images: np.ndarray, method: Method) -> tuple[np.ndarray, np.ndarray]:
    return histogram(images), histogram(lit(images, method))
