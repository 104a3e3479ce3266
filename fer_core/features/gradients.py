"""Histograms of oriented gradients of many pictures at once.

Dalal & Triggs, "Histograms of Oriented Gradients for Human Detection", CVPR 2005: plain central differences, cells
without interpolation, overlapping blocks, clipped L2 norm. The same numbers as ``skimage.feature.hog``.
"""

import numpy as np

EPSILON = 1e-10
"""Square of scikit-image's 1e-5, which keeps blocks without contrast at 0."""
CLIP = 0.2
"""What one direction may make up of a block, at most."""


def oriented_gradients(pictures: np.ndarray, orientations: int, cell: int, block: int) -> np.ndarray:
    """Which way edges run in each cell of each picture.

    Args:
        pictures: float [n, h, w]; work is done in this precision. Of whole grey values only float64 tells exactly
            on which side of a limit between two directions an edge of 45 degrees lies.
        orientations: directions told apart between 0 and 180 degrees.
        cell: side of a cell in pixels; what is left of the picture beyond whole cells is not seen.
        block: cells along the side of a block; every block is brought to the same contrast.

    Returns:
        float32 [n, rows of blocks * columns of blocks * block² * orientations], each 0..1.
    """
    strength, angle = _gradients(pictures, orientations)
    return _blocks(_cells(strength, np.floor(angle), orientations, cell), block)


def symmetric_gradients(pictures: np.ndarray, orientations: int, cell: int, block: int) -> np.ndarray:
    """`oriented_gradients` of each picture plus those of its mirror image: the same for both, each 0..2.

    The mirror image has the same edges at the other side in the mirrored direction, so they are found once. The
    pictures' width must be a whole number of cells.
    """
    strength, angle = _gradients(pictures, orientations)
    straight = _cells(strength, np.floor(angle), orientations, cell)
    mirrored = _cells(strength, np.mod(-np.ceil(angle), orientations), orientations, cell)[:, :, ::-1]
    return _blocks(straight, block) + _blocks(mirrored, block)


def _gradients(pictures: np.ndarray, orientations: int) -> tuple[np.ndarray, np.ndarray]:
    """Strength, and direction 0..orientations (half a turn), of every pixel; there is none across the border."""
    down, right = np.zeros_like(pictures), np.zeros_like(pictures)
    np.subtract(pictures[:, 2:], pictures[:, :-2], out=down[:, 1:-1])
    np.subtract(pictures[:, :, 2:], pictures[:, :, :-2], out=right[:, :, 1:-1])
    return np.sqrt(down * down + right * right), angles(down, right, orientations)


def angles(down: np.ndarray, right: np.ndarray, orientations: int) -> np.ndarray:
    """Direction 0..orientations (half a turn) of differences, in their precision."""
    angle: np.ndarray = np.arctan2(down, right)
    angle *= orientations / np.pi
    angle[angle < 0] += orientations
    return angle


def _cells(strength: np.ndarray, direction: np.ndarray, orientations: int, cell: int) -> np.ndarray:
    """float32 [n, rows, columns, orientations]: mean strength of each direction in each cell."""
    n, rows, columns = len(strength), strength.shape[1] // cell, strength.shape[2] // cell
    whole = (slice(None), slice(rows * cell), slice(columns * cell))
    place = (np.arange(n * rows).reshape(n, rows, 1) * columns + np.arange(columns)) * orientations
    bins = direction[whole].astype(np.intp)
    bins %= orientations  # half a turn is the same direction as none
    bins += place.repeat(cell, axis=1).repeat(cell, axis=2)
    sums = np.bincount(bins.ravel(), strength[whole].ravel(), n * rows * columns * orientations)
    return (sums / cell**2).astype(np.float32).reshape(n, rows, columns, orientations)


def _blocks(cells: np.ndarray, block: int) -> np.ndarray:
    """float32 [n, -1]: overlapping blocks of cells, each normalised, clipped and normalised again."""
    n, rows, columns = cells.shape[:3]
    down, across = rows - block + 1, columns - block + 1
    shifts = [(i, j) for i in range(block) for j in range(block)]
    blocks = np.concatenate([cells[:, i : i + down, j : j + across] for i, j in shifts], axis=3)
    return _normalised(np.minimum(_normalised(blocks), np.float32(CLIP))).reshape(n, -1)


def _normalised(blocks: np.ndarray) -> np.ndarray:
    squares = np.einsum("nijk,nijk->nij", blocks, blocks) + np.float32(EPSILON)
    return blocks / np.sqrt(squares)[..., None]
