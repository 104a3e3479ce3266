"""Whether the faces form separate groups at all, whatever the algorithm: islands of density with valleys between them.

Single linkage on mutual reachability distances (Campello, Moulavi and Sander 2013) joins points from high to low
density. Where two large parts join, there is a valley between them. Its size is the *runt* of the join, the share of
the smaller part (Hartigan and Mohanty 1992, "The RUNT test for multimodality"), times the depth of the valley relative
to the smaller part's own distances. Noise has valleys too, but they are shallow or cut off few points. A valley
therefore counts only if it is larger than any in noise of the same size and covariance, both Gaussian and uniform in
the box of the principal axes. Islands are what remains when the tree is cut there (runt pruning: Stuetzle 2003,
"Estimating the cluster tree of a density by analyzing the minimal spanning tree of a sample").
"""

from dataclasses import dataclass

import numpy as np
from scipy.cluster.hierarchy import linkage
from scipy.spatial.distance import squareform
from sklearn.metrics import euclidean_distances
from threadpoolctl import threadpool_limits

from fer_core.base.progress import Progress, silent
from fer_core.clustering.kmeans import assign
from fer_core.clustering.noise import gaussian_like, uniform_like
from fer_core.clustering.settings import check_points

MOST_POINTS = 2000
FEWEST_POINTS = 60
"""With fewer points, a valley cannot be distinguished from a chance gap."""
NOISE_RUNS = 10
MARGIN = 2.0
"""A valley counts if it is this many times as large as the largest in noise."""
SMALLEST_SHARE = 0.03
"""Smallest share of the points in an island, however deep the valley: fewer are a few unusual faces."""


@dataclass(frozen=True, eq=False)
class Islands:
    """The separate parts that valleys divide the points into.

    Attributes:
        rows: int64 [s], the points in the sample, ascending.
        labels: int32 [s], the island of each, the largest first; all 0 where there is only one.
        valley: size of the largest valley: share of the smaller part times the logarithm of the depth.
        noise_valley: the same in noise.
    """

    rows: np.ndarray
    labels: np.ndarray
    valley: float
    noise_valley: float

    @property
    def count(self) -> int:
        """How many islands, at least 1."""
        return int(self.labels.max()) + 1 if len(self.labels) else 1


def islands(points: np.ndarray, seed: int = 0, progress: Progress = silent) -> Islands:
    """Islands of ``points``, float32 [m, d], on a sample of at most 2,000; one island for fewer than 60 points.

    Raises InvalidSettings for features that are not finite.
    """
    points = check_points(points)
    random = np.random.default_rng(seed)
    rows = np.sort(random.permutation(len(points))[:MOST_POINTS])
    sample = points[rows]
    if len(sample) < FEWEST_POINTS:
        return Islands(rows, np.zeros(len(rows), np.int32), 0.0, 0.0)
    noise = 0.0
    for run in range(NOISE_RUNS):
        progress(run, NOISE_RUNS + 1, "Looking for gaps in random noise")
        draw = gaussian_like if run % 2 else uniform_like
        noise = max(noise, float(_valleys(_tree(draw(sample, seed + run))).max()))
    progress(NOISE_RUNS, NOISE_RUNS + 1, "Looking for gaps between the faces")
    tree = _tree(sample)
    valleys = _valleys(tree)
    labels = _filled(sample, _cut(tree, valleys > MARGIN * noise))
    progress(NOISE_RUNS + 1, NOISE_RUNS + 1, "Looking for gaps between the faces")
    return Islands(rows, labels, float(valleys.max()), noise)


def _tree(points: np.ndarray) -> np.ndarray:
    """The joins of single linkage on mutual reachability, float64 [m - 1, 4], in scipy's format."""
    with threadpool_limits(1):
        distances = euclidean_distances(points)
    neighbours = max(10, len(points) // 50)
    core = np.partition(distances, neighbours, axis=1)[:, neighbours]
    reach = np.maximum(distances, np.maximum(core[:, None], core))
    np.fill_diagonal(reach, 0.0)
    return np.asarray(linkage(squareform(reach, checks=False), "single"))


def _valleys(tree: np.ndarray) -> np.ndarray:
    """Size of the valley at each join, float64 [m - 1]; 0 where the smaller part is too small to be an island."""
    count = len(tree) + 1
    sizes = np.concatenate([np.ones(count), tree[:, 3]])
    parts = tree[:, :2].astype(int)
    first = np.zeros(count)  # the height at which each point joins, the distance to its neighbours
    for join, height in zip(parts[::-1], tree[::-1, 2], strict=True):
        first[join[join < count]] = height
    valleys = np.zeros(len(tree))
    for join in np.flatnonzero(sizes[parts].min(axis=1) >= max(SMALLEST_SHARE * count, 2)):
        smaller = min(parts[join], key=lambda part: sizes[part])
        inside = max(float(np.median(first[_leaves(tree, smaller)])), 1e-12)
        valleys[join] = sizes[smaller] / count * np.log(max(tree[join, 2] / inside, 1.0))
    return valleys


def _cut(tree: np.ndarray, valley: np.ndarray) -> np.ndarray:
    """Island of each point, int64 [m], -1 for points in none; ``valley`` bool [m - 1] marks the joins to cut at."""
    count = len(tree) + 1
    below = valley.copy()  # whether there is a valley at this join or deeper
    for join, parts in enumerate(tree[:, :2].astype(int)):
        below[join] |= any(below[part - count] for part in parts if part >= count)
    labels, found = np.full(count, -1), 0
    waiting = [2 * count - 2]
    while waiting:
        node = waiting.pop()
        if node < count or not below[node - count]:
            labels[_leaves(tree, node)] = found
            found += 1
            continue
        parts = tree[node - count, :2].astype(int).tolist()
        # If this join itself is not a valley, only parts with a deeper valley are divided further.
        waiting += [p for p in parts if valley[node - count] or (p >= count and below[p - count])]
    return labels


def _leaves(tree: np.ndarray, node: int) -> list[int]:
    count, found, waiting = len(tree) + 1, [], [node]
    while waiting:
        at = waiting.pop()
        if at < count:
            found.append(at)
        else:
            waiting += tree[at - count, :2].astype(int).tolist()
    return found


def _filled(points: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """int32 [m]: points in no island join that of their nearest point; the largest island becomes 0."""
    inside, loose = np.flatnonzero(labels >= 0), np.flatnonzero(labels < 0)
    labels = labels.copy()
    if len(loose):
        labels[loose] = labels[inside[assign(points[loose], points[inside])]]
    order = np.argsort(-np.bincount(labels), kind="stable")
    return np.argsort(order, kind="stable")[labels].astype(np.int32)
