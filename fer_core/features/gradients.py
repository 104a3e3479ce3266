"""Histograms of oriented gradients of many pictures at once.

Dalal & Triggs, "Histograms of Oriented Gradients for Human Detection", CVPR 2005: plain central differences, cells
without interpolation, overlapping blocks, clipped L2 norm. The same numbers as ``skimage.feature.hog``.
"""

import numpy as np

EPSILON = 1e-10
"""Square of scikit-image's 1e-5, which keeps blocks without contrast at 0."""
CLIP = 0.2
"""Largest share of one direction in a block."""


def oriented_gradients(pictures: np.ndarray, orientations: int, cell: int, block: int) -> np.ndarray:
    """The directions of edges in each cell of each picture.

    Args:
        pictures: float [n, h, w]; computed in this precision.
        orientations: number of directions between 0 and 180 degrees.
        cell: side of a cell in pixels; pixels beyond the last whole cell are ignored.
        block: cells along the side of a block; every block is normalised to the same contrast.

    Returns:
        float32 [n, rows of blocks * columns of blocks * block² * orientations], each 0..1.
    """
    strength, slope = _gradients(pictures)
    return _blocks(_cells(strength, directions(slope, orientations), orientations, cell), block)


def symmetric_gradients(pictures: np.ndarray, orientations: int, cell: int, block: int) -> np.ndarray:
    """`oriented_gradients` of each picture plus those of its mirror image: the same for both, each 0..2.

    The mirror image has the same edges on the other side in the mirrored direction, so edges are computed once. The
    width of the pictures must be a whole number of cells.
    """
    strength, slope = _gradients(pictures)
    straight = _cells(strength, directions(slope, orientations), orientations, cell)
    np.negative(slope, out=slope, where=np.isfinite(slope))
    mirrored = _cells(strength, directions(slope, orientations), orientations, cell)[:, :, ::-1]
    return _blocks(straight, block) + _blocks(mirrored, block)


def limits(orientations: int) -> np.ndarray:
    """The slopes that separate directions, float64 [orientations - 1], descending; 45 degrees are exactly 1."""
    angles = np.arange(1, orientations) * (np.pi / orientations)
    return np.round(np.cos(angles) / np.sin(angles), 12)


def directions(slope: np.ndarray, orientations: int) -> np.ndarray:
    """The direction of edges with ``slope`` (float, any shape): uint8, 0..orientations - 1; on a limit, the next one.

    Compares quotients instead of using an arc tangent: its last digit depends on the processor and would decide the
    direction of the many edges of exactly 45 degrees.
    """
    found = np.zeros(slope.shape, np.uint8)
    for limit in limits(orientations).astype(slope.dtype):
        found += slope <= limit
    return found


def _gradients(pictures: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Strength and slope of every pixel; the slope is the change to the right divided by the change downwards.

    It is infinite where nothing changes downwards. Changes across the border count as 0.
    """
    down, right = np.zeros_like(pictures), np.zeros_like(pictures)
    np.subtract(pictures[:, 2:], pictures[:, :-2], out=down[:, 1:-1])
    np.subtract(pictures[:, :, 2:], pictures[:, :, :-2], out=right[:, :, 1:-1])
    slope = np.divide(right, down, out=np.full_like(down, np.inf), where=down != 0)
    return np.sqrt(down * down + right * right), slope


def _cells(strength: np.ndarray, direction: np.ndarray, orientations: int, cell: int) -> np.ndarray:
    """float32 [n, rows, columns, orientations]: mean strength of each direction in each cell."""
    n, rows, columns = len(strength), strength.shape[1] // cell, strength.shape[2] // cell
    whole = (slice(None), slice(rows * cell), slice(columns * cell))
    place = (np.arange(n * rows).reshape(n, rows, 1) * columns + np.arange(columns)) * orientations
    bins = direction[whole].astype(np.intp)
    bins += place.repeat(cell, axis=1).repeat(cell, axis=2)
    sums = np.bincount(bins.ravel(), strength[whole].ravel(), n * rows * columns * orientations)
    return (sums / cell**2).astype(np.float32).reshape(n, rows, columns, orientations)


def _blocks(cells: np.ndarray, block: int) -> np.ndarray:
    """Overlapping blocks of cells, float32 [n, -1], each normalised, clipped and normalised again."""
    n, rows, columns = cells.shape[:3]
    down, across = rows - block + 1, columns - block + 1
    shifts = [(i, j) for i in range(block) for j in range(block)]
    blocks = np.concatenate([cells[:, i : i + down, j : j + across] for i, j in shifts], axis=3)
    return _normalised(np.minimum(_normalised(blocks), np.float32(CLIP))).reshape(n, -1)


def _normalised(blocks: np.ndarray) -> np.ndarray:
    squares = np.einsum("nijk,nijk->nij", blocks, blocks) + np.float32(EPSILON)
    return blocks / np.sqrt(squares)[..., None]
