"""Groups similar faces, without using any label."""

import numpy as np

from fer_core.base.errors import InvalidSettings
from fer_core.base.progress import Progress, part_of, silent
from fer_core.clustering.algorithms import ALGORITHMS, About, group
from fer_core.clustering.kmeans import assign
from fer_core.clustering.noise import noise_silhouette
from fer_core.clustering.result import Clustering, Order, in_order
from fer_core.clustering.settings import Algorithm, ClusterSettings, check
from fer_core.clustering.silhouette import grouped_silhouettes, silhouette_samples

__all__ = [
    "ALGORITHMS",
    "About",
    "Algorithm",
    "ClusterSettings",
    "Clustering",
    "Order",
    "assign",
    "cluster",
    "in_order",
    "noise_silhouette",
    "silhouette_samples",
]


def cluster(points: np.ndarray, settings: ClusterSettings, progress: Progress = silent) -> Clustering:
    """Group ``points`` float32 [m, d]; repeatable for the same points and settings.

    Raises:
        InvalidSettings: for k below 2, above m or above the number of different points, for NaN, and where HDBSCAN
            finds no group at all.
    """
    points = check(points, settings)
    labels, centres = group(points, settings, part_of(progress, 0.0, 0.5))
    if labels.max() < 0:
        remedy = "Allow smaller groups, or choose another algorithm."
        title = ALGORITHMS[settings.algorithm].title
        what = f"{title} found no dense group among these faces."
        raise InvalidSettings(what, remedy=remedy)
    labels, centres = _biggest_first(labels, centres)
    inside = labels >= 0
    offsets = points - centres[np.where(inside, labels, assign(points, centres))]
    distances = np.sqrt(np.einsum("ij,ij->i", offsets, offsets))
    return Clustering(
        labels=labels,
        centres=centres,
        distances=distances,
        silhouettes=grouped_silhouettes(points, labels, part_of(progress, 0.5, 0.7)),
        inertia=float(np.sum(distances[inside] ** 2, dtype=np.float64)),
        noise_silhouette=noise_silhouette(points, settings, part_of(progress, 0.7, 1.0)),
    )


def _biggest_first(labels: np.ndarray, centres: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Number the groups by size, and equal sizes by the first member, so that numbers are repeatable."""
    inside = np.flatnonzero(labels >= 0)
    groups, first, sizes = np.unique(labels[inside], return_index=True, return_counts=True)
    order = np.lexsort((first, -sizes))
    number = np.full(len(centres) + 1, -1, np.int32)  # the last place is for faces in no group
    number[groups[order]] = np.arange(len(groups), dtype=np.int32)
    return number[labels], centres[groups[order]]
