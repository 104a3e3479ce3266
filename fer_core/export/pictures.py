"""Pillow's bicubic resampling as a graph, exact to the last bit.

The networks and the features get pictures of whole grey values. If one value is rounded differently, points of the mesh
move, so both resamplings that the app uses are computed in the same number types as in Pillow.
"""

import numpy as np

from fer_core.export.graph import Value
from fer_core.faces.faceset import SIDE
from fer_core.faces.mesh import MARGIN

_BITS = 22
"""Binary places of Pillow's weights for enlarging (src/libImaging/Resample.c)."""


def network_input(picture: Value, side: int) -> Value:
    """`fer_core.faces.shipped_network.enlarged` of one face float32 [48, 48].

    Returns:
        float32 [side, side], whole numbers 0..255.
    """
    taken = np.clip(np.arange(-MARGIN, SIDE + MARGIN), 0, SIDE - 1)
    wide = picture.at(taken, 0).at(taken, 1).to(np.float64)
    weights = enlarging(len(taken), side)
    across = _whole(wide @ weights.T)
    return _whole(weights @ across).to(np.float32)


def enlarging(old: int, new: int) -> np.ndarray:
    """Pillow's whole-number weights float64 [new, old] for enlarging ``old`` pixels to ``new`` >= ``old``."""
    middles = (np.arange(new) + 0.5) * (old / new)
    weights = np.zeros((new, old))
    for row, middle in zip(weights, middles, strict=True):
        first, last = max(int(middle - 1.5), 0), min(int(middle + 2.5), old)
        near = _bicubic(np.abs(np.arange(first, last) - middle + 0.5))
        near /= near.sum()
        row[first:last] = np.trunc(near * 2**_BITS + np.where(near < 0, -0.5, 0.5))
    return weights


def _bicubic(x: np.ndarray) -> np.ndarray:
    a = -0.5
    inner, outer = ((a + 2) * x - (a + 3)) * x * x + 1, (((x - 5) * x + 8) * x - 4) * a
    return np.where(x < 1, inner, np.where(x < 2, outer, 0))


def _whole(sums: Value) -> Value:
    """Grey values 0..255 from weighted sums, rounded as in Pillow; exact in float64."""
    return ((sums + 2 ** (_BITS - 1)) * 2.0**-_BITS).op("Floor").clip(0, 255)


def drawn(picture: Value, lookup: Value) -> Value:
    """A face float32 [48, 48] under an affine transform of coordinates, as ``Image.transform`` draws it.

    Bicubic interpolation (Keys 1981) with sums in Pillow's order, truncated to whole grey values as in Pillow. Outside
    the face, the grey value of its edge is used, which the app gets from a margin of repeated pixels.

    Args:
        picture: float32 [48, 48], grey values 0..255.
        lookup: float64 [2, 3], from pixels of the result to pixels of ``picture``.
    """
    rows, columns = np.mgrid[:SIDE, :SIDE].reshape(2, -1) + 0.5
    x, y = (
        lookup.at(i, 0).at(0, 0) * columns + lookup.at(i, 0).at(1, 0) * rows + lookup.at(i, 0).at(2, 0) - 0.5
        for i in range(2)
    )
    left, top = x.op("Floor"), y.op("Floor")
    dx, dy = x - left, y - top
    grey = picture.reshaped(SIDE * SIDE).to(np.float64)
    columns_at = [_inside(left + float(step)) for step in range(-1, 3)]
    lines = [
        _cubic([_taken(grey, _inside(top + float(step)) * SIDE + column) for column in columns_at], dx)
        for step in range(-1, 3)
    ]
    return _cubic(lines, dy).clip(0, 255).op("Floor").to(np.float32).reshaped(SIDE, SIDE)


def _inside(places: Value) -> Value:
    return places.clip(0, SIDE - 1)


def _taken(grey: Value, places: Value) -> Value:
    return grey.op("Gather", places.to(np.int64), axis=0)


def _cubic(values: list[Value], d: Value) -> Value:
    v1, v2, v3, v4 = values
    p2, p3, p4 = v3 - v1, (v1 - v2) * 2 + v3 - v4, v2 - v1 - v3 + v4
    return v2 + d * (p2 + d * (p3 + d * p4))
