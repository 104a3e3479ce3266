"""PCA: reduces many columns of features to a few components, fitted on training rows.

It is fitted once with the largest number of components; fewer are a slice of the same scores. The solver is exact
(eigenvectors of the covariance): on faces it is faster than the randomized one, and needs no seed.
"""

from collections.abc import Mapping

import numpy as np
from sklearn.base import BaseEstimator
from sklearn.decomposition import PCA
from sklearn.utils.validation import check_is_fitted

from fer_core.base.errors import InvalidSettings
from fer_core.base.parallel import in_background, in_chunks
from fer_core.base.progress import Progress, part_of, silent
from fer_core.reduction.settings import ReductionSettings

_CHUNK = 1024
NEGLIGIBLE = 1e-7
"""Share of the first component's variance below which a component is rounding error."""
_FITTED = ("mean_", "scale_", "centre_", "components_", "explained_variance_", "explained_variance_ratio_")


class Reduction(BaseEstimator):
    """PCA, with standardised columns where these have different units.

    Args:
        max_components: most components to fit; never more than the rank of the rows.
        standardise: scale columns to mean 0 and standard deviation 1 on the fitted rows, and clip them.
        clip: standardised values are clipped to ±clip, so that a failed mesh has little effect.

    Attributes:
        n_features_: number of columns d.
        mean_, scale_: float32 [d], subtracted from each column, then its divisor (1 unless standardised).
        centre_: float32 [d], mean of the fitted rows after that (not 0 where values were clipped).
        components_: float32 [c, d], orthonormal; signs are fixed, so that fits repeat exactly.
        explained_variance_: float32 [c], descending.
        explained_variance_ratio_: float32 [c], shares of the variance of all d columns (0..1).
    """

    mean_: np.ndarray
    scale_: np.ndarray
    centre_: np.ndarray
    components_: np.ndarray
    explained_variance_: np.ndarray
    explained_variance_ratio_: np.ndarray

    def __init__(self, max_components: int = 200, standardise: bool = False, clip: float = 3.0) -> None:
        self.max_components = max_components
        self.standardise = standardise
        self.clip = clip

    @property
    def n_features_(self) -> int:
        """Number of fitted columns."""
        return len(self.mean_)

    def fit(self, features: np.ndarray, progress: Progress = silent) -> "Reduction":
        """Fit on ``features`` float [m, d] of training rows only.

        Raises InvalidSettings for fewer than two rows, no columns or values that are not finite.
        """
        if features.ndim != 2 or len(features) < 2 or features.shape[1] < 1 or self.max_components < 1:
            raise InvalidSettings("PCA needs at least two faces and one component.", remedy="Add faces.")
        self.mean_ = features.mean(axis=0, dtype=np.float64).astype(np.float32)
        if not np.isfinite(self.mean_).all():
            raise InvalidSettings("Some features are not finite numbers.", remedy="Compute the features again.")
        self.scale_ = self._scale(features)
        rows = self._prepared(features, part_of(progress, 0, 0.3))
        self.centre_ = rows.mean(axis=0, dtype=np.float64).astype(np.float32)
        rows -= self.centre_
        self._fit_components(rows, progress)
        return self

    def transform(
        self, features: np.ndarray, settings: ReductionSettings | None = None, progress: Progress = silent
    ) -> np.ndarray:
        """Scores float32 [n, c] of ``features`` float [n, d], each row independently.

        Args:
            features: with the columns that were fitted.
            settings: how many components. None: all that were fitted, from which `select` can take fewer later. With
                ``components=None`` the standardised or centred columns are returned.
            progress: told how far it is; may raise Cancelled.

        Raises:
            InvalidSettings: for other columns than fitted, or more components.
        """
        check_is_fitted(self, "components_")
        if features.ndim != 2 or features.shape[1] != self.n_features_:
            found = f"{features.shape[-1]} columns of features, but {self.n_features_} were fitted"
            raise InvalidSettings(f"Found {found}.", remedy="Fit the components again.")
        if settings is not None and settings.components is None:
            return self._prepared(features, progress)
        basis = self.components_[: self._count(settings)].T
        scores = np.empty((len(features), basis.shape[1]), np.float32)
        whitening = self._whitening(settings)

        def work(rows: slice) -> None:
            scores[rows] = (self._scaled(features[rows]) - self.centre_) @ basis * whitening

        in_chunks(work, len(features), _CHUNK, "Projecting faces", progress)
        return scores

    def select(self, scores: np.ndarray, settings: ReductionSettings) -> np.ndarray:
        """The components that ``settings`` ask for, float32 [n, k], from the scores [n, c] of ``transform(features)``.

        ``components=None`` restores the columns, which needs as many components as columns; raises InvalidSettings
        where there are fewer.
        """
        if settings.components is None:
            if len(self.components_) < self.n_features_:
                what = f"{len(self.components_)} components cannot give back all {self.n_features_} columns."
                raise InvalidSettings(what, remedy="Choose a number of components.")
            return scores @ self.components_ + self.centre_
        return scores[:, : self._count(settings)] * self._whitening(settings)

    def inverse_transform(self, reduced: np.ndarray, settings: ReductionSettings | None = None) -> np.ndarray:
        """Features float32 [n, d] from ``reduced`` [n, components], which was made with ``settings``."""
        if settings is not None and settings.components is None:
            return reduced * self.scale_ + self.mean_
        basis = self.components_[: self._count(settings)]
        prepared = (reduced / self._whitening(settings)) @ basis + self.centre_
        return prepared * self.scale_ + self.mean_

    def count_for(self, share: float) -> int | None:
        """Fewest components that explain ``share`` (0..1) of the variance; None where all fitted ones explain less."""
        reached = np.flatnonzero(np.cumsum(self.explained_variance_ratio_) >= share)
        return int(reached[0]) + 1 if len(reached) else None

    def arrays(self) -> dict[str, np.ndarray]:
        """Settings and fitted state, to be saved."""
        settings = {name: np.array(getattr(self, name)) for name in ("max_components", "standardise", "clip")}
        return {**settings, **{name: getattr(self, name) for name in _FITTED}}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, np.ndarray]) -> "Reduction":
        """The inverse of `arrays`."""
        made = cls(int(arrays["max_components"]), bool(arrays["standardise"]), float(arrays["clip"]))
        for name in _FITTED:
            setattr(made, name, arrays[name])
        return made

    def _scale(self, features: np.ndarray) -> np.ndarray:
        if not self.standardise:
            return np.ones(features.shape[1], np.float32)
        spread = features.std(axis=0, dtype=np.float64)
        return np.where(spread > 1e-7, spread, 1.0).astype(np.float32)  # a constant column stays as it is

    def _scaled(self, features: np.ndarray) -> np.ndarray:
        scaled = (features - self.mean_).astype(np.float32, copy=False)
        return np.clip(scaled / self.scale_, -self.clip, self.clip) if self.standardise else scaled

    def _prepared(self, features: np.ndarray, progress: Progress) -> np.ndarray:
        out = np.empty(features.shape, np.float32)

        def work(rows: slice) -> None:
            out[rows] = self._scaled(features[rows])

        in_chunks(work, len(features), _CHUNK, "Preparing features", progress)
        return out

    def _fit_components(self, rows: np.ndarray, progress: Progress) -> None:
        count = min(self.max_components, *rows.shape)
        solver = "covariance_eigh" if len(rows) >= rows.shape[1] else "full"
        pca = PCA(count, svd_solver=solver, copy=False)

        def fit() -> None:
            with np.errstate(invalid="ignore"):  # if all rows are equal, the shares are 0 / 0
                pca.fit(rows)

        in_background(fit, "Finding components", part_of(progress, 0.3, 1))
        # m rows span m - 1 directions. Along the others the fitted rows are equal, and new rows would get huge scores.
        count = max(1, int((pca.explained_variance_ > NEGLIGIBLE * pca.explained_variance_[0]).sum()))
        self.components_ = pca.components_[:count]
        self.explained_variance_ = pca.explained_variance_[:count]
        self.explained_variance_ratio_ = np.nan_to_num(pca.explained_variance_ratio_[:count])

    def _count(self, settings: ReductionSettings | None) -> int:
        fitted = len(self.components_)
        wanted = fitted if settings is None or settings.components is None else settings.components
        if wanted > fitted:
            what = f"There are {fitted} components, not {wanted}."
            raise InvalidSettings(what, remedy=f"Choose at most {fitted}.")
        return wanted

    def _whitening(self, settings: ReductionSettings | None) -> np.ndarray:
        variance = self.explained_variance_[: self._count(settings)]
        if settings is None or not settings.whiten:
            return np.ones(len(variance), np.float32)
        floor = NEGLIGIBLE * max(float(self.explained_variance_[0]), 1e-7)  # a component without variance stays near 0
        return (1 / np.sqrt(np.maximum(variance, floor))).astype(np.float32)
