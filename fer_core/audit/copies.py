"""Copies of a face: exactly the same picture, or one that was moved, scaled, brightened, saved again or watermarked.

Every pair is compared in three steps: (1) low frequencies of small pictures, in one blocked product; (2) candidates at
24 × 24, shifted by up to two pixels; (3) the remaining candidates after one is warped onto the other (`overlay`). Pairs
that match are joined into groups.
"""

from dataclasses import dataclass

import numpy as np
from scipy.fft import dctn
from scipy.ndimage import gaussian_filter
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from fer_core.audit.overlay import aligned, normalised
from fer_core.audit.settings import DEFAULTS, AuditSettings
from fer_core.base.parallel import in_chunks
from fer_core.base.progress import Progress, parts_of, silent
from fer_core.faces.faceset import SIDE, check_images

FREQUENCIES = 6
SMALL_SET, LARGE_SET = (0.80, 0.80), (0.85, 0.86)
"""Correlations that a pair must reach in steps (1) and (2), in small and in large sets.

Millions of candidates are affordable in small sets only."""
LARGE = 10_000
"""Faces above which a set is large."""
HALFWAY = 0.93
"""Correlation that a pair must reach in step (3) at half resolution."""
PLAIN_CONTRAST = 4.0
"""Standard deviation (grey levels) below which a picture has too little contrast to be compared."""
_ROWS, _PAIRS = 512, 512


@dataclass(frozen=True, eq=False)
class Copies:
    """Copies among n faces, found without labels.

    Attributes:
        exact: int64 [n], the same number for faces with exactly the same pixels.
        near: int64 [n], the same number for exact and near copies of one picture; coarser than ``exact``.
        likeness: float32 [n], correlation (0..1) of a face with its best copy after alignment; 0 without a copy.
    """

    exact: np.ndarray
    near: np.ndarray
    likeness: np.ndarray


def find_copies(images: np.ndarray, settings: AuditSettings = DEFAULTS, progress: Progress = silent) -> Copies:
    """Groups of copies, in about 25 s for FER2013 on two cores.

    Args:
        images: uint8 [n, 48, 48].
        settings: ``alike`` is the correlation from which two faces are one picture.
        progress: may raise Cancelled.

    Raises:
        InvalidSettings: for other arrays.
    """
    check_images(images)
    exact, single = _exact(images)
    unique = np.ascontiguousarray(images[single])
    pairs, likeness = _near_pairs(unique, settings.alike, progress)
    linked = coo_array((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), (len(unique), len(unique)))
    near = connected_components(linked, directed=False)[1]
    best = np.zeros(len(unique), np.float32)
    np.maximum.at(best, pairs.reshape(-1), np.repeat(likeness, 2))
    repeated = np.bincount(exact)[exact] > 1
    return Copies(exact, near[exact].astype(np.int64), np.where(repeated, np.float32(1), best[exact]))


