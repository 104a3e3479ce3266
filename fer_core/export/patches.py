"""Similarity to learned patterns as a graph: for patches of the face, and of the warped face."""

import numpy as np

from fer_core.export.graph import Value, joined
from fer_core.faces.faceset import SIDE
from fer_core.features import patches, warped_patches
from fer_core.features.dictionary import overlapping
from fer_core.features.feature import Learned
from fer_core.features.patches import Patches
from fer_core.features.warp import FRAME
from fer_core.features.warped_patches import WarpedPatches


def similarity(picture: Value, kind: Patches, learned: Learned) -> Value:
    """Features float32 [1, grid² * atoms] of a face float32 [48, 48], see `fer_core.features.patches`."""
    even = _evened(_windows(picture, kind.side, kind.stride, SIDE), patches.CONTRAST)
    white = (even - learned["patch_mean"]) @ learned["whitening"]
    atoms = learned["atoms"]
    squares = (atoms**2).sum(axis=1, keepdims=True)
    # |v - a|² as one product, as in the app.
    size = (white * white).sum(1, keep=True)
    extended = joined([white, size, size * 0 + 1], 1)
    distance = (extended @ np.hstack([-2 * atoms, np.ones_like(squares), squares]).T).op("Abs").sqrt()
    near = (distance.mean(1, keep=True) - distance).op("Relu")
    return _pooled(near, len(atoms), kind.grid, _places(kind.side, kind.stride, SIDE)).sqrt().reshaped(1, -1)


def strength(frame: Value, kind: WarpedPatches, learned: Learned) -> Value:
    """Features float32 [1, grid² * atoms] of a frame float32 [64, 64], see `fer_core.features.warped_patches`."""
    atoms = np.concatenate([learned["atoms"], learned["atoms"][:, kind.mirror()]])
    filters = learned["whitening"] @ atoms.T
    bias = -(learned["patch_mean"] @ filters) - np.float32(kind.threshold)
    even = _evened(_windows(frame, kind.side, kind.stride, FRAME), warped_patches.CONTRAST)
    strong = _pooled((even @ filters + bias).op("Relu"), len(atoms), kind.grid, _places(kind.side, kind.stride, FRAME))
    half = len(atoms) // 2
    straight, mirrored = strong.cut(2, 0, half), strong.cut(2, half, 2 * half)
    both = straight + mirrored.at(np.arange(kind.grid)[::-1], 1)
    return both.sqrt().reshaped(1, -1)


def _places(side: int, stride: int, size: int) -> int:
    return (size - side) // stride + 1


def _windows(picture: Value, side: int, stride: int, size: int) -> Value:
    """All patches float32 [places², side²] of a picture [size, size]."""
    corner = np.arange(_places(side, stride, size)) * stride
    inside = np.arange(side)
    row = corner[:, None, None, None] + inside[:, None]
    column = corner[:, None, None] + inside
    at = (row * size + column).reshape(len(corner) ** 2, side**2)
    return picture.reshaped(size * size).at(at, 0)


def _evened(windows: Value, contrast: float) -> Value:
    centred = windows - windows.mean(1, keep=True)
    return centred / ((centred * centred).mean(1, keep=True) + contrast).sqrt()


def _pooled(values: Value, atoms: int, grid: int, places: int) -> Value:
    """Sums over regions float32 [grid, grid, atoms] of values [places², atoms]."""
    regions = overlapping(grid, places)
    rows = regions @ values.reshaped(places, places * atoms)
    return regions @ rows.reshaped(grid, places, atoms)
