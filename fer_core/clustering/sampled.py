"""Algorithms whose memory or time grows with the square of the faces: Ward, spectral, HDBSCAN.

Up to 5,000 faces are all looked at. Of more, a seeded sample is grouped and every other face joins its nearest face of
the sample (also where that one is in no group): 28,709 faces would need 6.6 GB of distances.
"""

import warnings

import numpy as np
from sklearn.cluster import HDBSCAN, AgglomerativeClustering, SpectralClustering
from threadpoolctl import threadpool_limits

from fer_core.base.parallel import in_background
from fer_core.base.progress import Progress, silent
from fer_core.clustering.kmeans import assign
from fer_core.clustering.settings import ClusterSettings

MOST_POINTS = 5000
NEIGHBOURS = 15
"""Of each face in the graph that spectral clustering cuts."""


def sampled_groups(points: np.ndarray, settings: ClusterSettings, progress: Progress = silent) -> np.ndarray:
    """Group of each point, int32 [m]; -1 for faces in no group (HDBSCAN only). ``points`` float32 [m, d]."""
    rows = sampled_rows(len(points), settings.seed)
    sample = points[rows]
    smallest = max(2, round(smallest_group(settings, len(points)) * len(rows) / len(points)))

    def group() -> np.ndarray:
        # One thread: the same sums on every machine.
        with threadpool_limits(1), warnings.catch_warnings():
            warnings.filterwarnings("ignore", "Graph is not fully connected")  # separate groups are welcome
            return np.asarray(_model(settings, len(sample), smallest).fit_predict(sample)).astype(np.int32)

    groups = in_background(group, "Grouping faces", progress)
    progress(9, 10, "Joining the other faces to their nearest")
    return groups if len(rows) == len(points) else groups[assign(points, sample)]


def sampled_rows(count: int, seed: int) -> np.ndarray:
    """Which of ``count`` points are looked at, int64, ascending."""
    return np.sort(np.random.default_rng(seed).permutation(count)[:MOST_POINTS])


def smallest_group(settings: ClusterSettings, count: int) -> int:
    """Faces, of ``count``, that a group of HDBSCAN has at least."""
    return min(count, settings.smallest or max(10, count // 100))


def _model(
    settings: ClusterSettings, count: int, smallest: int
) -> AgglomerativeClustering | SpectralClustering | HDBSCAN:
    if settings.algorithm == "ward":
        return AgglomerativeClustering(settings.k, linkage="ward")
    if settings.algorithm == "spectral":
        return SpectralClustering(
            settings.k, affinity="nearest_neighbors", n_neighbors=min(NEIGHBOURS, count - 1),
            assign_labels="cluster_qr", random_state=settings.seed,
        )  # fmt: skip
    return HDBSCAN(min_cluster_size=smallest, copy=True)
