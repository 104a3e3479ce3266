"""Faces without their shape: every face is warped so that its points move to those of the template.

A piecewise affine warp over the triangles between the template's points (Cootes, Edwards & Taylor, "Active Appearance
Models", ECCV 1998, call the result shape-free texture). The frame is the same for all faces, so the position in a
face of each of its pixels is a fixed weighted mean of the face's points: one sparse matrix serves all faces.
"""

from functools import cache

import numpy as np
from scipy.sparse import csr_array
from scipy.spatial import Delaunay

from fer_core.faces.faceset import SIDE
from fer_core.features.template import template

FRAME = 64
"""Side of a warped face in pixels."""
FLAT = 1e-3
"""In grey values: a face whose standard deviation is lower is blank."""


def inside() -> np.ndarray:
    """bool [64, 64]: the pixels of a warped face that belong to the face; symmetric, read-only."""
    return _frame()[0]


def corners() -> tuple[np.ndarray, np.ndarray]:
    """For each pixel inside, in order: the points it lies between, int64 [p, c], and their weights, float32 [p, c].

    Pixels between fewer than c points repeat the first point with weight 0.
    """
    lookup = _frame()[1]
    counts = np.diff(lookup.indptr)
    places, weights = np.zeros((len(counts), counts.max()), np.int64), np.zeros((len(counts), counts.max()), np.float32)
    used = np.arange(counts.max()) < counts[:, None]
    places[used], weights[used] = lookup.indices, lookup.data
    return places, weights


def warped(images: np.ndarray, points: np.ndarray) -> np.ndarray:
    """Faces warped to the template's shape; for at most a few hundred faces at once.

    Args:
        images: uint8 [n, 48, 48].
        points: float32 [n, 468, 2 or more] in pixels of the face; (0, 0) is the corner of its first pixel.

    Returns:
        float32 [n, 64, 64], grey values 0..255, 0 outside the face. Mirroring a face and its points mirrors the result.
        Points outside the image get the grey value at its edge.
    """
    shown, lookup = _frame()
    out = np.zeros((len(images), FRAME, FRAME), np.float32)
    if len(images):
        centres = points[..., :2].transpose(1, 2, 0).reshape(points.shape[1], -1) - np.float32(0.5)
        x, y = (lookup @ centres).reshape(-1, 2, len(images)).transpose(1, 0, 2)
        out[:, shown] = _sampled(images, x, y).T
    return out


def evened(frames: np.ndarray) -> np.ndarray:
    """Warped faces float32 [n, 64, 64] with mean 0 and deviation 1 inside the face; blank faces become zeros."""
    shown = inside()
    grey = frames[:, shown]
    grey -= grey.mean(axis=1, keepdims=True)
    spread = grey.std(axis=1, keepdims=True)
    out = np.zeros_like(frames)
    out[:, shown] = np.divide(grey, spread, out=np.zeros_like(grey), where=spread > FLAT)
    return out


def _sampled(images: np.ndarray, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Grey values float32 [p, n] of each face at p positions (x, y float32 [p, n]), by bilinear interpolation."""
    most = np.nextafter(np.float32(SIDE - 1), np.float32(0))
    x, y = np.clip(x, 0, most), np.clip(y, 0, most)
    left, top = x.astype(np.intp), y.astype(np.intp)
    x, y = x - left.astype(np.float32), y - top.astype(np.float32)
    at = top * SIDE + left + np.arange(len(images)) * SIDE**2
    grey = images.ravel().astype(np.float32)
    upper = grey[at] * (1 - x) + grey[at + 1] * x
    lower = grey[at + SIDE] * (1 - x) + grey[at + SIDE + 1] * x
    return upper * (1 - y) + lower * y


@cache
def _frame() -> tuple[np.ndarray, csr_array]:
    """The pixels inside the face, and for each of them (in order) the weights of the 468 points."""
    shape = template().points[:, :2].astype(np.float64)
    low, high = shape.min(axis=0), shape.max(axis=0)
    step = (high - low).max() / (FRAME - 1)
    across = (np.arange(FRAME) - (FRAME - 1) / 2) * step + (low + high)[:, None] / 2
    grid = np.stack(np.meshgrid(*across), axis=-1)
    shown, weights = _weights(Delaunay(shape), grid)
    # The points are symmetric, but the triangles are not: averaging with the mirror image's weights is symmetric.
    other_shown, other = shown[:, ::-1], weights.reshape(FRAME, FRAME, -1)[:, ::-1, template().mirror]
    both = shown & other_shown
    mean = (weights.reshape(FRAME, FRAME, -1)[both] + other[both]) / 2
    both.flags.writeable = False
    return both, csr_array(mean.astype(np.float32))


def _weights(triangles: Delaunay, grid: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Whether each position in ``grid`` [h, w, 2] is in a triangle, and its weights of the points [h * w, p]."""
    places = grid.reshape(-1, 2)
    at = triangles.find_simplex(places, tol=1e-9)
    affine = triangles.transform[at]
    first = np.einsum("nij,nj->ni", affine[:, :2], places - affine[:, 2])
    weights = np.zeros((len(places), triangles.npoints))
    corners = triangles.simplices[at]
    np.put_along_axis(weights, corners, np.c_[first, 1 - first.sum(axis=1)], axis=1)
    weights[at < 0] = 0
    return (at >= 0).reshape(grid.shape[:2]), weights
