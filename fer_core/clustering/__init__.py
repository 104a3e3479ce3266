"""Faces that look alike, grouped without reading a single emotion."""

import numpy as np

from fer_core.clustering.kmeans import assign, kmeans_centres
from fer_core.clustering.noise import noise_silhouette
from fer_core.clustering.result import Clustering, Order, in_order
from fer_core.clustering.settings import ClusterSettings, check
from fer_core.clustering.silhouette import silhouette_samples
from fer_core.progress import Progress, part_of, silent

__all__ = [
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
    """Group ``points``, float32 [m, d]; the same points and settings give the same groups and numbers.

    Raises InvalidSettings for k below 2, above m or above the number of points that differ, and for NaN.
    """
    points = check(points, settings)
    centres = kmeans_centres(points, settings, part_of(progress, 0.0, 0.5))
    labels, centres = _biggest_first(assign(points, centres), centres)
    offsets = points - centres[labels]
    distances = np.sqrt(np.einsum("ij,ij->i", offsets, offsets))
    return Clustering(
        labels=labels,
        centres=centres,
        distances=distances,
        silhouettes=silhouette_samples(points, labels, part_of(progress, 0.5, 0.7)),
        inertia=float(np.sum(distances**2, dtype=np.float64)),
        noise_silhouette=noise_silhouette(points, settings, part_of(progress, 0.7, 1.0)),
    )


def _biggest_first(labels: np.ndarray, centres: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Number groups by size, equal ones by their first member, so that a number means the same every time."""
    groups, first, sizes = np.unique(labels, return_index=True, return_counts=True)
    order = np.lexsort((first, -sizes))
    number = np.empty(len(centres), np.int32)
    number[groups[order]] = np.arange(len(groups), dtype=np.int32)
    return number[labels], centres[groups[order]]
