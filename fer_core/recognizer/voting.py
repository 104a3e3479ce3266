"""Soft voting (the mean of several models' probabilities) that passes weights on."""

import numpy as np
from sklearn.ensemble import VotingClassifier

from fer_core.recognizer.discriminant import frequent


class SoftVoting(VotingClassifier):
    """scikit-learn's VotingClassifier, always soft, with weights named in `fit` so that calibration passes them on.

    Args:
        estimators: (name, estimator) pairs; each takes sample weights and gives probabilities.
    """

    def __init__(self, estimators: list[tuple[str, object]]) -> None:
        super().__init__(estimators, voting="soft")

    def fit(self, X: np.ndarray, y: np.ndarray, sample_weight: np.ndarray | None = None) -> "SoftVoting":
        """Learn from rows float [m, d] with classes [m] and weights [m] (default 1 each).

        Classes that the discriminant would leave out are left out for all: votes must have the same columns.
        """
        weights = np.ones(len(X)) if sample_weight is None else np.asarray(sample_weight)
        place = np.unique(y, return_inverse=True)[1]
        rows = frequent(np.bincount(place, weights))[place] & (weights > 0)
        super().fit(X[rows], y[rows], sample_weight=weights[rows])
        return self
