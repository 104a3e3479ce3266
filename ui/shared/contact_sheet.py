"""Pictures of faces: each call draws one sheet, always re-encoded, never the user's own bytes."""

import io

import numpy as np
import streamlit as st
from PIL import Image, ImageDraw

from fer_core.charts.palette import FACE_POINTS
from fer_core.faces.faceset import SIDE

GAP = 2


def sheet(images: np.ndarray, columns: int, scale: int = 1) -> Image.Image:
    """Faces (uint8 [n, side, side]) in rows of ``columns`` as a grey picture with gaps, enlarged by ``scale``."""
    rows, side = -(-len(images) // columns), images.shape[-1]
    cell = side + GAP
    grey = np.zeros((rows * cell, columns * cell), np.uint8)
    alpha = np.zeros_like(grey)
    for i, image in enumerate(images):
        y, x = i // columns * cell, i % columns * cell
        grey[y : y + side, x : x + side] = image
        alpha[y : y + side, x : x + side] = 255
    picture = Image.merge("LA", (Image.fromarray(grey), Image.fromarray(alpha)))
    return (
        picture.resize((columns * cell * scale, rows * cell * scale), Image.Resampling.BICUBIC)
        if scale > 1
        else picture
    )


def draw(picture: Image.Image, description: str = "") -> None:
    """Show a picture. It is encoded here, as Streamlit takes ten times as long."""
    out = io.BytesIO()
    picture.save(out, "PNG", compress_level=1)
    st.image(out.getvalue(), caption=description or None, width="stretch")


def show(images: np.ndarray, columns: int, description: str) -> None:
    """Draw a sheet of faces (uint8 [n, 48, 48]) as wide as its column."""
    if not len(images):
        st.caption("There are no faces to show.")
        return
    columns = min(columns, max(1, len(images)))
    draw(sheet(images, columns), description)


def show_large(images: np.ndarray, description: str) -> None:
    """Draw a row of a few faces (uint8 [n, 48, 48]) enlarged, as wide as its column."""
    draw(sheet(images, len(images), scale=6), description)


def show_points(images: np.ndarray, points: np.ndarray, description: str) -> None:
    """Draw a row of faces (uint8 [n, 48, 48]) with points on them (float [n, p, 2 or more], in pixels of the face)."""
    scale = 4
    picture = sheet(images, len(images), scale).convert("RGBA")
    pen = ImageDraw.Draw(picture)
    for i, face in enumerate(points):
        for x, y in face[:, :2] * scale:
            if 0 <= x < SIDE * scale and 0 <= y < SIDE * scale:
                left = x + i * (SIDE + GAP) * scale
                pen.ellipse((left - 1, y - 1, left + 1, y + 1), fill=FACE_POINTS)
    draw(picture, description)


def show_lines(images: np.ndarray, columns: int, ends: np.ndarray, description: str) -> None:
    """Draw a sheet of faces (uint8 [n, 48, 48]) with a line on each (float [n, 2, 2], in pixels of the face)."""
    if not len(images):
        st.caption("There are no faces to show.")
        return
    scale, columns = 4, min(columns, len(images))
    picture = sheet(images, columns, scale).convert("RGBA")
    pen = ImageDraw.Draw(picture)
    for i, line in enumerate(ends * scale):
        corner = np.array([i % columns, i // columns]) * (SIDE + GAP) * scale
        pen.line([tuple(place) for place in (line + corner).tolist()], fill=FACE_POINTS, width=3)
    draw(picture, description)


def as_image(values: np.ndarray) -> np.ndarray:
    """uint8 [n, 48, 48]: each of ``values`` (float) stretched from its lowest to its highest value, for eigenfaces."""
    low = values.min(axis=(1, 2), keepdims=True)
    span = np.maximum(values.max(axis=(1, 2), keepdims=True) - low, 1e-9)
    return ((values - low) / span * 255).astype(np.uint8)
