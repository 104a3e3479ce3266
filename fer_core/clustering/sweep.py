"""How many groups? The same algorithm at many k with several seeds, scored by the usual measures.

No single measure defines what a group is, so they are shown together:

- inertia (sum of squared distances to the mean of the group), with its knee (Satopää et al. 2011, "Finding a
  'kneedle' in a haystack"),
- silhouette (Rousseeuw 1987), compared with that of noise,
- Calinski and Harabasz 1974 (high), Davies and Bouldin 1979 (low),
- the gap statistic (Tibshirani, Walther and Hastie 2001): how much smaller the inertia is than in uniform noise in the
  box of the principal axes; k-means and its variants only,
- BIC (Schwarz 1978) of mixtures (low).

For speed, silhouettes, gap and noise use a fixed sample of at most 4,000 points. Algorithms other than k-means and its
variants use only this sample.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from threadpoolctl import threadpool_limits

from fer_core.base.errors import InvalidSettings
from fer_core.base.progress import Progress, silent
from fer_core.clustering.algorithms import ALGORITHMS, group
from fer_core.clustering.mixture import fitted_mixture
from fer_core.clustering.noise import gaussian_like, mean_silhouette, uniform_like
from fer_core.clustering.scores import calinski_harabasz, davies_bouldin, inertia
from fer_core.clustering.settings import Algorithm, ClusterSettings, Covariance, check, check_points
from fer_core.clustering.silhouette import grouped_silhouettes
from fer_core.clustering.sweep_scores import PER_SEED, AtK, Sweep

SAMPLE = 4000
GAP_DRAWS = 5
NOISE_DRAWS = 2
THREADS = 2


@dataclass(frozen=True)
class SweepSettings:
    """``algorithm`` at k = 2 … ``last``, each with ``seeds`` seeds (0, 1 …)."""

    algorithm: Algorithm = "kmeans"
    last: int = 20
    seeds: int = 5
    covariance: Covariance = "diag"

    @property
    def ks(self) -> range:
        """The numbers of groups to try."""
        return range(2, self.last + 1)


class Sweeper:
    """Scores ``points`` float32 [m, d] at one k at a time; what all k share is computed once.

    Raises InvalidSettings for points or settings that cannot be grouped.
    """

    def __init__(self, points: np.ndarray, settings: SweepSettings) -> None:
        self.settings = settings
        if ALGORITHMS[settings.algorithm].finds_k:
            title = ALGORITHMS[settings.algorithm].title
            raise InvalidSettings(
                f"{title} finds the number of groups itself.", remedy="Choose another algorithm for the sweep."
            )
        if settings.last < 2 or settings.seeds < 1:
            raise InvalidSettings(
                "The sweep has no k or no seed to try.", remedy="Choose k of 2 or more, and at least one seed."
            )
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
        """Scores at ``k``, 1 or more. Runs go two at a time, and ``progress`` is called after each."""
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
        """At k = 1 only the gap is defined."""
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
    """A whole sweep over ``points`` float32 [m, d]; raises as `Sweeper` does."""
    sweeper, found = Sweeper(points, settings), list[AtK]()
    for i, k in enumerate(settings.ks):
        progress(i, len(settings.ks), f"Trying k = {k}")
        found.append(sweeper.at(k))
    progress(len(found), len(found), "Every k is done")
    return Sweep.of(settings.ks, sweeper.at(1), found)


def _total(points: np.ndarray) -> float:
    return inertia(points, np.zeros(len(points), np.int32))


def _two_at_a_time(
    work: Sequence[Callable[[], Sequence[float]]], what: str, progress: Progress
) -> list[Sequence[float]]:
    pool = ThreadPoolExecutor(THREADS)
    done: list[Sequence[float]] = []
    try:
        with threadpool_limits(1):  # not in each thread, which would restore each other's limits
            for result in pool.map(lambda task: task(), work):
                progress(len(done), len(work), what)
                done.append(result)
    finally:
        pool.shutdown(cancel_futures=True)
    return done
