"""Directions of edges in a graph: HOG of the face, and of the face without its shape.

Which side of a limit between two directions an edge lies on is all or nothing, so it is found as the app finds it: by
one quotient, which every processor rounds alike, and comparisons.
"""

import numpy as np

from fer_core.export.graph import Value, joined
from fer_core.faces.faceset import SIDE
from fer_core.features import gradients
from fer_core.features.hog import Hog
from fer_core.features.shape_free import ShapeFree
from fer_core.features.warp import FRAME


def hog(picture: Value, kind: Hog) -> Value:
    """float32 [1, width] of a face float32 [48, 48] of whole grey values."""
    strength, slope = _gradients(picture.to(np.float64), SIDE)
    direction = _directions(slope, kind.orientations)
    return _blocks(_cells(strength, direction, kind.orientations, kind.cell, SIDE), kind.block, SIDE // kind.cell)


def shape_free(frame: Value, kind: ShapeFree) -> Value:
    """float32 [1, width] of an evened frame float32 [64, 64]."""
    strength, slope = _gradients(frame, FRAME)
    other = slope.op("IsInf", dtype=np.bool_).where(slope, -slope)
    straight, mirrored = (
        _cells(strength, _directions(each, kind.orientations), kind.orientations, kind.cell, FRAME)
        for each in (slope, other)
    )
    cells = FRAME // kind.cell
    return _blocks(straight, kind.block, cells) + _blocks(mirrored.at(np.arange(cells)[::-1], 1), kind.block, cells)


def _directions(slope: Value, orientations: int) -> Value:
    """float32, like ``slope``: `fer_core.features.gradients.directions`."""
    limits = gradients.limits(orientations).reshape(-1, 1, 1)
    return slope.op("LessOrEqual", limits, dtype=np.bool_).to(np.float32).sum(0)


def _gradients(picture: Value, side: int) -> tuple[Value, Value]:
    """Strength and slope of every pixel; the slope is infinite where nothing changes down."""
    found = []
    for axis in range(2):
        inner = picture.cut(axis, 2, side) - picture.cut(axis, 0, side - 2)
        margin = [1 - axis, axis]
        found.append(inner.op("Pad", inner.graph.ints(*margin, *margin)))
    down, right = found
    return (down * down + right * right).sqrt(), down.same(0).where(np.inf, right / down)


def _cells(strength: Value, direction: Value, orientations: int, cell: int, side: int) -> Value:
    """float32 [rows, columns, orientations]: mean strength of each direction in each cell."""
    cells = side // cell
    each = np.arange(orientations, dtype=np.float32).reshape(-1, 1, 1)
    strength, direction = (v.cut(0, 0, cells * cell).cut(1, 0, cells * cell) for v in (strength, direction))
    # Summed in float64 as the app does.
    strong = direction.same(each).where(strength, strength * 0).to(np.float64)
    sums = strong.shaped(orientations, cells, cell, cells, cell).sum(2, 4) / cell**2
    return sums.to(np.float32).turned(1, 2, 0)


def _blocks(cells: Value, block: int, count: int) -> Value:
    """float32 [1, -1]: overlapping blocks of cells, each normalised, clipped and normalised again."""
    places = count - block + 1
    shifts = [(i, j) for i in range(block) for j in range(block)]
    blocks = joined([cells.cut(0, i, i + places).cut(1, j, j + places) for i, j in shifts], 2)
    return _normalised(_normalised(blocks).least(gradients.CLIP)).shaped(1, -1)


def _normalised(blocks: Value) -> Value:
    return blocks / ((blocks * blocks).sum(2, keep=True) + gradients.EPSILON).sqrt()
