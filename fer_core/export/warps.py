"""The warp to the template's shape in a graph: the app's sums in the app's order, so that the pictures are the same."""

import numpy as np

from fer_core.export.graph import Value
from fer_core.export.mesh import Points, in_face
from fer_core.faces.faceset import SIDE
from fer_core.features import warp
from fer_core.features.warped_pixels import SMALL


def warped_pixels(frame: Value) -> Value:
    """float32 [1, 1024] of an evened frame: `fer_core.features.warped_pixels`."""
    return frame.shaped(SMALL, 2, SMALL, 2).mean(1, 3).shaped(1, SMALL * SMALL)


def evened_frame(picture: Value, points: Points) -> Value:
    """float32 [64, 64]: a face warped and its light evened out (`fer_core.features.warp.evened`); 0 outside."""
    grey = _warped(picture, in_face(points.points))
    grey = grey - _mean(grey)
    off = grey - _mean(grey)
    spread = _mean(off * off).sqrt()
    even = (spread > warp.FLAT).where(grey / spread.most(warp.FLAT), grey * 0)
    # Pixels outside of the face are looked up at an extra place that holds 0.
    shown = warp.inside()
    places = np.where(shown, np.cumsum(shown).reshape(shown.shape) - 1, shown.sum())
    padded = even.op("Concat", np.zeros(1, np.float32), axis=0)
    return padded.at(places, 0)


def _mean(grey: Value) -> Value:
    """float32 [1]: the mean of the pixels inside of the face, one after the other as numpy adds them for several faces.

    Rounding matters: where a face was smeared from its edge, neighbouring pixels differ by rounding alone, and that
    decides between the first direction of an edge and the last.
    """
    count = int(warp.inside().sum())
    axis = grey.graph.const(np.array(0, np.int64))
    return grey.graph.op("CumSum", grey, axis).cut(0, count - 1, count) / count


def _warped(picture: Value, points: Value) -> Value:
    """float32 [p]: the grey values of the p pixels inside of the face."""
    corners, weights = warp.corners()
    x, y = (_weighed(points.cut(1, i, i + 1).shaped(-1) - 0.5, corners, weights) for i in range(2))
    most = np.nextafter(np.float32(SIDE - 1), np.float32(0))
    x, y = x.clip(0, most), y.clip(0, most)
    left, top = x.to(np.int64), y.to(np.int64)
    x, y = x - left.to(np.float32), y - top.to(np.float32)
    at, grey = top * SIDE + left, picture.shaped(SIDE * SIDE)
    upper = _taken(grey, at) * (1 - x) + _taken(grey, at + 1) * x
    lower = _taken(grey, at + SIDE) * (1 - x) + _taken(grey, at + SIDE + 1) * x
    return upper * (1 - y) + lower * y


def _weighed(values: Value, corners: np.ndarray, weights: np.ndarray) -> Value:
    """Weighted sums of some values each, one summand after the other as a sparse product makes them."""
    parts = [values.at(corners[:, i], 0) * weights[:, i] for i in range(corners.shape[1])]
    total, *rest = parts
    for part in rest:
        total = total + part
    return total


def _taken(grey: Value, places: Value) -> Value:
    return grey.op("Gather", places, axis=0)
