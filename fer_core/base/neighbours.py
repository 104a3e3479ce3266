"""Exact nearest neighbours of many points: one blocked matrix product, and no sorting of what is far away."""

import numpy as np
from threadpoolctl import threadpool_limits

from fer_core.base.errors import InvalidSettings
from fer_core.base.parallel import in_chunks
from fer_core.base.progress import Progress, silent

_BLOCK = 256  # points whose distances to all others are held at once, in each thread
_SHARE = 16  # points a group; see `_candidates`
_ROUNDING = 1e-5  # of the largest square: more than float32 products are wrong by
_PAIRS = 65_536  # differences of so many pairs are held at once


def nearest(
    points: np.ndarray,
    count: int,
    progress: Progress = silent,
    of: np.ndarray | None = None,
) -> tuple[np.ndarray, np.ndarray]:
    """The ``count`` points closest to each of ``of`` float32 [q, d]; where None, to each of the points themselves.

    Args:
        points: float32 [m, d], finite.
        count: 1..m. A point is its own neighbour, at distance 0.

    Returns:
        Indices into ``points`` int64 [q, count], and Euclidean distances float32 [q, count], ascending; of equally
        near points those with the lower index.

    Raises InvalidSettings for another count or other columns.
    """
    asked = points if of is None else of
    if not 1 <= count <= len(points) or asked.shape[1:] != points.shape[1:]:
        raise InvalidSettings(f"{count} neighbours cannot be found among {len(points)} points.")
    middle = points.mean(axis=0, dtype=np.float64).astype(np.float32)  # rounding grows with the distance from 0
    points = (points - middle).astype(np.float32, copy=False)
    asked = points if of is None else (of - middle).astype(np.float32, copy=False)
    squares = np.einsum("ij,ij->i", points, points)
    reach = float(squares.max(initial=0.0)) + float(np.einsum("ij,ij->i", asked, asked).max(initial=0.0))
    found = np.empty((len(asked), count), np.int64)
    distances = np.empty((len(asked), count), np.float32)

    def work(rows: slice) -> None:
        block = asked[rows]
        far = block @ (-2 * points.T)
        far += squares
        row, column = _candidates(far, count, _ROUNDING * reach)
        exact = _distances(block, points, row, column)
        order = np.lexsort((column, exact, row))
        first = np.searchsorted(row[order], np.arange(len(block)))
        taken = order[first[:, None] + np.arange(count)]
        found[rows], distances[rows] = column[taken], exact[taken]

    with threadpool_limits(1, user_api="blas"):  # a thread a block already
        in_chunks(work, len(asked), _BLOCK, "Finding neighbours", progress)
    return found, distances


def _candidates(far: np.ndarray, count: int, rounding: float) -> tuple[np.ndarray, np.ndarray]:
    """Row and column of a few entries of each row of ``far`` [b, m], its ``count`` lowest among them.

    The columns are dealt into groups. At least ``count`` entries are no larger than the ``count``-th lowest of the
    groups' minima, and hardly more are: one pass for the minima and one to compare are all that a row costs.
    """
    groups = far.shape[1] // _SHARE
    lowest = far[:, : groups * _SHARE].reshape(len(far), _SHARE, groups).min(axis=1) if groups >= count else far
    limit = np.partition(lowest, count - 1, axis=1)[:, count - 1, None]
    row, column = np.divmod(np.flatnonzero(far <= limit + np.float32(rounding)), far.shape[1])
    return row, column


def _distances(block: np.ndarray, points: np.ndarray, row: np.ndarray, column: np.ndarray) -> np.ndarray:
    """float32 [pairs]: distances by differences, so that equal points lie at 0."""
    found = np.empty(len(row), np.float32)
    for start in range(0, len(row), _PAIRS):
        pairs = slice(start, start + _PAIRS)
        apart = block[row[pairs]] - points[column[pairs]]
        found[pairs] = np.sqrt(np.einsum("ij,ij->i", apart, apart))
    return found
