"""Gaussian mixture: overlapping groups; each face belongs to the most probable one.

By EM (Dempster, Laird and Rubin 1977, "Maximum likelihood from incomplete data via the EM algorithm").

Covariances are axis-parallel or shared: a full one for each group has d²/2 parameters, 5,000 at 100 components,
more than most groups have faces. Its BIC (Schwarz 1978, "Estimating the dimension of a model") can be compared over k.
"""

import warnings
from typing import TYPE_CHECKING

import numpy as np
from sklearn.exceptions import ConvergenceWarning
from sklearn.mixture import GaussianMixture
from threadpoolctl import threadpool_limits

from fer_core.base.parallel import in_background
from fer_core.base.progress import Progress, silent

if TYPE_CHECKING:
    from fer_core.clustering.settings import ClusterSettings

ITERATIONS = 100


def fitted_mixture(points: np.ndarray, settings: "ClusterSettings", progress: Progress = silent) -> GaussianMixture:
    """A mixture of ``k`` Gaussians on ``points`` (float32 [m, d], m >= k), started from k-means; at most 100 steps."""
    spread = float(points.var(axis=0).mean())
    model = GaussianMixture(
        settings.k, covariance_type=settings.covariance, reg_covar=1e-6 * max(spread, 1e-12),
        max_iter=ITERATIONS, random_state=settings.seed,
    )  # fmt: skip

    def fit() -> GaussianMixture:
        with threadpool_limits(1), warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)  # 100 steps are enough to group by
            return model.fit(points.astype(np.float64))

    return in_background(fit, "Fitting the mixture", progress)


def mixture_groups(points: np.ndarray, settings: "ClusterSettings", progress: Progress = silent) -> np.ndarray:
    """The most probable component of each point float32 [m, d]: int32 [m]; a component may stay empty."""
    return fitted_mixture(points, settings, progress).predict(points.astype(np.float64)).astype(np.int32)
