"""Draws meshes that face forward: their outlines, side by side in one picture."""

import numpy as np
from PIL import Image, ImageDraw

from fer_core.charts.palette import MESH, QUIET

LINES: tuple[tuple[int, ...], ...] = (
    (61, 146, 91, 181, 84, 17, 314, 405, 321, 375, 291, 409, 270, 269, 267, 0, 37, 39, 40, 185, 61),
    (78, 95, 88, 178, 87, 14, 317, 402, 318, 324, 308, 415, 310, 311, 312, 13, 82, 81, 80, 191, 78),
    (263, 249, 390, 373, 374, 380, 381, 382, 362, 398, 384, 385, 386, 387, 388, 466, 263),
    (33, 7, 163, 144, 145, 153, 154, 155, 133, 173, 157, 158, 159, 160, 161, 246, 33),
    (276, 283, 282, 295, 285, 336, 296, 334, 293, 300, 276),
    (46, 53, 52, 65, 55, 107, 66, 105, 63, 70, 46),
    (10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377, 152, 148, 176, 149, 150,
     136, 172, 58, 132, 93, 234, 127, 162, 21, 54, 103, 67, 109, 10),
    (168, 6, 197, 195, 5, 4, 1),
    (98, 97, 2, 326, 327),
)  # fmt: skip
"""Points of the mesh along lips, eyes, brows, the outline and the nose."""
SIDE = 150
_SHARP = 2  # drawn this many times larger and then scaled down, so that lines are smooth
_EYE_DISTANCE = 0.36  # of the side
_HEIGHT = 0.37  # of the eyes


def draw(meshes: np.ndarray, behind: np.ndarray | None = None, columns: int = 12) -> Image.Image:
    """Draw meshes side by side.

    Args:
        meshes: float [n, 468, 3], in units of the distance between the eyes; the origin lies between them.
        behind: float [n, 468, 3] or [1, 468, 3], drawn in grey behind them, to compare.
        columns: meshes per row.

    Returns:
        RGBA, `SIDE` pixels per mesh, with a transparent background.
    """
    columns = max(1, min(columns, len(meshes)))
    size = SIDE * _SHARP
    sheet = Image.new("RGBA", (columns * size, -(-len(meshes) // columns) * size), (0, 0, 0, 0))
    pen = ImageDraw.Draw(sheet)
    for i, mesh in enumerate(meshes):
        corner = np.array([i % columns * size, i // columns * size])
        if behind is not None:
            _outline(pen, behind[min(i, len(behind) - 1)], corner, QUIET)
        _outline(pen, mesh, corner, MESH)
    return sheet.resize((sheet.width // _SHARP, sheet.height // _SHARP), Image.Resampling.LANCZOS)


def _outline(pen: ImageDraw.ImageDraw, mesh: np.ndarray, corner: np.ndarray, ink: str) -> None:
    size = SIDE * _SHARP
    places = mesh[:, :2] * (_EYE_DISTANCE * size) + corner + np.array([0.5, _HEIGHT]) * size
    low, high = corner, corner + size - 1
    places = np.clip(np.nan_to_num(places), low, high)
    for line in LINES:
        pen.line([tuple(place) for place in places[list(line)].tolist()], fill=ink, width=3, joint="curve")
