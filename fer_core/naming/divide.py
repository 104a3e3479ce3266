"""Divide a mixed group into a few groups of more similar faces, or into its core and the rest.

Hierarchical sampling (Dasgupta and Hsu 2008, "Hierarchical sampling for active learning"): divide only those groups
that turn out to be mixed.
"""

from typing import Literal

import numpy as np
from sklearn.cluster import KMeans

from fer_core.base.errors import InvalidSettings
from fer_core.clustering import assign
from fer_core.clustering.kmeans import fill_empty
from fer_core.clustering.settings import check_points

SplitBy = Literal["likeness", "core"]
"""How to divide a group: by k-means, or into the half nearest to its mean and the outer half."""

_SAMPLE = 2000
"""Faces that k-means is fitted on; more make no visible difference."""
_RESTARTS = 3


def divide(points: np.ndarray, parts: int, seed: int = 0) -> str:
    """Divide points by k-means; the same points always give the same parts.

    Args:
        points: float32 [g, d], features of the faces of a group.
        parts: number of parts.
        seed: of k-means.

    Returns:
        One digit for each point, its part: 0 is the largest part, and none is empty.

    Raises:
        InvalidSettings: if fewer than ``parts`` points are distinct.
    """
    points = check_points(points)
    chosen = points[np.random.default_rng(seed).permutation(len(points))[:_SAMPLE]]
    if len(np.unique(chosen, axis=0)) < parts:
        what = f"These faces are too similar to make {parts} groups of them."
        raise InvalidSettings(what, remedy="Split into fewer groups.")
    centres = KMeans(parts, n_init=_RESTARTS, random_state=seed).fit(chosen).cluster_centers_
    labels = assign(points, fill_empty(points, centres.astype(np.float32)))
    rank = np.empty(parts, np.int64)
    rank[np.argsort(-np.bincount(labels, minlength=parts), kind="stable")] = np.arange(parts)
    return "".join(map(str, rank[labels].tolist()))


def core(points: np.ndarray) -> str:
    """One digit for each of ``points`` (float32 [g, d]): 0 for the half nearest to their mean, 1 for the outer half.

    The core gets the extra point of an odd number; equal distances are ordered by place. Raises InvalidSettings for
    fewer than two points.
    """
    points = check_points(points)
    if len(points) < 2:
        raise InvalidSettings("A group needs at least two faces to have a core and a rest.")
    distances = np.linalg.norm(points - points.mean(axis=0), axis=1)
    rank = np.empty(len(points), np.int64)
    rank[np.argsort(distances, kind="stable")] = np.arange(len(points))
    return "".join("0" if place < (len(points) + 1) // 2 else "1" for place in rank.tolist())
