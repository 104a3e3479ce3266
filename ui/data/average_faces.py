"""Average faces: the mean and the variance of each emotion's faces."""

import base64
import html
import io

import numpy as np
import streamlit as st
from PIL import Image

from fer_core.faces.faceset import FaceSet
from fer_core.faces.portraits import Portraits, portraits
from ui.shell import cache

_GALLERY = """<style>
.fer-portraits { display: grid; grid-template-columns: repeat(auto-fill, minmax(118px, 1fr)); gap: 14px 12px }
.fer-portraits figure { margin: 0; max-width: 220px }
.fer-portraits div { display: flex; gap: 2px }
.fer-portraits img { width: calc(50% - 1px); border-radius: 4px; aspect-ratio: 1 }
.fer-portraits figcaption { font-size: 0.875rem; overflow-wrap: anywhere; line-height: 1.3 }
</style>"""


def section(faces: FaceSet) -> None:
    """The mean and the variance of all faces and of each emotion."""
    made = cache.derived("portraits", faces.fingerprint, lambda: _made(faces))
    if faces.emotions is None:
        names = ["all faces"]
        text = "The mean of all faces, and where they differ."
    else:
        names = ["all faces", *faces.classes]  # emotions without a face are not drawn
        text = "The mean of all faces and of each emotion, and where the faces differ."
    st.markdown(
        f"{text} **Left:** the mean, which is sharper the more similar the faces are. **Right:** the variance of each "
        "pixel, from black (no difference) to white (largest difference)."
    )
    st.html(_GALLERY + _gallery(made, names))
    if faces.emotions is not None and len(faces.present) > 1:
        st.caption(
            "Where two mean faces look the same, grey values alone hardly tell these emotions apart. "
            "That is why FER Lab also measures the geometry of faces."
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
