"""One machine per class against all others, with weights: scikit-learn's OneVsRestClassifier passes none on.

An exact SVM of scikit-learn settles several classes by votes between pairs, and votes make poor probabilities: where
one class is overruled by a second, a third that is nowhere near comes in between.
"""

import numpy as np
from sklearn.base import clone
from sklearn.multiclass import OneVsRestClassifier
from sklearn.preprocessing import LabelBinarizer


class WeightedOneVsRest(OneVsRestClassifier):
    """OneVsRestClassifier whose `fit` takes sample weights; all else is scikit-learn's.

    Args:
        estimator: a binary classifier that takes sample weights.
    """

    def __init__(self, estimator: object) -> None:
        super().__init__(estimator)

    def fit(self, X: np.ndarray, y: np.ndarray, sample_weight: np.ndarray | None = None) -> "WeightedOneVsRest":
        """Learn from rows float [m, d] with classes [m] (two or more) and weights [m] (default 1 each)."""
        self.label_binarizer_ = LabelBinarizer(sparse_output=True)
        columns = self.label_binarizer_.fit_transform(y).tocsc().T
        self.estimators_ = [
            clone(self.estimator).fit(X, column.toarray().ravel(), sample_weight=sample_weight) for column in columns
        ]
        self.classes_, self.n_features_in_ = self.label_binarizer_.classes_, X.shape[1]
        return self
