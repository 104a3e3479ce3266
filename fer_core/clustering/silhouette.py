"""How well each face sits in its group: the silhouette (Rousseeuw 1987, "Silhouettes: a graphical aid to the
interpretation and validation of cluster analysis").

For a face with mean distance a to the others of its group and b to the nearest other group, s = (b - a) / max(a, b):
1 well inside, 0 on the border, below 0 nearer to another group. A face alone in its group gets 0. The mean over faces
depends on the number of dimensions, so compare it with noise (see `noise`), never across features.

The sum over all pairs is exact, as in scikit-learn, but in float32 tiles that stay in the processor's cache.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from threadpoolctl import threadpool_limits

from fer_core.clustering.settings import check_points
from fer_core.errors import InvalidSettings
from fer_core.progress import Progress, silent

TILE_ROWS, TILE_COLUMNS = 512, 1024  # 2 MB of distances at a time
THREADS = 2  # more would leave a laptop no core for its windows


@dataclass(frozen=True, eq=False)
class _Tile:
    """Some points of one group, seen from its centre."""

    group: int
    start: int  # place of the first point in the order sorted by group
    centre: np.ndarray  # float32 [d]
    around: np.ndarray  # float32 [c, d]


def silhouette_samples(points: np.ndarray, labels: np.ndarray, progress: Progress = silent) -> np.ndarray:
    """Silhouette of each point, float32 [m], -1..1. ``points``: float32 [m, d]; ``labels``: any integers [m].

    Raises InvalidSettings for fewer than two groups, labels that do not fit, or measures that are no numbers.
    """
    points = check_points(points)
    if np.shape(labels) != (len(points),):
        raise InvalidSettings(f"{len(points)} faces came with labels of shape {np.shape(labels)}.")
    _, groups, sizes = np.unique(labels, return_inverse=True, return_counts=True)
    if len(sizes) < 2:
        raise InvalidSettings("A silhouette needs at least two groups.", remedy="Raise k.")
    order = np.argsort(groups, kind="stable")
    tiles = list(_tiles(points, order, sizes))

    def block(start: int) -> np.ndarray:
        rows = order[start : start + TILE_ROWS]
        sums = _distance_sums(points[rows], groups[rows], start, tiles)
        return _silhouettes(sums, groups[rows], sizes)

    result = np.empty(len(points), np.float32)
    result[order] = np.concatenate(_in_threads(block, range(0, len(points), TILE_ROWS), progress))
    return result


def grouped_silhouettes(points: np.ndarray, labels: np.ndarray, progress: Progress = silent) -> np.ndarray:
    """As `silhouette_samples` among the faces that are in a group; 0 for those in none (a label below 0), and for all
    where there is one group only."""
    result = np.zeros(len(points), np.float32)
    inside = np.flatnonzero(labels >= 0)
    if len(np.unique(labels[inside])) > 1:
        result[inside] = silhouette_samples(points[inside], labels[inside], progress)
    return result


def _in_threads(block: Callable[[int], np.ndarray], starts: range, progress: Progress) -> list[np.ndarray]:
    """Results of all blocks, in order. An error, or a cancel by ``progress``, drops the blocks that are not begun."""
    pool = ThreadPoolExecutor(THREADS)
    results: list[np.ndarray] = []
    try:
        # The tiles are too small to share: waking BLAS's own threads for each costs ten times the work itself.
        with threadpool_limits(1, user_api="blas"):
            for result in pool.map(block, starts):
                progress(len(results), len(starts), "Measuring silhouettes")
                results.append(result)
    finally:
        pool.shutdown(cancel_futures=True)
    progress(len(starts), len(starts), "Measuring silhouettes")
    return results


def _tiles(points: np.ndarray, order: np.ndarray, sizes: np.ndarray) -> Iterator[_Tile]:
    ends = np.cumsum(sizes)
    for group, (first, end) in enumerate(zip(ends - sizes, ends, strict=True)):
        centre = points[order[first:end]].mean(axis=0, dtype=np.float64).astype(np.float32)
        for start in range(first, end, TILE_COLUMNS):
            members = order[start : min(start + TILE_COLUMNS, end)]
            yield _Tile(group, start, centre, points[members] - centre)


def _distance_sums(rows: np.ndarray, own: np.ndarray, start: int, tiles: list[_Tile]) -> np.ndarray:
    """Sum of distances, float64 [b, k], from each of ``rows``, sorted by their groups ``own``, to each group."""
    sums = np.zeros((len(rows), tiles[-1].group + 1))
    for tile in tiles:
        # Within a group faces may be equal or nearly so, where float32 leaves a distance of 3e-4 instead of 0.
        kind = np.float64 if own[0] <= tile.group <= own[-1] else np.float32
        distances = _distances((rows - tile.centre).astype(kind), tile.around.astype(kind))
        _clear_self(distances, start, tile.start)
        sums[:, tile.group] += distances.sum(axis=1)
    return sums


def _distances(left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Distances [b, c] by one product, |x|² - 2xy + |y|².

    It loses near neighbours when all lie far from the origin; hence every tile is seen from its own group's centre.
    """
    ones = np.ones((max(len(left), len(right)), 1), left.dtype)
    rows = np.hstack([-2.0 * left, _squares(left), ones[: len(left)]])
    columns = np.hstack([right, ones[: len(right)], _squares(right)])
    squared = rows @ columns.T
    np.maximum(squared, 0.0, out=squared)
    return np.sqrt(squared, out=squared)


def _squares(points: np.ndarray) -> np.ndarray:
    return np.einsum("ij,ij->i", points, points)[:, None]


def _clear_self(distances: np.ndarray, row: int, column: int) -> None:
    """A point's distance to itself is 0; rounding must not say otherwise."""
    own = np.arange(max(row, column), min(row + distances.shape[0], column + distances.shape[1]))
    distances[own - row, own - column] = 0.0


def _silhouettes(sums: np.ndarray, own: np.ndarray, sizes: np.ndarray) -> np.ndarray:
    each = np.arange(len(sums))
    inside = sums[each, own] / np.maximum(sizes[own] - 1, 1)
    means = sums / sizes
    means[each, own] = np.inf
    outside = means.min(axis=1)
    larger = np.maximum(inside, outside)
    known = (sizes[own] > 1) & (larger > 0)
    return np.where(known, (outside - inside) / np.where(larger > 0, larger, 1.0), 0.0)
