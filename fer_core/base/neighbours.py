"""Exact nearest neighbours of many points, by a blocked matrix product and without sorting distant points."""

import numpy as np
from threadpoolctl import threadpool_limits

from fer_core.base.errors import InvalidSettings
from fer_core.base.parallel import in_chunks
from fer_core.base.progress import Progress, silent

_BLOCK = 256  # points whose distances to all others are in memory at once, in each thread
_SHARE = 16  # points in each group; see `_candidates`
_ROUNDING = 1e-5  # relative to the largest square; float32 products are more precise than this
_PAIRS = 65_536  # pairs whose differences are in memory at once


def nearest(
    points: np.ndarray,
    count: int,
    progress: Progress = silent,
    of: np.ndarray | None = None,
) -> tuple[np.ndarray, np.ndarray]:
    """The ``count`` points that are nearest to each query point.

    Args:
        points: float32 [m, d], finite.
        count: 1..m.
        progress: may raise Cancelled.
        of: query points, float32 [q, d]; None for ``points`` themselves, each of which is its own neighbour at
            distance 0.

    Returns:
        int64 [q, count] indices into ``points``, and float32 [q, count] Euclidean distances, ascending. Of equally near
        points, those with the lower index come first.

    Raises:
        InvalidSettings: for another count, or query points with another number of columns.
    """
    queries = points if of is None else of
    if not 1 <= count <= len(points) or queries.shape[1:] != points.shape[1:]:
        raise InvalidSettings(f"{count} neighbours cannot be found among {len(points)} points.")
    middle = points.mean(axis=0, dtype=np.float64).astype(np.float32)  # rounding grows with the distance from 0
    points = (points - middle).astype(np.float32, copy=False)
    queries = points if of is None else (of - middle).astype(np.float32, copy=False)
    squares = np.einsum("ij,ij->i", points, points)
    reach = float(squares.max(initial=0.0)) + float(np.einsum("ij,ij->i", queries, queries).max(initial=0.0))
    found = np.empty((len(queries), count), np.int64)
    distances = np.empty((len(queries), count), np.float32)

    def work(rows: slice) -> None:
        block = queries[rows]
        far = block @ (-2 * points.T)
        far += squares
        row, column = _candidates(far, count, _ROUNDING * reach)
        exact = _distances(block, points, row, column)
        order = np.lexsort((column, exact, row))
        first = np.searchsorted(row[order], np.arange(len(block)))
        taken = order[first[:, None] + np.arange(count)]
        found[rows], distances[rows] = column[taken], exact[taken]

    with threadpool_limits(1, user_api="blas"):  # each block already has a thread
        in_chunks(work, len(queries), _BLOCK, "Finding neighbours", progress)
    return found, distances


def _candidates(far: np.ndarray, count: int, rounding: float) -> tuple[np.ndarray, np.ndarray]:
    """Rows and columns of a few entries in each row of ``far`` [b, m], including its ``count`` lowest ones.

    The columns are divided into groups. At least ``count`` entries are not larger than the ``count``-th lowest of the
    groups' minima, and usually few more. So each row needs only one pass for the minima and one for the comparison.
    """
    groups = far.shape[1] // _SHARE
    lowest = far[:, : groups * _SHARE].reshape(len(far), _SHARE, groups).min(axis=1) if groups >= count else far
    limit = np.partition(lowest, count - 1, axis=1)[:, count - 1, None]
    row, column = np.divmod(np.flatnonzero(far <= limit + np.float32(rounding)), far.shape[1])
    return row, column


def _distances(block: np.ndarray, points: np.ndarray, row: np.ndarray, column: np.ndarray) -> np.ndarray:
    """float32 [pairs]: distances computed from differences, so that equal points have the distance 0."""
    found = np.empty(len(row), np.float32)
    for start in range(0, len(row), _PAIRS):
        pairs = slice(start, start + _PAIRS)
        apart = block[row[pairs]] - points[column[pairs]]
        found[pairs] = np.sqrt(np.einsum("ij,ij->i", apart, apart))
    return found
