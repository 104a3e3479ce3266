"""How many groups? The same algorithm at many k and several seeds, judged by the measures in common use.

All measures but one want to be high or low; none of them knows what a group should be, so they are shown together:

- inertia (sum of squared distances to the own group's mean), whose knee `knee` finds (Satopää et al. 2011, "Finding a
  'kneedle' in a haystack"),
- silhouette (Rousseeuw 1987), beside that of noise,
- Calinski and Harabasz 1974 (high), Davies and Bouldin 1979 (low),
- the gap statistic (Tibshirani, Walther and Hastie 2001): how much smaller the inertia is than in uniform noise in the
  box of the principal axes; k-means and its relatives only,
- BIC (Schwarz 1978) of mixtures (low).

To stay quick, silhouettes, the gap and noise use a fixed sample of 4,000 points (all where there are no more); so do
algorithms other than k-means and its relatives altogether.
"""

import dataclasses
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from kneed import KneeLocator
from threadpoolctl import threadpool_limits

from fer_core.base.errors import InvalidSettings
from fer_core.base.progress import Progress, silent
from fer_core.clustering.algorithms import ALGORITHMS, group
from fer_core.clustering.mixture import fitted_mixture
from fer_core.clustering.noise import gaussian_like, mean_silhouette, uniform_like
from fer_core.clustering.scores import calinski_harabasz, davies_bouldin, inertia
from fer_core.clustering.settings import Algorithm, ClusterSettings, Covariance, check, check_points
from fer_core.clustering.silhouette import grouped_silhouettes

SAMPLE = 4000
GAP_DRAWS = 5
NOISE_DRAWS = 2
THREADS = 2
CLEAR = 0.02
"""How far a silhouette must be above that of noise to speak for its k."""


@dataclass(frozen=True)
class SweepSettings:
    """``algorithm`` at k = 2 … ``last``, each from ``seeds`` seeds (0, 1 …)."""

    algorithm: Algorithm = "kmeans"
    last: int = 20
    seeds: int = 5
    covariance: Covariance = "diag"

    @property
    def ks(self) -> range:
        """The numbers of groups tried."""
        return range(2, self.last + 1)


@dataclass(frozen=True, eq=False)
class AtK:
    """What one k scored: float64 [seeds] each; ``gap`` [1 + draws] holds the log inertias of the sample (mean over
    seeds) and of the uniform draws; ``noise`` [draws] the silhouettes of Gaussian noise. NaN where there is no such."""

    inertia: np.ndarray
    silhouette: np.ndarray
    calinski_harabasz: np.ndarray
    davies_bouldin: np.ndarray
    bic: np.ndarray
    gap: np.ndarray
    noise: np.ndarray

    def arrays(self) -> dict[str, np.ndarray]:
        """Everything as plain arrays, for the disk."""
        return {f.name: getattr(self, f.name) for f in dataclasses.fields(self)}


