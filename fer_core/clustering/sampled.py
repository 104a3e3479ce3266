"""Algorithms whose memory or time grows with the square of the faces: Ward, spectral, HDBSCAN.

Up to 5,000 faces are all grouped. Of more, a seeded sample is grouped, and every other face joins its nearest face in
the sample, also where that one is in no group: 28,709 faces would need 6.6 GB of distances.
"""

import warnings
from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
from sklearn.base import BaseEstimator
from sklearn.cluster import HDBSCAN, AgglomerativeClustering, SpectralClustering
from threadpoolctl import threadpool_limits

from fer_core.base.parallel import in_background
from fer_core.base.progress import Progress, silent
from fer_core.clustering.kmeans import assign

if TYPE_CHECKING:
    from fer_core.clustering.settings import ClusterSettings

MOST_POINTS = 5000
NEIGHBOURS = 15
"""Neighbours of each face in the graph of spectral clustering."""


Make = Callable[["ClusterSettings", int, int], BaseEstimator]
"""(settings, number of faces to group, smallest group) -> an unfitted model."""


def ward(settings: "ClusterSettings", count: int, smallest: int) -> BaseEstimator:
    """Ward: joins the nearest groups, step by step."""
    return AgglomerativeClustering(settings.k, linkage="ward")


def spectral(settings: "ClusterSettings", count: int, smallest: int) -> BaseEstimator:
    """Spectral: divides the graph of nearest neighbours."""
    return SpectralClustering(
        settings.k, affinity="nearest_neighbors", n_neighbors=min(NEIGHBOURS, count - 1),
        assign_labels="cluster_qr", random_state=settings.seed,
    )  # fmt: skip


def hdbscan(settings: "ClusterSettings", count: int, smallest: int) -> BaseEstimator:
    """HDBSCAN: finds dense groups and their number."""
    return HDBSCAN(min_cluster_size=smallest, copy=True)


def sampled_groups(
    points: np.ndarray, settings: "ClusterSettings", progress: Progress = silent, make: Make = ward
) -> np.ndarray:
    """Group of each point, int32 [m]; -1 for faces in no group (HDBSCAN only).

    ``points``: float32 [m, d]; ``make``: makes the model.
    """
    rows = sampled_rows(len(points), settings.seed)
    sample = points[rows]
    smallest = max(2, round(smallest_group(settings, len(points)) * len(rows) / len(points)))

    def group() -> np.ndarray:
        # One thread: the same sums on every machine.
        with threadpool_limits(1), warnings.catch_warnings():
            warnings.filterwarnings("ignore", "Graph is not fully connected")  # separate groups are welcome
            return np.asarray(make(settings, len(sample), smallest).fit_predict(sample)).astype(np.int32)

    groups = in_background(group, "Grouping faces", progress)
    progress(9, 10, "Adding the other faces to their nearest groups")
    return groups if len(rows) == len(points) else groups[assign(points, sample)]


def sampled_rows(count: int, seed: int) -> np.ndarray:
    """Indices int64 of the points to group, at most 5,000 of ``count``, ascending."""
    return np.sort(np.random.default_rng(seed).permutation(count)[:MOST_POINTS])


def smallest_group(settings: "ClusterSettings", count: int) -> int:
    """Fewest faces in a group of HDBSCAN, where there are ``count`` faces."""
    return min(count, settings.smallest or max(10, count // 100))
