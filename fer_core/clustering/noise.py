"""The silhouette of random noise, as a reference.

k-means divides any cloud into pieces, and pieces of pure noise score well above 0: 2,000 points at k = 7 score about
0.32 in 2 dimensions, 0.14 in 5 and 0.035 in 20, and more points somewhat less. Only a score above that of noise with
the same size, dimensions and covariance is evidence of groups (the idea of Tibshirani, Walther and Hastie 2001,
"Estimating the number of clusters in a data set via the gap statistic", with the silhouette as the measure).
"""

import numpy as np

from fer_core.base.progress import Progress, part_of, silent
from fer_core.clustering.algorithms import group
from fer_core.clustering.settings import ClusterSettings, check
from fer_core.clustering.silhouette import grouped_silhouettes


def noise_silhouette(points: np.ndarray, settings: ClusterSettings, progress: Progress = silent) -> float:
    """Mean silhouette of Gaussian noise like ``points`` float32 [m, d], grouped with the same settings.

    0 where the algorithm finds no groups. All restarts and points are used: a single restart changes the result by 0.03
    in 2 dimensions, 5,000 of 28,709 points by 0.004. Raises InvalidSettings as `cluster` does.
    """
    noise = gaussian_like(check(points, settings), settings.seed)
    labels, _ = group(noise, settings, part_of(progress, 0.0, 0.5))
    silhouettes = grouped_silhouettes(noise, labels, part_of(progress, 0.5, 1.0))
    return mean_silhouette(silhouettes, labels)


def mean_silhouette(silhouettes: np.ndarray, labels: np.ndarray) -> float:
    """Mean silhouette of the faces in a group (labels of 0 and up); 0 where there are none."""
    inside = labels >= 0
    return float(silhouettes[inside].mean(dtype=np.float64)) if inside.any() else 0.0


def gaussian_like(points: np.ndarray, seed: int) -> np.ndarray:
    """Gaussian noise float32 [m, d] with the covariance of ``points`` (float32 [m, d]) and mean 0."""
    covariance = np.atleast_2d(np.cov(points, rowvar=False, dtype=np.float64))
    variances, axes = np.linalg.eigh(covariance)
    scales = np.sqrt(np.maximum(variances, 0.0))  # rounding can make an empty direction negative
    draws = np.random.default_rng(seed).standard_normal(points.shape, dtype=np.float32)
    return draws @ (axes * scales).T.astype(np.float32)


def uniform_like(points: np.ndarray, seed: int) -> np.ndarray:
    """Uniform noise float32 [m, d] in the box around ``points`` (float32 [m, d]) along their principal axes."""
    centred = points - points.mean(axis=0, dtype=np.float64).astype(np.float32)
    _, axes = np.linalg.eigh(np.atleast_2d(np.cov(points, rowvar=False, dtype=np.float64)))
    turned = centred @ axes.astype(np.float32)
    low, high = turned.min(axis=0), turned.max(axis=0)
    draws = np.random.default_rng(seed).random(points.shape, dtype=np.float32)
    return (low + (high - low) * draws) @ axes.T.astype(np.float32)
