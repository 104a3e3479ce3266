"""Directions of edges as a graph: HOG of the face, and of the warped face.

An edge falls into one bin of directions or the next, with nothing in between. So its bin is found as in the app, by one
quotient, which every processor rounds alike, and comparisons.
"""

import numpy as np

from fer_core.export.graph import Value, joined
from fer_core.faces.faceset import SIDE
from fer_core.features import gradients
from fer_core.features.hog import Hog
from fer_core.features.shape_free import ShapeFree
from fer_core.features.warp import FRAME


def hog(picture: Value, kind: Hog) -> Value:
    """Features float32 [1, width] of a face float32 [48, 48] of whole grey values."""
    strength, slope = _gradients(picture.to(np.float64), SIDE)
    direction = _directions(slope, kind.orientations)
    return _blocks(_cells(strength, direction, kind.orientations, kind.cell, SIDE), kind.block, SIDE // kind.cell)


def shape_free(frame: Value, kind: ShapeFree) -> Value:
    """Features float32 [1, width] of an evened frame float32 [64, 64]."""
    strength, slope = _gradients(frame, FRAME)
    other = slope.op("IsInf", dtype=np.bool_).where(slope, -slope)
    straight, mirrored = (
        _cells(strength, _directions(each, kind.orientations), kind.orientations, kind.cell, FRAME)
        for each in (slope, other)
    )
    cells = FRAME // kind.cell
    return _blocks(straight, kind.block, cells) + _blocks(mirrored.at(np.arange(cells)[::-1], 1), kind.block, cells)


def _directions(slope: Value, orientations: int) -> Value:
    """The bin of each pixel, float32 of the shape of ``slope``; as `fer_core.features.gradients.directions`."""
    limits = gradients.limits(orientations).reshape(-1, 1, 1)
    return slope.op("LessOrEqual", limits, dtype=np.bool_).to(np.float32).sum(0)


def _gradients(picture: Value, side: int) -> tuple[Value, Value]:
    """Strength and slope of the gradient at every pixel; the slope is infinite where its vertical part is 0."""
    found = []
    for axis in range(2):
        inner = picture.cut(axis, 2, side) - picture.cut(axis, 0, side - 2)
        margin = [1 - axis, axis]
        found.append(inner.op("Pad", inner.graph.ints(*margin, *margin)))
    down, right = found
    return (down * down + right * right).sqrt(), down.same(0).where(np.inf, right / down)


def _cells(strength: Value, direction: Value, orientations: int, cell: int, side: int) -> Value:
    """Mean strength of each direction in each cell, float32 [rows, columns, orientations]."""
    cells = side // cell
    each = np.arange(orientations, dtype=np.float32).reshape(-1, 1, 1)
    strength, direction = (v.cut(0, 0, cells * cell).cut(1, 0, cells * cell) for v in (strength, direction))
    # Summed in float64 as in the app.
    strong = direction.same(each).where(strength, strength * 0).to(np.float64)
    sums = strong.reshaped(orientations, cells, cell, cells, cell).sum(2, 4) / cell**2
    return sums.to(np.float32).transposed(1, 2, 0)


def _blocks(cells: Value, block: int, count: int) -> Value:
    """Overlapping blocks of cells, each normalised, clipped and normalised again, float32 [1, -1]."""
    places = count - block + 1
    shifts = [(i, j) for i in range(block) for j in range(block)]
    blocks = joined([cells.cut(0, i, i + places).cut(1, j, j + places) for i, j in shifts], 2)
    return _normalised(_normalised(blocks).minimum(gradients.CLIP)).reshaped(1, -1)


def _normalised(blocks: Value) -> Value:
    return blocks / ((blocks * blocks).sum(2, keep=True) + gradients.EPSILON).sqrt()
