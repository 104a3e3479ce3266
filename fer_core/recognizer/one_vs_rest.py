"""One binary classifier a class against all others, with the sample weights that scikit-learn's version lacks.

scikit-learn's exact SVM decides between several classes by votes between pairs, which make poor probabilities: where
one class loses to a second, an unrelated third can come between them.
"""

import numpy as np
from sklearn.base import clone
from sklearn.multiclass import OneVsRestClassifier
from sklearn.preprocessing import LabelBinarizer


class WeightedOneVsRest(OneVsRestClassifier):
    """scikit-learn's OneVsRestClassifier with sample weights in `fit`.

    Args:
        estimator: a binary classifier that takes sample weights.
    """

    def __init__(self, estimator: object) -> None:
        super().__init__(estimator)

    def fit(self, X: np.ndarray, y: np.ndarray, sample_weight: np.ndarray | None = None) -> "WeightedOneVsRest":
        """Fit a classifier for each class.

        Args:
            X: float [m, d].
            y: [m], classes, two or more different ones.
            sample_weight: float [m]; 1 each by default.
        """
        self.label_binarizer_ = LabelBinarizer(sparse_output=True)
        columns = self.label_binarizer_.fit_transform(y).tocsc().T
        self.estimators_ = [
            clone(self.estimator).fit(X, column.toarray().ravel(), sample_weight=sample_weight) for column in columns
        ]
        self.classes_, self.n_features_in_ = self.label_binarizer_.classes_, X.shape[1]
        return self