@dataclass(frozen=True, eq=False)
class Sweep:
    """Scores over ``ks`` int64 [q], from 2 up: float64 [q, seeds] each, NaN where the algorithm has no such score.

    ``gap`` and its error ``gap_error`` float64 [q + 1] begin at k = 1, a single group; ``noise`` float64 [q, draws],
    the silhouettes of noise.
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
        """The scores at several k, side by side, and those at k = 1."""
        logs = np.array([at.gap for at in (one, *found)])
        gap = logs[:, 1:].mean(axis=1) - logs[:, 0]
        error = logs[:, 1:].std(axis=1) * np.sqrt(1 + 1 / max(1, logs.shape[1] - 1))
        columns = {f: np.array([getattr(at, f) for at in found]) for f in PER_SEED}
        return cls(np.array(list(ks)), gap=gap, gap_error=error, noise=np.array([at.noise for at in found]), **columns)

    @property
    def knee(self) -> int | None:
        """Where one more group stops paying, by the mean inertia; None where the curve has no knee."""
        return _knee(self.ks, self.inertia.mean(axis=1))

    @property
    def beyond_noise(self) -> np.ndarray:
        """Mean silhouette above that of noise, float64 [q]."""
        return np.asarray(self.silhouette.mean(axis=1) - self.noise.mean(axis=1))

    @property
    def by_gap(self) -> int | None:
        """The smallest k whose gap is within one error of the next one's (Tibshirani's rule), 1 for no groups at all;
        None where the gap grows to the end."""
        enough = np.flatnonzero(self.gap[:-1] >= self.gap[1:] - self.gap_error[1:])
        return int(enough[0]) + 1 if len(enough) else None

    @property
    def best(self) -> dict[str, int]:
        """The k that each measure would choose; measures that have none are left out."""
        beyond = _at(self.ks, self.beyond_noise, np.nanargmax) if self.beyond_noise.max() > CLEAR else None
        chosen = {
            "silhouette beyond noise": beyond,
            "inertia's knee": self.knee,
            "Calinski–Harabasz": _at(self.ks, self.calinski_harabasz.mean(axis=1), np.nanargmax),
            "Davies–Bouldin": _at(self.ks, self.davies_bouldin.mean(axis=1), np.nanargmin),
            "gap statistic": self.by_gap,
            "BIC": _at(self.ks, self.bic.mean(axis=1), np.nanargmin),
        }
        return {name: k for name, k in chosen.items() if k is not None}


PER_SEED = ("inertia", "silhouette", "calinski_harabasz", "davies_bouldin", "bic")


class Sweeper:
    """Scores ``points`` (float32 [m, d]) at one k after the other; what all k share is made once.

    Raises InvalidSettings for points or settings that cannot be grouped.
    """

    def __init__(self, points: np.ndarray, settings: SweepSettings) -> None:
        self.settings = settings
        if ALGORITHMS[settings.algorithm].finds_k:
            title = ALGORITHMS[settings.algorithm].title
            raise InvalidSettings(f"{title} finds the number of groups itself.", remedy="Sweep another algorithm.")
        if settings.last < 2 or settings.seeds < 1:
            raise InvalidSettings("This sweep tries nothing.", remedy="Choose k from 2 up, and a seed or more.")
        points = check_points(points)
        rows = np.sort(np.random.default_rng(0).permutation(len(points))[:SAMPLE])
        self.sample = points[rows]
        self.quick = ALGORITHMS[settings.algorithm].centred
        self.points, self.rows = (points, rows) if self.quick else (self.sample, np.arange(len(rows)))
        check(self.sample, self._grouped_by(settings.last, 0))

    @cached_property
    def _uniform(self) -> list[np.ndarray]:
        return [uniform_like(self.sample, seed) for seed in range(GAP_DRAWS)] if self.quick else []

    @cached_property
    def _noise(self) -> list[np.ndarray]:
        return [gaussian_like(self.sample, seed) for seed in range(NOISE_DRAWS)]

    def at(self, k: int, progress: Progress = silent) -> AtK:
        """Scores at ``k``, 1 or more; asks ``progress`` after each of its runs, which go two at a time."""
        if k == 1:
            return self._single()
        seeds = range(self.settings.seeds)
        work: list[Callable[[], Sequence[float]]] = [lambda seed=seed: self._scores(k, seed) for seed in seeds]  # type: ignore[misc]
        work += [lambda seed=seed: [self._log_inertia(self.sample, k, seed)] for seed in seeds if self.quick]  # type: ignore[misc]
        work += [lambda draw=draw: [self._log_inertia(draw, k, 0)] for draw in self._uniform]  # type: ignore[misc]
        work += [lambda draw=draw: [self._noise_silhouette(draw, k)] for draw in self._noise]  # type: ignore[misc]
        done = _two_at_a_time(work, f"Trying k = {k}", progress)
        scores = np.array(done[: len(seeds)], float).T
        rest = np.array([value for (value,) in done[len(seeds) :]])
        own, drawn = rest[: len(seeds) * self.quick], rest[len(seeds) * self.quick : len(rest) - NOISE_DRAWS]
        gap = np.r_[own.mean(), drawn] if self.quick else np.full(1 + GAP_DRAWS, np.nan)
        per_seed = dict(zip(PER_SEED, scores, strict=True))
        return AtK(**per_seed, gap=gap, noise=rest[len(rest) - NOISE_DRAWS :])

    def _single(self) -> AtK:
        """At k = 1 there is nothing but the gap."""
        none = np.full(self.settings.seeds, np.nan)
        logs = [float(np.log(max(_total(points), 1e-300))) for points in (self.sample, *self._uniform)]
        gap = np.array(logs) if self.quick else np.full(1 + GAP_DRAWS, np.nan)
        return AtK(none, none, none, none, none, gap=gap, noise=np.full(NOISE_DRAWS, np.nan))

    def _grouped_by(self, k: int, seed: int) -> ClusterSettings:
        return ClusterSettings(k, seed, 1, self.settings.algorithm, self.settings.covariance)

    def _scores(self, k: int, seed: int) -> tuple[float, ...]:
        settings, bic = self._grouped_by(k, seed), float("nan")
        if self.settings.algorithm == "mixture":
            model = fitted_mixture(self.points, settings)
            labels, bic = model.predict(self.points.astype(np.float64)), float(model.bic(self.points))
        else:
            labels = group(self.points, settings)[0]
        chosen = labels[self.rows]
        silhouette = mean_silhouette(grouped_silhouettes(self.sample, chosen), chosen)
        within = inertia(self.points, labels)
        return (
            within, silhouette, calinski_harabasz(self.points, labels), davies_bouldin(self.points, labels), bic,
        )  # fmt: skip

    def _log_inertia(self, points: np.ndarray, k: int, seed: int) -> float:
        return float(np.log(max(inertia(points, group(points, self._grouped_by(k, seed))[0]), 1e-300)))

    def _noise_silhouette(self, points: np.ndarray, k: int) -> float:
        labels = group(points, self._grouped_by(k, 0))[0]
        return mean_silhouette(grouped_silhouettes(points, labels), labels)


def sweep(points: np.ndarray, settings: SweepSettings, progress: Progress = silent) -> Sweep:
    """All of a sweep at once, see `Sweeper`."""
    sweeper, found = Sweeper(points, settings), list[AtK]()
    for i, k in enumerate(settings.ks):
        progress(i, len(settings.ks), f"Trying k = {k}")
        found.append(sweeper.at(k))
    progress(len(found), len(found), "Tried every k")
    return Sweep.of(settings.ks, sweeper.at(1), found)


def _total(points: np.ndarray) -> float:
    return inertia(points, np.zeros(len(points), np.int32))


def _two_at_a_time(
    work: Sequence[Callable[[], Sequence[float]]], what: str, progress: Progress
) -> list[Sequence[float]]:
    pool = ThreadPoolExecutor(THREADS)
    done: list[Sequence[float]] = []
    try:
        with threadpool_limits(1):  # here, not in each thread alone: they would restore each other's limits
            for result in pool.map(lambda task: task(), work):
                progress(len(done), len(work), what)
                done.append(result)
    finally:
        pool.shutdown(cancel_futures=True)
    return done


def _knee(ks: np.ndarray, values: np.ndarray) -> int | None:
    if len(ks) < 3 or np.ptp(values) == 0:
        return None
    found = KneeLocator(ks, values, curve="convex", direction="decreasing").knee
    return None if found is None else int(found)


def _at(ks: np.ndarray, values: np.ndarray, which: Callable[[np.ndarray], np.intp]) -> int | None:
    return None if np.isnan(values).all() else int(ks[which(values)])
