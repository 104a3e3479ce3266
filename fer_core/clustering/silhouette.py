"""How well each face fits its group: the silhouette (Rousseeuw 1987, "Silhouettes: a graphical aid to the
interpretation and validation of cluster analysis").

For a face with mean distance a to the others of its group and b to the nearest other group, s = (b - a) / max(a, b):
1 well inside, 0 on the border, below 0 nearer to another group. A face alone in its group gets 0. The mean over faces
depends on the number of dimensions, so compare it with noise (see `noise`), never across features.

The sum over all pairs is exact, as in scikit-learn, but each distance is worked out once for both of its points, in
float32 tiles that stay in the processor's cache.
"""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from threadpoolctl import threadpool_limits

from fer_core.base.errors import InvalidSettings
from fer_core.base.progress import Progress, silent
from fer_core.clustering.settings import check_points

TILE = 704  # points; 2 MB of distances at a time
THREADS = 2  # more would leave a laptop no core for its windows


@dataclass(frozen=True, eq=False)
class _Tile:
    """Some points of one group, relative to its centre."""

    group: int
    start: int  # place of the first point in the order sorted by group
    centre: np.ndarray  # float32 [d]
    around: np.ndarray  # float32 [c, d]

    @property
    def end(self) -> int:
        return self.start + len(self.around)


@dataclass(frozen=True, eq=False)
class _Block:
    """The points of consecutive tiles, of one large group or of several small ones."""

    first: int  # of the tiles
    last: int
    start: int
    points: np.ndarray  # float32 [b, d]
    groups: range
    members: np.ndarray  # float32 [groups, b], 1 where a point is of a group


def silhouette_samples(points: np.ndarray, labels: np.ndarray, progress: Progress = silent) -> np.ndarray:
    """Silhouette of each point, float32 [m], -1..1. ``points``: float32 [m, d]; ``labels``: any integers [m].

    Raises InvalidSettings for fewer than two groups, labels of another length, or features that are not finite.
    """
    points = check_points(points)
    if np.shape(labels) != (len(points),):
        raise InvalidSettings(f"{len(points)} faces have labels of shape {np.shape(labels)}.")
    _, groups, sizes = np.unique(labels, return_inverse=True, return_counts=True)
    if len(sizes) < 2:
        raise InvalidSettings("A silhouette needs at least two groups.", remedy="Choose a larger k.")
    order = np.argsort(groups, kind="stable")
    sums = _all_sums(points[order], groups[order], list(_tiles(points, order, sizes)), progress)
    result = np.empty(len(points), np.float32)
    result[order] = _silhouettes(sums, groups[order], sizes)
    return result


def grouped_silhouettes(points: np.ndarray, labels: np.ndarray, progress: Progress = silent) -> np.ndarray:
    """Silhouettes float32 [m] among the faces in a group; 0 for faces in none (a label below 0).

    All are 0 where there is only one group. Arguments and errors as of `silhouette_samples`.
    """
    result = np.zeros(len(points), np.float32)
    inside = np.flatnonzero(labels >= 0)
    if len(np.unique(labels[inside])) > 1:
        result[inside] = silhouette_samples(points[inside], labels[inside], progress)
    return result


def _all_sums(points: np.ndarray, groups: np.ndarray, tiles: list[_Tile], progress: Progress) -> np.ndarray:
    """float64 [m, k]: sum of distances from each point to each group; all sorted by group."""
    blocks = list(_blocks(points, groups, tiles))
    sums, adding = np.zeros((len(points), tiles[-1].group + 1)), threading.Lock()

    def work(i: int) -> None:
        """All distances between a block and its own tiles or those after it."""
        block = blocks[i]
        own = np.zeros((len(block.points), sums.shape[1]))
        for at in range(block.first, len(tiles)):
            tile = tiles[at]
            distances = _between(block, tile)
            own[:, tile.group] += distances @ np.ones(distances.shape[1], distances.dtype)
            if at > block.last:  # the block of that tile does not repeat this pair
                back = block.members.astype(distances.dtype) @ distances
                with adding:
                    sums[tile.start : tile.end, block.groups.start : block.groups.stop] += back.T
        with adding:
            sums[block.start : block.start + len(own)] += own

    _in_threads(work, len(blocks), progress)
    return sums


