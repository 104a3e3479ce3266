"""Scores of a clustering that need no labels, from the mean of each group; equal to scikit-learn's.

``points`` are float32 [m, d], ``labels`` int [m]; faces in no group (below 0) do not count. All raise InvalidSettings
where the lengths differ.
"""

from dataclasses import dataclass

import numpy as np

from fer_core.base.errors import InvalidSettings


@dataclass(frozen=True, eq=False)
class _Spread:
    """k groups of m points: ``sizes`` [k], ``centres`` [k, d], and ``squared`` [m], squared distances to the centre."""

    points: np.ndarray
    labels: np.ndarray
    sizes: np.ndarray
    centres: np.ndarray
    squared: np.ndarray


def inertia(points: np.ndarray, labels: np.ndarray) -> float:
    """Sum of squared distances to the mean of the group, at least 0; lower means tighter."""
    return float(_spread(points, labels).squared.sum())


def calinski_harabasz(points: np.ndarray, labels: np.ndarray) -> float:
    """Spread between groups divided by the spread inside them, per degree of freedom (Calinski and Harabasz 1974).

    At least 0; higher means better separated. Raises InvalidSettings for fewer than two groups.
    """
    s = _spread(points, labels)
    count, k = len(s.labels), len(s.sizes)
    _two(k)
    middle = s.points.mean(axis=0, dtype=np.float64)
    between = float((s.sizes * ((s.centres - middle) ** 2).sum(axis=1)).sum())
    within = float(s.squared.sum())
    return 1.0 if within == 0 else between * (count - k) / (within * (k - 1))


def davies_bouldin(points: np.ndarray, labels: np.ndarray) -> float:
    """Mean over groups of the largest ratio of two spreads to the distance of their centres (Davies and Bouldin 1979).

    At least 0; lower means better separated. Raises InvalidSettings for fewer than two groups.
    """
    s = _spread(points, labels)
    _two(len(s.sizes))
    spreads = np.bincount(s.labels, np.sqrt(s.squared)) / s.sizes
    apart = np.sqrt(((s.centres[:, None] - s.centres) ** 2).sum(axis=2))
    if np.allclose(spreads, 0) or np.allclose(apart, 0):
        return 0.0
    apart[apart == 0] = np.inf
    return float(((spreads[:, None] + spreads) / apart).max(axis=1).mean())


def _spread(points: np.ndarray, labels: np.ndarray) -> _Spread:
    if np.shape(labels) != (len(points),):
        raise InvalidSettings(f"{len(points)} faces have labels of shape {np.shape(labels)}.")
    inside = labels >= 0
    points = points[inside]
    _, groups, sizes = np.unique(labels[inside], return_inverse=True, return_counts=True)
    order = np.argsort(groups, kind="stable")
    starts = np.r_[0, np.cumsum(sizes)[:-1]]
    centres = np.add.reduceat(points[order], starts, axis=0, dtype=np.float64) / sizes[:, None]
    offsets = points - centres[groups].astype(np.float32)
    return _Spread(points, groups, sizes, centres, np.einsum("ij,ij->i", offsets, offsets, dtype=np.float64))


def _two(groups: int) -> None:
    if groups < 2:
        raise InvalidSettings("This score needs at least two groups.", remedy="Choose a larger k.")
