"""Canonical correlation: the directions of one set of columns that another set predicts best.

Hotelling, "Relations Between Two Sets of Variates", Biometrika 28, 1936; with the ridge of Vinod, "Canonical ridge and
econometrics of joint production", Journal of Econometrics 4, 1976. Without the ridge, many columns correlate by chance.
"""

import numpy as np
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.utils.validation import check_is_fitted

from fer_core.base.errors import InvalidSettings

_NOTHING = 1e-9  # a spread below this is rounding error


class RidgeCCA(TransformerMixin, BaseEstimator):
    """Directions in X whose scores correlate most with directions in Y; only those of X are returned.

    Args:
        n_components: most directions to keep; never more than X or Y has columns.
        ridge: added to the variance of every column, as a share of the mean variance of all (0 or more).

    Attributes:
        mean_: float64 [d], mean of the fitted X.
        rotation_: float64 [d, c]; gives scores of variance 1 on the fitted X (0 where X does not vary).
        correlations_: float64 [c], descending, 0..1: how well Y predicts each direction; the ridge lowers them.
    """

    mean_: np.ndarray
    rotation_: np.ndarray
    correlations_: np.ndarray

    def __init__(self, n_components: int = 24, ridge: float = 0.1) -> None:
        self.n_components = n_components
        self.ridge = ridge

    def fit(self, X: np.ndarray, Y: np.ndarray) -> "RidgeCCA":
        """Fit on rows X float [m, d] and Y float [m, e]. Raises InvalidSettings where they do not match."""
        if X.ndim != 2 or Y.ndim != 2 or len(X) != len(Y) or len(X) < 2:
            raise InvalidSettings("Correlation needs two tables of the same rows, at least two.", remedy="Add faces.")
        if self.n_components < 1 or not self.ridge >= 0:
            raise InvalidSettings("Correlation needs at least one direction and a ridge of at least 0.")
        self.mean_ = X.mean(axis=0, dtype=np.float64)
        x, y = X - self.mean_, Y - Y.mean(axis=0, dtype=np.float64)
        whiten = self._inverse_root(x)
        u, correlations, _ = np.linalg.svd(whiten @ (x.T @ y / len(x)) @ self._inverse_root(y), full_matrices=False)
        count = min(self.n_components, len(correlations))
        rotation = whiten @ u[:, :count]
        rotation *= np.where(
            rotation[np.abs(rotation).argmax(axis=0), np.arange(count)] < 0, -1, 1
        )  # so that fits repeat
        spread = (x @ rotation).std(axis=0)
        self.rotation_ = np.divide(rotation, spread, out=np.zeros_like(rotation), where=spread > _NOTHING)
        self.correlations_ = np.clip(correlations[:count], 0, 1)
        return self

    def transform(self, X: np.ndarray) -> np.ndarray:
        """float64 [n, c] scores of X float [n, d]. Raises InvalidSettings where d is not as fitted."""
        check_is_fitted(self, "rotation_")
        if X.ndim != 2 or X.shape[1] != len(self.mean_):
            raise InvalidSettings(f"Found {X.shape[-1]} columns, but {len(self.mean_)} were fitted.")
        return (X - self.mean_) @ self.rotation_

    def _inverse_root(self, centred: np.ndarray) -> np.ndarray:
        """float64 [d, d]: the symmetric matrix that makes the (ridged) covariance of centred rows the identity."""
        covariance = centred.T @ centred / len(centred)
        covariance[np.diag_indices_from(covariance)] += self.ridge * np.trace(covariance) / len(covariance)
        variance, directions = np.linalg.eigh(covariance)
        return directions / np.sqrt(np.maximum(variance, max(1e-10 * variance[-1], _NOTHING**2))) @ directions.T
