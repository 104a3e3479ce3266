"""Faces of nobody, second half: from an appearance to 48 × 48 pixels, with some of a camera's flaws."""

from functools import lru_cache

import numpy as np
from scipy import ndimage

from fer_core.faces.faceset import SIDE
from fer_core.faces.readers.drawn.appearance_model import GRID, GRID_START, GRID_STEP, Appearance, AppearanceModel

_STEPS = 14
_DAMPING = 0.6  # of a full correction: lips and lids are folded tightly and full steps overshoot there
_LAST_NODE = GRID - 1.001


_GRAIN = 2.5
"""Standard deviation of the camera's noise, in grey levels."""
_SHARPEN = 0.9
"""Amount of the unsharp mask."""
_MOTTLE = 14.0
"""Standard deviation of the smooth patches in the background, in grey levels."""


def render(model: AppearanceModel, drawn: Appearance, rng: np.random.Generator) -> np.ndarray:
    """uint8 [n, 48, 48]: the drawn faces warped into place, in front of a mottled background, with grain."""
    nodes = _inverse_warp(drawn.position)
    grey = _bilinear(drawn.texture, nodes).reshape(-1, SIDE, SIDE)
    share = np.broadcast_to(model.face_share, drawn.texture.shape)
    behind = 1 - _bilinear(share, nodes).reshape(-1, SIDE, SIDE)
    grey += behind * _mottle(len(grey), _MOTTLE, rng)
    grey += _GRAIN * rng.standard_normal(grey.shape, np.float32)
    grey += _SHARPEN * (grey - ndimage.gaussian_filter(grey, (0, 0.7, 0.7), mode="nearest", truncate=2))
    return (grey + 0.5).clip(0, 255).astype(np.uint8)


def _inverse_warp(position: np.ndarray) -> np.ndarray:
    """complex64 [n, 2304]: the grid coordinate (column + i row) that is mapped to each pixel.

    Damped fixed-point iteration, all pixels of all faces at once.
    """
    pixels = _pixels()
    nodes = np.repeat(((pixels - GRID_START * (1 + 1j)) / GRID_STEP)[None], len(position), axis=0)
    for _ in range(_STEPS):
        nodes += np.float32(_DAMPING / GRID_STEP) * (pixels - _bilinear(position, nodes))
        parts = nodes.view(np.float32)
        np.clip(parts, 0, _LAST_NODE, out=parts)
    return nodes


@lru_cache(maxsize=1)
def _pixels() -> np.ndarray:
    rows, columns = np.mgrid[:SIDE, :SIDE].astype(np.float32)
    return (columns + 1j * rows).ravel().astype(np.complex64)


def _bilinear(fields: np.ndarray, nodes: np.ndarray) -> np.ndarray:
    """[n, p]: bilinear interpolation of fields float32 or complex64 [n, G] at grid coordinates complex64 [n, p]."""
    left, top = nodes.real.astype(np.int32), nodes.imag.astype(np.int32)
    right_share, bottom_share = nodes.real - left, nodes.imag - top
    first = top * GRID + left + (np.arange(len(fields), dtype=np.int32) * (GRID * GRID))[:, None]
    flat = np.ascontiguousarray(fields).ravel()
    upper, lower = flat[first], flat[first + GRID]
    upper += (flat[first + 1] - upper) * right_share
    lower += (flat[first + GRID + 1] - lower) * right_share
    return upper + (lower - upper) * bottom_share


def _mottle(n: int, strength: float, rng: np.random.Generator) -> np.ndarray:
    """float32 [n, 48, 48]: coarse and finer smooth noise."""
    total = np.zeros((n, SIDE, SIDE), np.float32)
    for knots, share in ((6, 1.0), (16, 0.7)):
        up = _stretch(knots)
        total += strength * share * (up @ rng.standard_normal((n, knots, knots), np.float32) @ up.T)
    return total


@lru_cache
def _stretch(knots: int) -> np.ndarray:
    """float32 [48, knots]: linear interpolation from ``knots`` points to 48 pixels."""
    at = np.linspace(0, knots - 1, SIDE)
    return np.array([np.interp(at, np.arange(knots), row) for row in np.eye(knots)], np.float32).T.copy()
