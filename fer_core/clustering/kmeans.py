"""k-means: each face belongs to the nearest of k centres (Lloyd 1982, "Least squares quantization in PCM").

scikit-learn does the work, one k-means++ start (Arthur and Vassilvitskii 2007) at a time, so that progress and Cancel
work in between. Two variants have centres too: mini-batches (Sculley 2010, "Web-scale k-means clustering") and
bisecting k-means, which divides the loosest group in two until there are k.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
from sklearn.base import BaseEstimator
from sklearn.cluster import BisectingKMeans, KMeans, MiniBatchKMeans
from sklearn.metrics import pairwise_distances_argmin
from threadpoolctl import threadpool_limits

from fer_core.base.errors import InvalidSettings
from fer_core.base.progress import Progress, silent

if TYPE_CHECKING:
    from fer_core.clustering.settings import ClusterSettings

BATCH = 2048
"""Faces per step of mini-batch k-means."""


Make = Callable[["ClusterSettings", np.random.RandomState], BaseEstimator]


def kmeans(settings: "ClusterSettings", random: np.random.RandomState) -> BaseEstimator:
    """One start of k-means."""
    return KMeans(settings.k, init="k-means++", n_init=1, random_state=random)


def minibatch(settings: "ClusterSettings", random: np.random.RandomState) -> BaseEstimator:
    """One start of k-means with mini-batches."""
    return MiniBatchKMeans(settings.k, init="k-means++", n_init=3, batch_size=BATCH, random_state=random)


def bisecting(settings: "ClusterSettings", random: np.random.RandomState) -> BaseEstimator:
    """One start of bisecting k-means."""
    return BisectingKMeans(settings.k, init="k-means++", n_init=1, random_state=random)


def kmeans_centres(
    points: np.ndarray, settings: "ClusterSettings", progress: Progress = silent, make: Make = kmeans
) -> np.ndarray:
    """Centres float32 [k, d] of the best of ``settings.restarts`` runs, none of them empty.

    ``points``: float32 [m, d], finite, m >= k; ``make``: k-means or a variant. The same seed gives the same centres.
    Raises InvalidSettings where there are fewer than k different points.
    """
    _check_distinct(points, settings.k)
    random = np.random.RandomState(settings.seed)
    runs = []
    for restart in range(settings.restarts):
        progress(restart, settings.restarts, "Grouping faces")
        # One thread: the same order of sums on every machine, and no threads that wait for each other.
        with threadpool_limits(1):
            runs.append(make(settings, random).fit(points))
    progress(settings.restarts, settings.restarts, "Grouping faces")
    best = min(runs, key=lambda run: run.inertia_)
    return fill_empty(points, best.cluster_centers_.astype(np.float32))


def assign(points: np.ndarray, centres: np.ndarray) -> np.ndarray:
    """Index int32 [n] of the nearest of ``centres`` float32 [k, d] to each of ``points`` float32 [n, d].

    Raises InvalidSettings where their columns differ.
    """
    if points.ndim != 2 or points.shape[1] != centres.shape[1]:
        what = f"Points of shape {points.shape} do not match centres with {centres.shape[1]} features."
        raise InvalidSettings(what, remedy="Use the features that the groups were made with.")
    return pairwise_distances_argmin(points, centres).astype(np.int32)


def fill_empty(points: np.ndarray, centres: np.ndarray) -> np.ndarray:
    """Move each centre float32 [k, d] without points float32 [m, d] to the point farthest from its own centre.

    scikit-learn refills empty groups while it iterates, but its last step can leave one. Needs k different points.
    """
    centres = centres.copy()
    for _ in range(len(centres)):
        labels = assign(points, centres)
        empty = np.flatnonzero(np.bincount(labels, minlength=len(centres)) == 0)
        if not len(empty):
            break
        farthest = np.linalg.norm(points - centres[labels], axis=1).argmax()
        centres[empty[0]] = points[farthest]
    return centres


def _check_distinct(points: np.ndarray, k: int) -> None:
    distinct = len(np.unique(points, axis=0))
    if distinct < k:
        what = f"Only {distinct} of {len(points)} faces have different features, too few for {k} groups."
        raise InvalidSettings(what, remedy=f"Choose k of at most {max(distinct, 2)}, or other features.")
