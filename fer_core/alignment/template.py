"""The seven points that are used to align faces, their places in FER2013, and similarity transforms of points.

Coordinates are pixels of the 48 × 48 face; (0, 0) is the corner of its first pixel, x grows to the right, y downwards.
"""

import numpy as np

from fer_core.faces.mesh import Mesh, in_pixels

STABLE = (33, 133, 263, 362, 2, 98, 327)
"""Indices of the points: the corners of the eyes, and the base of the nose below its tip and both nostrils."""
MIRROR = (2, 3, 0, 1, 4, 6, 5)
"""For each point of `STABLE`, the position in `STABLE` of the point on the other side of the face."""
TEMPLATE = (
    (11.06, 18.21),
    (18.92, 18.94),
    (36.94, 18.21),
    (29.08, 18.94),
    (24.00, 31.40),
    (18.92, 30.65),
    (29.08, 30.65),
)
"""Places (x, y) of the points `STABLE`: the median of FER2013's training faces with a face score of at least 0.9
(`tools/mesh_templates.py`)."""


def stable_points(mesh: Mesh) -> np.ndarray:
    """float64 [n, 7, 2]: the points `STABLE` of each face."""
    few = mesh.points[:, list(STABLE)]
    return in_pixels(few)[..., :2].astype(np.float64)


def middle_of_eyes(points: np.ndarray) -> np.ndarray:
    """float [n, 2]: the midpoint of the eyes, from points float [n, 7, 2]."""
    middle: np.ndarray = points[:, :4].mean(axis=1)
    return middle


def spread(points: np.ndarray) -> np.ndarray:
    """float [n]: root mean square distance in pixels of points float [n, 7, 2] from their mean."""
    centred = points - points.mean(axis=1, keepdims=True)
    root: np.ndarray = np.sqrt((centred**2).sum(axis=2).mean(axis=1))
    return root


def moved(points: np.ndarray, transform: np.ndarray) -> np.ndarray:
    """float [n, p, 2]: points float [n, p, 2] after the transforms float [n, 2, 3]."""
    there: np.ndarray = points @ transform[:, :, :2].swapaxes(1, 2) + transform[:, None, :, 2]
    return there


def chained(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """float [n, 2, 3]: transforms that do what ``first`` and then ``second`` (float [n, 2, 3]) do."""
    shift = second[:, :, :2] @ first[:, :, 2:] + second[:, :, 2:]
    return np.concatenate([second[:, :, :2] @ first[:, :, :2], shift], axis=2)


def inverse(transform: np.ndarray) -> np.ndarray:
    """float [n, 2, 3]: the inverse of transforms float [n, 2, 3]."""
    linear = np.linalg.inv(transform[:, :, :2])
    return np.concatenate([linear, -linear @ transform[:, :, 2:]], axis=2)
