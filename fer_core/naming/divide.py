"""Divide: a mixed group falls into a few that look more alike, or into its core and the rest, each to be named in turn.

Hierarchical sampling (Dasgupta and Hsu 2008, "Hierarchical sampling for active learning"): look closer only where a
group turned out to be mixed.
"""

from typing import Literal

import numpy as np
from sklearn.cluster import KMeans

from fer_core.base.errors import InvalidSettings
from fer_core.clustering import assign
from fer_core.clustering.kmeans import fill_empty
from fer_core.clustering.settings import check_points

SplitBy = Literal["likeness", "core"]
"""How a group falls apart: by k-means, or into the half that is nearest to its mean and the outer half."""

_LEARN_FROM = 2000
"""Faces that the centres are made from; more change a split by eye not at all."""
_RESTARTS = 3


def divide(points: np.ndarray, parts: int, seed: int = 0) -> str:
    """One digit for each of ``points`` (float32 [g, d]): its part by k-means, 0 the biggest, none of them empty.

    The same points give the same digits. Raises InvalidSettings where fewer than ``parts`` of them differ.
    """
    points = check_points(points)
    chosen = points[np.random.default_rng(seed).permutation(len(points))[:_LEARN_FROM]]
    if len(np.unique(chosen, axis=0)) < parts:
        what = f"These faces are too much alike to make {parts} groups of them."
        raise InvalidSettings(what, remedy="Split into fewer.")
    centres = KMeans(parts, n_init=_RESTARTS, random_state=seed).fit(chosen).cluster_centers_
    labels = assign(points, fill_empty(points, centres.astype(np.float32)))
    rank = np.empty(parts, np.int64)
    rank[np.argsort(-np.bincount(labels, minlength=parts), kind="stable")] = np.arange(parts)
    return "".join(map(str, rank[labels].tolist()))


def core(points: np.ndarray) -> str:
    """One digit for each of ``points`` (float32 [g, d]): 0 for the half nearest to their mean, 1 for the outer half.

    Of an odd number the core gets one more; equal distances go by order. Raises InvalidSettings for fewer than two.
    """
    points = check_points(points)
    if len(points) < 2:
        raise InvalidSettings("It takes two faces to tell a core from the rest.")
    distances = np.linalg.norm(points - points.mean(axis=0), axis=1)
    rank = np.empty(len(points), np.int64)
    rank[np.argsort(distances, kind="stable")] = np.arange(len(points))
    return "".join("0" if place < (len(points) + 1) // 2 else "1" for place in rank.tolist())