def _blocks(points: np.ndarray, groups: np.ndarray, tiles: list[_Tile]) -> Iterator[_Block]:
    first = 0
    for last, tile in enumerate(tiles):
        following = tiles[last + 1].end if last + 1 < len(tiles) else np.inf
        if following - tiles[first].start > TILE:
            rows = slice(tiles[first].start, tile.end)
            there = range(int(groups[rows.start]), tile.group + 1)
            members = (groups[None, rows] == np.array(there)[:, None]).astype(np.float32)
            yield _Block(first, last, rows.start, points[rows], there, members)
            first = last + 1


def _in_threads(work: Callable[[int], None], count: int, progress: Progress) -> None:
    """Do all parts. After an error or a cancel by ``progress``, no further part starts."""
    pool = ThreadPoolExecutor(THREADS)
    try:
        # The tiles are too small to share: waking BLAS's own threads for each costs ten times the work itself.
        with threadpool_limits(1, user_api="blas"):
            for done, _ in enumerate(pool.map(work, range(count))):
                left = 1 - (done + 1) / count  # a tile is compared with itself and later ones only
                progress(round(1000 * (1 - left**2)), 1000, "Measuring silhouettes")
    finally:
        pool.shutdown(cancel_futures=True)


def _tiles(points: np.ndarray, order: np.ndarray, sizes: np.ndarray) -> Iterator[_Tile]:
    ends = np.cumsum(sizes)
    for group, (first, end) in enumerate(zip(ends - sizes, ends, strict=True)):
        centre = points[order[first:end]].mean(axis=0, dtype=np.float64).astype(np.float32)
        for start in range(first, end, TILE):
            members = order[start : min(start + TILE, end)]
            yield _Tile(group, start, centre, points[members] - centre)


def _between(block: _Block, tile: _Tile) -> np.ndarray:
    """Distances [b, c] between the points of a block and of a tile."""
    # Within a group faces may be equal or nearly so, where float32 leaves a distance of 3e-4 instead of 0.
    kind = np.float64 if tile.group in block.groups else np.float32
    distances = _distances((block.points - tile.centre).astype(kind), tile.around.astype(kind))
    own = np.arange(max(block.start, tile.start), min(block.start + len(block.points), tile.end))
    distances[own - block.start, own - tile.start] = 0.0  # a point's distance to itself, without rounding errors
    return distances


def _distances(left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Distances [b, c] by one product, |x|² - 2xy + |y|².

    It is inaccurate for near neighbours far from the origin, so every tile is relative to its own group's centre.
    """
    ones = np.ones((max(len(left), len(right)), 1), left.dtype)
    rows = np.hstack([-2.0 * left, _squares(left), ones[: len(left)]])
    columns = np.hstack([right, ones[: len(right)], _squares(right)])
    squared = rows @ columns.T
    np.maximum(squared, 0.0, out=squared)
    return np.sqrt(squared, out=squared)


def _squares(points: np.ndarray) -> np.ndarray:
    return np.einsum("ij,ij->i", points, points)[:, None]


def _silhouettes(sums: np.ndarray, own: np.ndarray, sizes: np.ndarray) -> np.ndarray:
    each = np.arange(len(sums))
    inside = sums[each, own] / np.maximum(sizes[own] - 1, 1)
    means = sums / sizes
    means[each, own] = np.inf
    outside = means.min(axis=1)
    larger = np.maximum(inside, outside)
    known = (sizes[own] > 1) & (larger > 0)
    return np.where(known, (outside - inside) / np.where(larger > 0, larger, 1.0), 0.0)
