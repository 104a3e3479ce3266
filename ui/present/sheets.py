"""Pictures for slides, as HTML: a wall of faces, and cards with a few faces and a caption each."""

import base64
import io
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from ui.shared.contact_sheet import sheet

ACROSS, DOWN = 3, 2
"""Faces of one card."""
A_CARD = ACROSS * DOWN


class FaceCard(NamedTuple):
    """A card: faces uint8 [n, 48, 48], a caption as HTML, and what the faces are, for screen readers."""

    faces: np.ndarray
    caption: str
    description: str


def slide(title: str, text: str, picture: str) -> str:
    """The HTML of a slide with a heading, a sentence and a picture below; all are HTML."""
    return f'<div class="slide"><h1>{title}</h1><p>{text}</p><div class="area">{picture}</div></div>'


def wall(faces: np.ndarray) -> str:
    """Many faces (uint8 [n, 48, 48]) as one picture, which is tall on tall screens."""
    shapes = (("wide", _columns(len(faces), 2.0)), ("tall", _columns(len(faces), 0.68)))
    return "".join(_image(faces, columns, f"{len(faces)} faces", f"wall {shape}") for shape, columns in shapes)


def cards(shown: Sequence[FaceCard], rows: int = 2) -> str:
    """Cards in so many rows; on tall screens a single row becomes a column, more become two."""
    columns = max(1, -(-len(shown) // rows))
    figures = [
        f"<figure>{_image(card.faces, ACROSS, card.description)}<figcaption>{card.caption}</figcaption></figure>"
        for card in shown
    ]
    return f'<div class="cards" style="--columns:{columns};--tall-columns:{min(rows, 2)}">{"".join(figures)}</div>'


def _columns(count: int, ratio: float) -> int:
    """Columns of ``count`` squares in a picture about ``ratio`` times as wide as high."""
    return max(1, round((count * ratio) ** 0.5))


def _image(faces: np.ndarray, columns: int, description: str, kind: str = "") -> str:
    full = faces[: max(1, len(faces) // columns) * columns]  # no gaps in the last row
    out = io.BytesIO()
    sheet(full, min(columns, len(full)), 2).save(out, "WEBP", quality=82)
    address = f"data:image/webp;base64,{base64.b64encode(out.getvalue()).decode()}"
    return f'<img class="{kind}" alt="{description}" src="{address}">'