def _exact(images: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """int64 [n] group numbers of equal images, and int64 [groups] the first face of each group."""
    rows = np.ascontiguousarray(images).reshape(len(images), SIDE * SIDE)
    as_bytes = rows.view(np.dtype((np.void, SIDE * SIDE)))[:, 0]
    _, first, groups = np.unique(as_bytes, return_index=True, return_inverse=True)
    return groups.reshape(-1).astype(np.int64), first


def _near_pairs(images: np.ndarray, alike: float, progress: Progress) -> tuple[np.ndarray, np.ndarray]:
    """int64 [p, 2] pairs of near copies, and float32 [p] their correlation after alignment."""
    first, second, third, fourth = parts_of(progress, [4, 4, 3, 3])
    halves = images.reshape(len(images), SIDE // 2, 2, SIDE // 2, 2).mean((2, 4), dtype=np.float32)
    coarse, middle = LARGE_SET if len(images) > LARGE else SMALL_SET
    pairs = _similar_outlines(images, coarse, first)
    pairs = pairs[_moved_correlation(halves, pairs, second) > middle]
    likeness, warps = _laid_over(halves, pairs, None, 6, third)
    candidates = likeness > HALFWAY
    pairs, warps = pairs[candidates], warps[candidates]
    soft = np.empty((len(images), SIDE, SIDE), np.float32)
    for face in np.unique(pairs):
        gaussian_filter(images[face].astype(np.float32), 1.0, output=soft[face])
    likeness = _laid_over(soft, pairs, warps, 4, fourth)[0]
    return pairs[likeness > alike], likeness[likeness > alike]


def outlines(images: np.ndarray) -> np.ndarray:
    """float32 [n, 35], unit length: low frequencies of faces uint8 [n, 48, 48]; all 0 for faces without contrast."""
    small = images.reshape(len(images), 12, 4, 12, 4).mean((2, 4), dtype=np.float32)
    low = dctn(small, axes=(1, 2), norm="ortho")[:, :FREQUENCIES, :FREQUENCIES].reshape(len(images), -1)[:, 1:]
    low[images.std(axis=(1, 2)) < PLAIN_CONTRAST] = 0
    return low / np.maximum(np.linalg.norm(low, axis=1, keepdims=True), 1e-6)


def _similar_outlines(images: np.ndarray, least: float, progress: Progress) -> np.ndarray:
    """int64 [p, 2]: pairs of faces whose outlines correlate by more than ``least``."""
    points = outlines(images)
    blocks = -(-len(points) // _ROWS)
    found = [np.empty((0, 2), np.int64)] * blocks

    def work(block: slice) -> None:
        for b in range(block.start, block.stop):
            top = b * _ROWS
            products = points[top : top + _ROWS] @ points[top:].T
            left, right = np.divmod(np.flatnonzero(products > least), products.shape[1])
            later = right > left
            found[b] = np.stack([left[later], right[later]], axis=1) + top

    in_chunks(work, blocks, 1, "Comparing all pairs of faces", progress)
    return np.concatenate(found) if found else np.empty((0, 2), np.int64)


def _moved_correlation(halves: np.ndarray, pairs: np.ndarray, progress: Progress) -> np.ndarray:
    """float32 [p]: highest correlation of each pair at half resolution, shifted by up to one pixel."""
    inner = slice(1, halves.shape[-1] - 1)
    still = normalised(halves[:, inner, inner].reshape(len(halves), -1))
    best = np.full(len(pairs), -1, np.float32)
    moves = [(y, x) for y in (-1, 0, 1) for x in (-1, 0, 1)]
    for part, (y, x) in zip(parts_of(progress, [1] * len(moves)), moves, strict=True):
        rows, columns = slice(1 + y, inner.stop + y), slice(1 + x, inner.stop + x)
        moved = normalised(halves[:, rows, columns].reshape(len(halves), -1))

        def work(chunk: slice, moved: np.ndarray = moved) -> None:
            left, right = pairs[chunk].T
            np.maximum(best[chunk], np.einsum("ij,ij->i", still[left], moved[right]), out=best[chunk])

        in_chunks(work, len(pairs), 4096, "Comparing similar faces", part)
    return best


def _laid_over(
    pictures: np.ndarray, pairs: np.ndarray, start: np.ndarray | None, rounds: int, progress: Progress
) -> tuple[np.ndarray, np.ndarray]:
    """float32 [p] correlations and [p, 6] warps of pairs, as `aligned` finds them from the warps ``start``."""
    likeness, warps = np.zeros(len(pairs), np.float32), np.zeros((len(pairs), 6), np.float32)

    def work(chunk: slice) -> None:
        left, right = pairs[chunk].T
        begin = None if start is None else start[chunk]
        likeness[chunk], warps[chunk] = aligned(pictures[left], pictures[right], rounds, begin)

    in_chunks(work, len(pairs), _PAIRS, "Aligning similar faces", progress)
    return likeness, warps
