"""The result of a sweep: every measure at each k, and the best k by each measure."""

import dataclasses
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from kneed import KneeLocator

CLEAR = 0.02
"""A silhouette must be this far above that of noise to count as evidence for its k."""


@dataclass(frozen=True, eq=False)
class AtK:
    """The scores of one k: float64 [seeds] each, NaN where a score is not defined.

    ``gap`` float64 [1 + draws]: log inertias of the sample (mean over seeds) and of uniform noise. ``noise`` float64
    [draws]: silhouettes of Gaussian noise.
    """

    inertia: np.ndarray
    silhouette: np.ndarray
    calinski_harabasz: np.ndarray
    davies_bouldin: np.ndarray
    bic: np.ndarray
    gap: np.ndarray
    noise: np.ndarray

    def arrays(self) -> dict[str, np.ndarray]:
        """All fields as arrays, to be saved."""
        return {f.name: getattr(self, f.name) for f in dataclasses.fields(self)}


@dataclass(frozen=True, eq=False)
class Sweep:
    """Scores over ``ks`` int64 [q], from 2 up: float64 [q, seeds] each, NaN where a score is not defined.

    ``gap`` and its error ``gap_error`` float64 [q + 1] begin at k = 1, a single group. ``noise`` float64 [q, draws]:
    silhouettes of Gaussian noise.
    """

    ks: np.ndarray
    inertia: np.ndarray
    silhouette: np.ndarray
    calinski_harabasz: np.ndarray
    davies_bouldin: np.ndarray
    bic: np.ndarray
    gap: np.ndarray
    gap_error: np.ndarray
    noise: np.ndarray

    @classmethod
    def of(cls, ks: Iterable[int], one: AtK, found: Sequence[AtK]) -> "Sweep":
        """Combine the scores ``found`` at several k, and ``one`` at k = 1."""
        logs = np.array([at.gap for at in (one, *found)])
        gap = logs[:, 1:].mean(axis=1) - logs[:, 0]
        error = logs[:, 1:].std(axis=1) * np.sqrt(1 + 1 / max(1, logs.shape[1] - 1))
        columns = {f: np.array([getattr(at, f) for at in found]) for f in PER_SEED}
        return cls(np.array(list(ks)), gap=gap, gap_error=error, noise=np.array([at.noise for at in found]), **columns)

    @property
    def knee(self) -> int | None:
        """The k at the knee of the mean inertia; None where the curve has no knee."""
        return _knee(self.ks, self.inertia.mean(axis=1))

    @property
    def above_noise(self) -> np.ndarray:
        """Mean silhouette minus that of noise, float64 [q]."""
        return np.asarray(self.silhouette.mean(axis=1) - self.noise.mean(axis=1))

    @property
    def by_gap(self) -> int | None:
        """The smallest k whose gap is within one error of the next one's (Tibshirani's rule); 1 means no groups.

        None where the gap grows to the end.
        """
        enough = np.flatnonzero(self.gap[:-1] >= self.gap[1:] - self.gap_error[1:])
        return int(enough[0]) + 1 if len(enough) else None

    @property
    def best(self) -> dict[str, int]:
        """The best k by each measure; measures without one are left out."""
        above = _at(self.ks, self.above_noise, np.nanargmax) if self.above_noise.max() > CLEAR else None
        chosen = {
            "silhouette above noise": above,
            "knee of the inertia": self.knee,
            "Calinski–Harabasz": _at(self.ks, self.calinski_harabasz.mean(axis=1), np.nanargmax),
            "Davies–Bouldin": _at(self.ks, self.davies_bouldin.mean(axis=1), np.nanargmin),
            "gap statistic": self.by_gap,
            "BIC": _at(self.ks, self.bic.mean(axis=1), np.nanargmin),
        }
        return {name: k for name, k in chosen.items() if k is not None}


PER_SEED = ("inertia", "silhouette", "calinski_harabasz", "davies_bouldin", "bic")


def _knee(ks: np.ndarray, values: np.ndarray) -> int | None:
    if len(ks) < 3 or np.ptp(values) == 0:
        return None
    found = KneeLocator(ks, values, curve="convex", direction="decreasing").knee
    return None if found is None else int(found)


def _at(ks: np.ndarray, values: np.ndarray, which: Callable[[np.ndarray], np.intp]) -> int | None:
    return None if np.isnan(values).all() else int(ks[which(values)])
