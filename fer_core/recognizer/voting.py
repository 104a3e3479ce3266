"""Soft voting, the mean of several models' probabilities, with sample weights."""

import numpy as np
from sklearn.ensemble import VotingClassifier

from fer_core.recognizer.discriminant import frequent


class SoftVoting(VotingClassifier):
    """scikit-learn's soft VotingClassifier, with sample weights as an argument of `fit`, where calibration needs them.

    Args:
        estimators: (name, estimator) pairs; each takes sample weights and gives probabilities.
    """

    def __init__(self, estimators: list[tuple[str, object]]) -> None:
        super().__init__(estimators, voting="soft")

    def fit(self, X: np.ndarray, y: np.ndarray, sample_weight: np.ndarray | None = None) -> "SoftVoting":
        """Fit all models, without the classes that the discriminant leaves out, since all need the same classes.

        Args:
            X: float [m, d].
            y: [m], classes.
            sample_weight: float [m]; 1 each by default.
        """
        weights = np.ones(len(X)) if sample_weight is None else np.asarray(sample_weight)
        place = np.unique(y, return_inverse=True)[1]
        rows = frequent(np.bincount(place, weights))[place] & (weights > 0)
        super().fit(X[rows], y[rows], sample_weight=weights[rows])
        return self
