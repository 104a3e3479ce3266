"""The warp to the shape of the template as a graph, with sums in the order of the app, so that pictures are equal."""

import numpy as np

from fer_core.export.graph import Value
from fer_core.export.mesh import Points, in_face
from fer_core.faces.faceset import SIDE
from fer_core.features import warp
from fer_core.features.warped_pixels import SMALL


def warped_pixels(frame: Value) -> Value:
    """Features float32 [1, 1024] of an evened frame, as `fer_core.features.warped_pixels`."""
    return frame.reshaped(SMALL, 2, SMALL, 2).mean(1, 3).reshaped(1, SMALL * SMALL)


def evened_frame(picture: Value, points: Points) -> Value:
    """A face warped and its light evened out, float32 [64, 64], 0 outside; as `fer_core.features.warp.evened`."""
    grey = _warped(picture, in_face(points.points))
    grey = grey - _mean(grey)
    off = grey - _mean(grey)
    spread = _mean(off * off).sqrt()
    even = (spread > warp.FLAT).where(grey / spread.maximum(warp.FLAT), grey * 0)
    # Pixels outside the face come from an additional place with value 0.
    shown = warp.inside()
    places = np.where(shown, np.cumsum(shown).reshape(shown.shape) - 1, shown.sum())
    padded = even.op("Concat", np.zeros(1, np.float32), axis=0)
    return padded.at(places, 0)


def _mean(grey: Value) -> Value:
    """Mean float32 [1] of the pixels inside the face, added one after another as numpy does for several faces.

    Rounding matters: where the edge of a face was repeated, neighbouring pixels differ by rounding only, and this
    decides between the first and the last direction of an edge.
    """
    count = int(warp.inside().sum())
    axis = grey.graph.const(np.array(0, np.int64))
    return grey.graph.op("CumSum", grey, axis).cut(0, count - 1, count) / count


def _warped(picture: Value, points: Value) -> Value:
    """Grey values float32 [p] of the p pixels inside the face."""
    corners, weights = warp.corners()
    x, y = (_weighted(points.cut(1, i, i + 1).reshaped(-1) - 0.5, corners, weights) for i in range(2))
    most = np.nextafter(np.float32(SIDE - 1), np.float32(0))
    x, y = x.clip(0, most), y.clip(0, most)
    left, top = x.to(np.int64), y.to(np.int64)
    x, y = x - left.to(np.float32), y - top.to(np.float32)
    at, grey = top * SIDE + left, picture.reshaped(SIDE * SIDE)
    upper = _taken(grey, at) * (1 - x) + _taken(grey, at + 1) * x
    lower = _taken(grey, at + SIDE) * (1 - x) + _taken(grey, at + SIDE + 1) * x
    return upper * (1 - y) + lower * y


def _weighted(values: Value, corners: np.ndarray, weights: np.ndarray) -> Value:
    """Weighted sums of values, added one after another as by a sparse matrix product."""
    parts = [values.at(corners[:, i], 0) * weights[:, i] for i in range(corners.shape[1])]
    total, *rest = parts
    for part in rest:
        total = total + part
    return total


def _taken(grey: Value, places: Value) -> Value:
    return grey.op("Gather", places, axis=0)
