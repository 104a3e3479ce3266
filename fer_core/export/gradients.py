"""Directions of edges in a graph: HOG of the face, and of the face without its shape.

Which side of a border between two directions an edge lies on is all or nothing. Differences of whole grey values are
looked up in a table that the app's own code fills, so that HOG's are the same. Those of a warped face are computed as
numpy does.
"""

import numpy as np

from fer_core.export.graph import Graph, Value, joined
from fer_core.faceset import SIDE
from fer_core.features import gradients
from fer_core.features.hog import Hog
from fer_core.features.shape_free import ShapeFree
from fer_core.features.warp import FRAME

_MOST = 255


def hog(graph: Graph, picture: Value, kind: Hog) -> Value:
    """float32 [1, width] of a face float32 [48, 48] of whole grey values."""
    down, right = _differences(picture, SIDE)
    side = 2 * _MOST + 1
    table = graph.const(_directions(kind.orientations).ravel())
    place = (down + _MOST) * side + (right + _MOST)
    direction = table.op("Gather", place.to(np.int64), axis=0).to(np.float32)
    down, right = down.to(np.float64), right.to(np.float64)
    strength = (down * down + right * right).sqrt()
    return _blocks(_cells(strength, direction, kind.orientations, kind.cell, SIDE), kind.block, SIDE // kind.cell)


def shape_free(frame: Value, kind: ShapeFree) -> Value:
    """float32 [1, width] of an evened frame float32 [64, 64]."""
    down, right = _differences(frame, FRAME)
    strength = (down * down + right * right).sqrt()
    angle = _angle(down, right, kind.orientations)
    floor, ceiling = angle.op("Floor"), angle.op("Ceil")
    straight = _cells(strength, _below(floor, kind.orientations), kind.orientations, kind.cell, FRAME)
    other = _below(kind.orientations - ceiling, kind.orientations)
    mirrored = _cells(strength, other, kind.orientations, kind.cell, FRAME)
    cells = FRAME // kind.cell
    return _blocks(straight, kind.block, cells) + _blocks(mirrored.at(np.arange(cells)[::-1], 1), kind.block, cells)


def _directions(orientations: int) -> np.ndarray:
    """uint8 [511, 511]: the direction of each pair of differences down and right, as the app finds it."""
    steps = np.arange(-_MOST, _MOST + 1, dtype=np.float64)
    down, right = np.meshgrid(steps, steps, indexing="ij")
    angle = gradients.angles(down, right, orientations)
    return (np.floor(angle).astype(np.intp) % orientations).astype(np.uint8)


def _differences(picture: Value, side: int) -> tuple[Value, Value]:
    """Differences down and right of every pixel; there is none across the border."""
    found = []
    for axis in range(2):
        inner = picture.cut(axis, 2, side) - picture.cut(axis, 0, side - 2)
        margin = [1 - axis, axis]
        found.append(inner.op("Pad", inner.graph.ints(*margin, *margin)))
    return found[0], found[1]


def _angle(down: Value, right: Value, orientations: int) -> Value:
    """`fer_core.features.gradients.angles` of float32; 0 where there is no difference at all."""
    flat = down.same(0) & right.same(0)
    turn = (down / right).op("Atan")
    back = turn + (down < 0).where(-np.pi, down * 0 + np.pi)
    angle = (right < 0).where(back, turn) * (orientations / np.pi)
    angle = (angle < 0).where(angle + float(orientations), angle)
    return flat.where(0, angle)


def _below(direction: Value, orientations: int) -> Value:
    """Half a turn is the same direction as none."""
    return (direction >= orientations).where(direction - float(orientations), direction)


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
    kept = count - block + 1
    shifts = [(i, j) for i in range(block) for j in range(block)]
    blocks = joined([cells.cut(0, i, i + kept).cut(1, j, j + kept) for i, j in shifts], 2)
    return _normalised(_normalised(blocks).least(gradients.CLIP)).shaped(1, -1)


def _normalised(blocks: Value) -> Value:
    return blocks / ((blocks * blocks).sum(2, keep=True) + gradients.EPSILON).sqrt()
