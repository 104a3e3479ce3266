"""The linear discriminant, updated while somebody names: a new name takes a fraction of a second.

The discriminant needs nothing but sums over the named faces: weights, features and their squares for each class, and
one matrix of products (scatter). A name changes these sums by its few hundred faces, and leaves the other 28,709
faces alone. The sums are separate for folds of whole groups, so that a model without one fold, for cross-validation,
is a subtraction. Nothing is approximated: except for rounding, the result is the discriminant of the Train page.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import softmax
from threadpoolctl import threadpool_limits

from fer_core.naming.verdict import NamedFaces
from fer_core.recognizer.discriminant import WeightedDiscriminant, discriminant, frequent

_AT_ONCE = 4_096
"""Rows that are copied from the features at a time."""
_CONSTANT = 1e-9
"""A column whose variance is at most this share of its mean square is not scaled."""


@dataclass(frozen=True, eq=False)
class Linear:
    """A fitted discriminant in the features' own units.

    Attributes:
        classes: int64 [k], the codes that it can predict.
        coef: float64 [d, k].
        intercept: float64 [k].
    """

    classes: np.ndarray
    coef: np.ndarray
    intercept: np.ndarray


class RunningDiscriminant:
    """Sums over the named faces, and the discriminant that follows from them.

    Args:
        parts: float32 [n, d_i] each, the recognizer's features of every face, side by side; may be memory-mapped.
        folds: int [n], the fold of each face, from 0 up; faces of one group belong in one fold.
        n_classes: number of emotions.
    """

    def __init__(self, parts: Sequence[np.ndarray], folds: np.ndarray, n_classes: int) -> None:
        self.parts = tuple(parts)
        self.folds = folds.astype(np.int64)
        self.columns = sum(part.shape[1] for part in self.parts)
        n, f, d = len(self.folds), int(self.folds.max(initial=0)) + 1, self.columns
        self.labels = np.zeros((n, n_classes), np.float32)
        self._rows = np.zeros(n, np.int64)
        self._totals = np.zeros((f, n_classes))
        self._sums = np.zeros((f, n_classes, d))
        self._scatter = np.zeros((f, d, d))
        self._spread = np.zeros((f, 2, d))
        self._counts = np.zeros(f)

    @property
    def named_folds(self) -> np.ndarray:
        """int64 [f]: folds in which at least one face has a name."""
        return np.flatnonzero(self._totals.sum(axis=1) > 0)

    def set_names(self, named: NamedFaces) -> int:
        """Replace all names by ``named``. Returns the number of faces whose names change."""
        labels, rows = np.zeros_like(self.labels), np.zeros_like(self._rows)
        np.add.at(labels, (named.rows, named.codes), named.weights)
        np.add.at(rows, named.rows[named.weights > 0], 1)
        changed = np.flatnonzero((labels != self.labels).any(axis=1) | (rows != self._rows))
        with threadpool_limits(1):
            for fold in np.unique(self.folds[changed]):
                mine = changed[self.folds[changed] == fold]
                for start in range(0, len(mine), _AT_ONCE):
                    faces = mine[start : start + _AT_ONCE]
                    self._add(int(fold), faces, labels[faces] - self.labels[faces], rows[faces] - self._rows[faces])
        self.labels, self._rows = labels, rows
        return len(changed)

    def fit(self, without: int | None = None) -> Linear | None:
        """The discriminant of all names, or of those outside one fold; None where there are fewer than two classes."""
        used = np.arange(len(self._counts)) != (-1 if without is None else without)
        totals = self._totals[used].sum(axis=0)
        given = totals > 1e-6
        if given.sum() < 2:
            return None
        classes = np.flatnonzero(given)[frequent(totals[given])]
        total = totals[classes]
        means = self._sums[used].sum(axis=0)[classes] / total[:, None]
        scatter = self._scatter.sum(axis=0) if without is None else self._without(without)
        scatter -= self._left_out(np.setdiff1d(np.flatnonzero(given), classes), used)
        prior = total / total.sum()
        within = scatter / total.sum() - (means.T * prior) @ means
        centre, scale = self._scaling(used)
        within /= scale[:, None]
        within /= scale
        default = WeightedDiscriminant()
        with threadpool_limits(1):
            coef, intercept = discriminant(
                within, (means - centre) / scale, prior, float(total.sum()), default.shrinkage, default.prior_power
            )
        coef /= scale[:, None]
        return Linear(classes, coef, intercept - centre @ coef)

    def probabilities(self, model: Linear, faces: np.ndarray) -> np.ndarray:
        """float32 [m, c], 0..1: probability of each class for ``faces`` (int [m]); 0 for classes without a name."""
        scores = np.tile(model.intercept, (len(faces), 1))
        start = 0
        with threadpool_limits(1):
            for part in self.parts:
                end = start + part.shape[1]
                scores += part[faces] @ model.coef[start:end].astype(np.float32)
                start = end
        result = np.zeros((len(faces), self.labels.shape[1]), np.float32)
        result[:, model.classes] = softmax(scores, axis=1)
        return result

    def _add(self, fold: int, faces: np.ndarray, labels: np.ndarray, rows: np.ndarray) -> None:
        X = np.hstack([part[faces] for part in self.parts])
        self._totals[fold] += labels.sum(axis=0, dtype=np.float64)
        self._sums[fold] += labels.T @ X
        weights = labels.sum(axis=1)
        weighed = np.abs(weights) > 1e-6  # another name for the same faces does not change their products
        self._scatter[fold] += (X[weighed] * weights[weighed, None]).T @ X[weighed]
        self._counts[fold] += rows.sum()
        self._spread[fold] += [rows @ X, rows @ X**2]

    def _without(self, fold: int) -> np.ndarray:
        return np.delete(self._scatter, fold, axis=0).sum(axis=0) if len(self._scatter) > 1 else 0 * self._scatter[0]

    def _left_out(self, classes: np.ndarray, used: np.ndarray) -> np.ndarray | float:
        """Products of the faces of classes that are too rare to be fitted."""
        weights = self.labels[:, classes].sum(axis=1) * used[self.folds]
        faces = np.flatnonzero(weights)
        if not len(faces):
            return 0.0
        X = np.hstack([part[faces] for part in self.parts])
        return np.asarray((X * weights[faces, None]).T @ X, np.float64)

    def _scaling(self, used: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Mean and standard deviation of the named rows, unweighted as in scikit-learn's StandardScaler."""
        count = self._counts[used].sum()
        mean, square = self._spread[used].sum(axis=0) / count
        variance = square - mean**2
        constant = variance <= _CONSTANT * square
        return mean, np.where(constant, 1.0, np.sqrt(np.where(constant, 1.0, variance)))
