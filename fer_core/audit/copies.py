"""Copies of a face: the same picture to the last pixel, or moved, scaled, brighter, saved again, with a watermark.

Every pair is compared, coarsely first: (1) low frequencies of small pictures, one blocked product; (2) the candidates
at 24 × 24, moved by up to two pixels; (3) what is left laid over each other (`alignment`). What aligns is joined into
groups.
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
"""Correlations that a pair has to reach in (1) and (2) to be looked at more closely: in small sets, in large ones.

What large sets cannot afford, millions of candidates, small ones can."""
LARGE = 10_000
HALFWAY = 0.93
"""Correlation that a pair has to reach in (3) at half resolution."""
PLAIN_CONTRAST = 4.0
"""Standard deviation (grey levels) below which a picture shows nothing that could be recognised in another."""
_ROWS, _PAIRS = 512, 512


@dataclass(frozen=True, eq=False)
class Copies:
    """Copies among n faces, label-free.

    Attributes:
        exact: int64 [n], the same number for faces that are the same to the last pixel.
        near: int64 [n], the same number for faces that are one picture, exactly or nearly; coarser than ``exact``.
        likeness: float32 [n], how well a face aligns with the copy that it is most like (0 without a copy).
    """

    exact: np.ndarray
    near: np.ndarray
    likeness: np.ndarray


def find_copies(images: np.ndarray, settings: AuditSettings = DEFAULTS, progress: Progress = silent) -> Copies:
    """Groups of copies among ``images`` (uint8 [n, 48, 48]); about 25 s for FER2013 on two cores.

    Raises InvalidSettings for other arrays; ``progress`` may raise Cancelled.
    """
    check_images(images)
    exact, single = _exact(images)
    seen = np.ascontiguousarray(images[single])
    pairs, likeness = _near_pairs(seen, settings.alike, progress)
    linked = coo_array((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), (len(seen), len(seen)))
    near = connected_components(linked, directed=False)[1]
    best = np.zeros(len(seen), np.float32)
    np.maximum.at(best, pairs.reshape(-1), np.repeat(likeness, 2))
    twins = np.bincount(exact)[exact] > 1
    return Copies(exact, near[exact].astype(np.int64), np.where(twins, np.float32(1), best[exact]))


def _exact(images: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """int64 [n] groups of equal images, and the first face of each group."""
    rows = np.ascontiguousarray(images).reshape(len(images), SIDE * SIDE)
    as_bytes = rows.view(np.dtype((np.void, SIDE * SIDE)))[:, 0]
    _, first, groups = np.unique(as_bytes, return_index=True, return_inverse=True)
    return groups.reshape(-1).astype(np.int64), first


def _near_pairs(images: np.ndarray, alike: float, progress: Progress) -> tuple[np.ndarray, np.ndarray]:
    """int64 [p, 2] pairs that align, and float32 [p] how well."""
    first, second, third, fourth = parts_of(progress, [4, 4, 3, 3])
    halves = images.reshape(len(images), SIDE // 2, 2, SIDE // 2, 2).mean((2, 4), dtype=np.float32)
    coarse, middle = LARGE_SET if len(images) > LARGE else SMALL_SET
    pairs = _alike_in_outline(images, coarse, first)
    pairs = pairs[_moved_correlation(halves, pairs, second) > middle]
    likeness, warps = _laid_over(halves, pairs, None, 6, third)
    hopeful = likeness > HALFWAY
    pairs, warps = pairs[hopeful], warps[hopeful]
    soft = np.empty((len(images), SIDE, SIDE), np.float32)
    for face in np.unique(pairs):
        gaussian_filter(images[face].astype(np.float32), 1.0, output=soft[face])
    likeness = _laid_over(soft, pairs, warps, 4, fourth)[0]
    return pairs[likeness > alike], likeness[likeness > alike]


def outlines(images: np.ndarray) -> np.ndarray:
    """float32 [n, 35], unit length: the low frequencies of each face; all 0 for a face without contrast."""
    small = images.reshape(len(images), 12, 4, 12, 4).mean((2, 4), dtype=np.float32)
    low = dctn(small, axes=(1, 2), norm="ortho")[:, :FREQUENCIES, :FREQUENCIES].reshape(len(images), -1)[:, 1:]
    low[images.std(axis=(1, 2)) < PLAIN_CONTRAST] = 0
    return low / np.maximum(np.linalg.norm(low, axis=1, keepdims=True), 1e-6)


def _alike_in_outline(images: np.ndarray, least: float, progress: Progress) -> np.ndarray:
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

    in_chunks(work, blocks, 1, "Comparing each face with each", progress)
    return np.concatenate(found) if found else np.empty((0, 2), np.int64)


def _moved_correlation(halves: np.ndarray, pairs: np.ndarray, progress: Progress) -> np.ndarray:
    """float32 [p]: highest correlation of each pair at half resolution, moved by up to one of its pixels."""
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

        in_chunks(work, len(pairs), 4096, "Looking closer at faces that are alike", part)
    return best


def _laid_over(
    pictures: np.ndarray, pairs: np.ndarray, start: np.ndarray | None, rounds: int, progress: Progress
) -> tuple[np.ndarray, np.ndarray]:
    likeness, warps = np.zeros(len(pairs), np.float32), np.zeros((len(pairs), 6), np.float32)

    def work(chunk: slice) -> None:
        left, right = pairs[chunk].T
        begin = None if start is None else start[chunk]
        likeness[chunk], warps[chunk] = aligned(pictures[left], pictures[right], rounds, begin)

    in_chunks(work, len(pairs), _PAIRS, "Laying faces over each other", progress)
    return likeness, warps
