"""What a silhouette would be if there were nothing to find.

k-means cuts any cloud into pieces, and pieces of pure noise score well above 0: 2,000 points at k = 7 about 0.32 in 2
dimensions, 0.14 in 5 and 0.035 in 20, more points somewhat less. Only what goes beyond noise of the same size,
dimensions and covariance speaks for groups in the faces (the idea of Tibshirani, Walther and Hastie 2001, "Estimating
the number of clusters in a data set via the gap statistic", with the silhouette as the measure).
"""

import numpy as np

from fer_core.clustering.kmeans import assign, kmeans_centres
from fer_core.clustering.settings import ClusterSettings, check
from fer_core.clustering.silhouette import silhouette_samples
from fer_core.progress import Progress, part_of, silent


def noise_silhouette(points: np.ndarray, settings: ClusterSettings, progress: Progress = silent) -> float:
    """Mean silhouette of Gaussian noise that looks like ``points`` (float32 [m, d]), grouped by the same settings.

    Nothing is cut short: a single restart moves it by 0.03 in 2 dimensions, 5,000 of 28,709 points by 0.004.
    Raises InvalidSettings as `cluster` does.
    """
    noise = gaussian_like(check(points, settings), settings.seed)
    centres = kmeans_centres(noise, settings, part_of(progress, 0.0, 0.5))
    silhouettes = silhouette_samples(noise, assign(noise, centres), part_of(progress, 0.5, 1.0))
    return float(silhouettes.mean(dtype=np.float64))


def gaussian_like(points: np.ndarray, seed: int) -> np.ndarray:
    """Gaussian noise float32 [m, d] with the covariance of ``points`` (float32 [m, d]) and mean 0."""
    covariance = np.atleast_2d(np.cov(points, rowvar=False, dtype=np.float64))
    variances, axes = np.linalg.eigh(covariance)
    scales = np.sqrt(np.maximum(variances, 0.0))  # rounding can push an empty direction below 0
    draws = np.random.default_rng(seed).standard_normal(points.shape, dtype=np.float32)
    return draws @ (axes * scales).T.astype(np.float32)
