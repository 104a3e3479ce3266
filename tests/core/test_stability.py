"""Real groups are found again, slices of noise are not; two clusterings side by side; groups beside labels."""

import numpy as np
import pytest
from sklearn import metrics

from fer_core.base.errors import Cancelled, InvalidSettings
from fer_core.clustering import ClusterSettings, cluster
from fer_core.clustering.compare import compare
from fer_core.clustering.reference import label_scores
from fer_core.clustering.stability import Stability, StabilitySettings, agreement, jaccard, stability
from tests.core.clouds import blobs, noise

TRIALS = StabilitySettings(resamples=6, seeds=2, folds=3, noise_resamples=2)


def tried(points: np.ndarray, settings: ClusterSettings) -> Stability:
    return stability(points, cluster(points, settings).labels, settings, TRIALS)


def test_blobs_are_found_again_and_slices_of_noise_less_so() -> None:
    settings = ClusterSettings(k=3)
    real = tried(blobs()[0], settings)
    assert real.found_again.tolist() == [1.0, 1.0, 1.0]
    assert real.group_jaccard.min() > 0.9
    assert real.seeds.min() > 0.95
    assert real.folds.min() > 0.95
    assert real.noise.mean() < real.jaccard.mean()
    slices = tried(noise(), ClusterSettings(k=7, restarts=1))
    assert slices.group_jaccard.mean() < 0.7
    assert slices.seeds.mean() < 0.8
    assert slices.jaccard.shape == (6, 7)


def test_a_group_that_is_there_by_chance_is_told_from_one_that_is_real() -> None:
    """Hennig's point: k = 4 on three blobs keeps two of them and cuts one, elsewhere each time."""
    again = np.sort(tried(blobs(450)[0], ClusterSettings(k=4)).group_jaccard)
    assert again[-1] > 0.8
    assert again[0] < again[-1]


@pytest.mark.parametrize("algorithm", ["ward", "hdbscan"])
def test_other_algorithms_are_resampled_too(algorithm: str) -> None:
    settings = ClusterSettings(k=3, algorithm=algorithm, smallest=30)  # type: ignore[arg-type]
    assert tried(blobs()[0], settings).group_jaccard.min() > 0.85


def test_jaccard_of_known_groups() -> None:
    labels = np.array([0, 0, 0, 0, 1, 1, -1, -1])
    others = np.array([0, 0, 1, 1, 1, 1, 1, -1])
    assert jaccard(labels, others, 3).tolist() == [2 / 4, 2 / 5, 0.0]
    assert agreement(np.array([0, 0, 1, 1]), np.array([5, 5, 5, 2])) == 0.75


def test_it_can_be_stopped() -> None:
    def cancel(done: int, total: int, what: str) -> None:
        if done == 2:
            raise Cancelled

    with pytest.raises(Cancelled):
        stability(blobs()[0], blobs()[1].astype(np.int32), ClusterSettings(k=3), TRIALS, cancel)


def test_two_clusterings_of_partly_the_same_faces() -> None:
    rows, other_rows = np.arange(0, 12), np.arange(4, 20)
    first = np.array([0] * 6 + [1] * 6)
    second = np.array([1] * 3 + [0] * 5 + [2] * 8)
    seen = compare(rows, first, other_rows, second)
    assert seen.rows.tolist() == list(range(4, 12))
    assert seen.partner == {0: 1, 1: 0}
    assert seen.rows[seen.moved].tolist() == [6]
    assert seen.flows()[0] == (1, 0, 5)
    assert seen.ari == pytest.approx(metrics.adjusted_rand_score(seen.first, seen.second))
    assert not compare(rows, first, rows, 1 - first).moved.any()
    with pytest.raises(InvalidSettings, match="no face in common"):
        compare(rows, first, rows + 50, first)


def test_groups_beside_labels_are_scored_as_scikit_learn_does() -> None:
    random = np.random.default_rng(0)
    groups, codes = random.integers(-1, 5, 400), random.integers(0, 3, 400).astype(np.uint8)
    inside = groups >= 0
    seen = label_scores(groups, codes, 4)
    assert seen.nmi == pytest.approx(metrics.normalized_mutual_info_score(codes[inside], groups[inside]))
    assert seen.ari == pytest.approx(metrics.adjusted_rand_score(codes[inside], groups[inside]))
    assert seen.homogeneity == pytest.approx(metrics.homogeneity_score(codes[inside], groups[inside]))
    assert seen.table.shape == (5, 4)
    assert seen.table.sum() == inside.sum()
    right = (seen.named[groups[inside]] == codes[inside]).mean()
    assert seen.purity == pytest.approx(right)
    assert seen.chance <= seen.purity
    assert seen.one_to_one <= seen.purity
    perfect = label_scores(codes.astype(int), codes, 3)
    assert (perfect.purity, perfect.one_to_one, perfect.ari) == (1.0, 1.0, 1.0)
