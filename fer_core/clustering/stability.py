"""Are the groups found again? Three tests, none of which uses a label.

- other seeds: the adjusted Rand index (Hubert and Arabie 1985) with their groups, 1 for the same groups, 0 for chance;
- resamples of the faces (the 63 % that a bootstrap draws, without repeats, which would be dense spots): the best
  Jaccard index of each group with a group of the resample (Hennig 2007, "Cluster-wise assessment of cluster
  stability"). Above 0.5, more than half of the group is shared, and it counts as found again; Hennig calls a mean of
  0.75 stable;
- folds: groups of four fifths of the faces predict the groups of the other fifth.

Every run starts from scratch. Started from the centres found before, even pure noise would be "found again".
"""

import dataclasses
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linear_sum_assignment
from sklearn.metrics import adjusted_rand_score
from sklearn.metrics.cluster import contingency_matrix
from threadpoolctl import threadpool_limits

from fer_core.base.progress import Progress, silent
from fer_core.clustering.algorithms import ALGORITHMS, group
from fer_core.clustering.kmeans import assign
from fer_core.clustering.noise import gaussian_like
from fer_core.clustering.settings import ClusterSettings, check

FOUND = 0.5
"""Jaccard index above which a group counts as found again."""
THREADS = 2


@dataclass(frozen=True)
class StabilitySettings:
    """Number of ``resamples``, of other ``seeds``, of ``folds``, and of resamples of noise."""

    resamples: int = 20
    seeds: int = 5
    folds: int = 5
    noise_resamples: int = 5


@dataclass(frozen=True, eq=False)
class Stability:
    """How far k groups are found again.

    Attributes:
        jaccard: float64 [resamples, k], 0..1, overlap of each group with its best match.
        seeds: float64 [seeds], adjusted Rand index with the groups of other seeds.
        folds: float64 [folds, 2], adjusted Rand index, and share (0..1) of faces assigned to their present group.
        noise: float64 [resamples], the mean overlap for groups of Gaussian noise.
    """

    jaccard: np.ndarray
    seeds: np.ndarray
    folds: np.ndarray
    noise: np.ndarray

    @property
    def found_again(self) -> np.ndarray:
        """Share of resamples in which each group is found again, float64 [k]."""
        return np.asarray((self.jaccard > FOUND).mean(axis=0))

    @property
    def group_jaccard(self) -> np.ndarray:
        """Hennig's index of each group: its mean Jaccard index over resamples, float64 [k], 0..1."""
        return np.asarray(self.jaccard.mean(axis=0))

    def arrays(self) -> dict[str, np.ndarray]:
        """All fields as arrays, to be saved."""
        return {f.name: getattr(self, f.name) for f in dataclasses.fields(self)}


def stability(
    points: np.ndarray,
    labels: np.ndarray,
    settings: ClusterSettings,
    trials: StabilitySettings | None = None,
    progress: Progress = silent,
) -> Stability:
    """Test how far the groups ``labels`` int32 [m] (-1 for none) of ``points`` float32 [m, d] are found again.

    Raises InvalidSettings as `cluster` does.
    """
    trials, points = trials or StabilitySettings(), check(points, settings)
    quick = dataclasses.replace(settings, restarts=1)
    noise = gaussian_like(points, settings.seed)
    noise_labels = group(noise, quick)[0] if trials.noise_resamples else labels
    count = int(labels.max()) + 1
    work: list[Callable[[], np.ndarray]] = []
    for i in range(trials.resamples):
        work.append(lambda i=i: _resampled(points, labels, quick, i))  # type: ignore[misc]
    for i in range(trials.seeds):
        other = dataclasses.replace(settings, seed=(settings.seed + 1 + i) % 2**32)
        work.append(lambda other=other: np.array([adjusted_rand_score(labels, group(points, other)[0])]))  # type: ignore[misc]
    fold = np.random.default_rng(settings.seed).permutation(len(points)) % max(trials.folds, 1)
    for i in range(trials.folds):
        work.append(lambda i=i: _held_out(points, labels, quick, fold == i))  # type: ignore[misc]
    for i in range(trials.noise_resamples):
        work.append(lambda i=i: _resampled(noise, noise_labels, quick, i).mean(keepdims=True))  # type: ignore[misc]
    done = _in_turn(work, progress)
    ends = np.cumsum([trials.resamples, trials.seeds, trials.folds])
    jaccard, seeds, folds, noisy = (done[a:b] for a, b in zip([0, *ends], [*ends, len(done)], strict=True))
    return Stability(
        np.array(jaccard).reshape(-1, count),
        np.array(seeds).ravel(),
        np.array(folds).reshape(-1, 2),
        np.array(noisy).ravel(),
    )


def jaccard(labels: np.ndarray, others: np.ndarray, count: int) -> np.ndarray:
    """Each group's best Jaccard index with one of the ``others``: float64 [count], 0..1.

    ``labels`` and ``others``: int [m], below 0 for no group. The index is 0 for a group without faces.
    """
    table = np.zeros((count, int(others.max(initial=-1)) + 1))
    both = (labels >= 0) & (others >= 0)
    np.add.at(table, (labels[both], others[both]), 1)
    own = np.bincount(labels[labels >= 0], minlength=count)[:, None]
    found = np.bincount(others[others >= 0], minlength=table.shape[1])
    return np.asarray((table / np.maximum(own + found - table, 1)).max(axis=1, initial=0.0))


def _resampled(points: np.ndarray, labels: np.ndarray, settings: ClusterSettings, draw: int) -> np.ndarray:
    """Jaccard index of each group with the groups of a resample, on the faces of the resample."""
    rows = np.unique(np.random.default_rng((settings.seed, draw)).integers(0, len(points), len(points)))
    settings = dataclasses.replace(settings, seed=(settings.seed + 1 + draw) % 2**32)
    found = group(points[rows], settings)[0]
    return jaccard(labels[rows], found, int(labels.max(initial=0)) + 1)


def _held_out(points: np.ndarray, labels: np.ndarray, settings: ClusterSettings, held_out: np.ndarray) -> np.ndarray:
    """Adjusted Rand index and `agreement` of the groups that the other folds predict for a held-out fold."""
    found, centres = group(np.ascontiguousarray(points[~held_out]), settings)
    if ALGORITHMS[settings.algorithm].centred:
        predicted = assign(points[held_out], centres)
    else:
        predicted = found[assign(points[held_out], points[~held_out])]
    return np.array([adjusted_rand_score(labels[held_out], predicted), agreement(labels[held_out], predicted)])


def agreement(labels: np.ndarray, others: np.ndarray) -> float:
    """Share of faces (0..1) in the same group, with groups matched one to one (Kuhn 1955).

    ``labels`` and ``others``: int [m]; 1 where m is 0.
    """
    if not len(labels):
        return 1.0
    table = contingency_matrix(labels, others)
    return float(table[linear_sum_assignment(table, maximize=True)].sum() / len(labels))


def _in_turn(work: Sequence[Callable[[], np.ndarray]], progress: Progress) -> list[np.ndarray]:
    """Results in order, computed two at a time; ``progress`` is called after each."""
    pool = ThreadPoolExecutor(THREADS)
    done: list[np.ndarray] = []
    try:
        progress(0, len(work), "Grouping resamples")
        with threadpool_limits(1):  # not in each thread, which would restore each other's limits
            for result in pool.map(lambda task: task(), work):
                done.append(result)
                progress(len(done), len(work), "Grouping resamples")
    finally:
        pool.shutdown(cancel_futures=True)
    return done
