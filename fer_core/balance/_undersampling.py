"""Fewer rows of common classes: random ones, centres of small groups, or those nearest to the rarest class.

``features``: float32 [m, d]; ``codes``: int [m]; ``targets``: class -> rows afterwards.
"""

from collections.abc import Mapping

import numpy as np
from imblearn.under_sampling import ClusterCentroids, NearMiss, RandomUnderSampler
from sklearn.cluster import MiniBatchKMeans

NEIGHBOURS = 3
"""NearMiss measures the distance to this many faces of the rarest class."""

ROUNDS = 3


def dropped_at_random(codes: np.ndarray, targets: Mapping[int, int], seed: int) -> np.ndarray:
    """Indices int64, ascending, of the remaining rows."""
    sampler = RandomUnderSampler(sampling_strategy=dict(targets), random_state=seed)
    sampler.fit_resample(np.arange(len(codes))[:, None], codes)
    return np.sort(sampler.sample_indices_).astype(np.int64)


def near_miss(features: np.ndarray, codes: np.ndarray, targets: Mapping[int, int]) -> np.ndarray:
    """Indices int64, ascending, of the rows nearest to three of the rarest class (NearMiss-1, Mani & Zhang 2003)."""
    fewest = int(np.unique(codes, return_counts=True)[1].min())
    sampler = NearMiss(sampling_strategy=dict(targets), version=1, n_neighbors=min(NEIGHBOURS, fewest))
    sampler.fit_resample(features, codes)
    return np.sort(sampler.sample_indices_).astype(np.int64)


def centroids(
    features: np.ndarray, codes: np.ndarray, targets: Mapping[int, int], seed: int
) -> tuple[np.ndarray, np.ndarray]:
    """Centres of k-means that replace the rows of each class in ``targets`` (Yen & Lee 2009).

    Returns float32 [k, d] and their classes uint8 [k].
    """
    # Thousands of centres in a thousand columns: k-means++ and more rounds would take minutes and change little.
    batches = MiniBatchKMeans(init="random", n_init=1, random_state=seed, batch_size=2048, max_iter=ROUNDS)
    sampler = ClusterCentroids(sampling_strategy=dict(targets), estimator=batches, voting="soft", random_state=seed)
    rows, names = sampler.fit_resample(features, codes)
    middles = np.isin(names, list(targets))
    return rows[middles].astype(features.dtype), names[middles].astype(codes.dtype)
