"""Every algorithm groups, repeats itself, and its groups keep to what the rest of the house expects."""

import dataclasses

import numpy as np
import pytest
from sklearn.metrics import adjusted_rand_score

from fer_core.base.errors import Cancelled, InvalidSettings
from fer_core.clustering import ALGORITHMS, Algorithm, Clustering, ClusterSettings, cluster
from fer_core.clustering import sampled as sampled_module
from fer_core.study.store import key_of, plain
from tests.core.clouds import blobs, moons, noise

EVERY: tuple[Algorithm, ...] = tuple(ALGORITHMS)


@pytest.mark.parametrize("algorithm", EVERY)
def test_every_algorithm_finds_separate_clouds_and_repeats_itself(algorithm: Algorithm) -> None:
    points, truth = blobs()
    settings = ClusterSettings(k=3, algorithm=algorithm)
    found = cluster(points, settings)
    assert adjusted_rand_score(truth[found.inside], found.labels[found.inside]) > 0.97
    assert found.labels.dtype == np.int32
    assert found.sizes.tolist() == sorted(found.sizes, reverse=True)
    assert found.sizes.min() > 0
    assert found.silhouette > found.noise_silhouette + 0.1
    again = cluster(points, settings)
    for name, array in found.arrays().items():
        assert np.array_equal(array, again.arrays()[name]), name


@pytest.mark.parametrize("algorithm", ["spectral", "hdbscan"])
def test_groups_of_any_shape_are_found_where_k_means_cuts_them(algorithm: Algorithm) -> None:
    points, truth = moons()
    found = cluster(points, ClusterSettings(k=2, algorithm=algorithm))
    assert adjusted_rand_score(truth, found.labels) > 0.97
    assert adjusted_rand_score(truth, cluster(points, ClusterSettings(k=2)).labels) < 0.5


@pytest.fixture(scope="module")
def with_rest() -> Clustering:
    """Three dense clouds and a thin haze around them, by HDBSCAN."""
    haze = np.random.default_rng(1).uniform(-15, 25, (60, 2)).astype(np.float32)
    return cluster(np.concatenate([blobs()[0], haze]), ClusterSettings(algorithm="hdbscan", smallest=20))


def test_faces_in_no_group_stay_counted_and_out_of_the_scores(with_rest: Clustering) -> None:
    assert len(with_rest.sizes) == 3
    assert 30 <= with_rest.left_out <= 90
    assert with_rest.sizes.sum() + with_rest.left_out == len(with_rest.labels)
    assert with_rest.labels.min() == -1
    assert not with_rest.silhouettes[~with_rest.inside].any()
    assert with_rest.silhouette == pytest.approx(with_rest.silhouettes[with_rest.inside].mean())
    assert with_rest.group_silhouettes.min() > 0.5
    assert all((with_rest.labels[with_rest.order(g)] == g).all() for g in range(3))
    assert np.array_equal(Clustering.from_arrays(with_rest.arrays()).labels, with_rest.labels)


def test_no_group_at_all_is_said_with_a_remedy() -> None:
    settings = ClusterSettings(algorithm="hdbscan", smallest=100)
    with pytest.raises(InvalidSettings, match=r"no dense group .* smaller"):
        cluster(noise(150, 5), settings)


def test_of_many_faces_a_sample_is_grouped_and_the_others_join(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sampled_module, "MOST_POINTS", 300)
    points, truth = moons(900)
    for algorithm in ("ward", "spectral", "hdbscan"):
        assert ALGORITHMS[algorithm].sampled  # type: ignore[index]
        labels = cluster(points, ClusterSettings(k=2, algorithm=algorithm, smallest=90)).labels  # type: ignore[arg-type]
        assert len(labels) == 900
        if algorithm != "ward":
            inside = labels >= 0
            assert adjusted_rand_score(truth[inside], labels[inside]) > 0.9


def test_cancel_frees_the_caller_of_work_that_cannot_be_stopped() -> None:
    def cancel(done: int, total: int, what: str) -> None:
        raise Cancelled

    for algorithm in ("ward", "mixture"):
        with pytest.raises(Cancelled):
            cluster(blobs()[0], ClusterSettings(k=3, algorithm=algorithm), cancel)  # type: ignore[arg-type]


@pytest.mark.parametrize("changes", [{"smallest": 1}, {"smallest": 1000}])
def test_impossible_smallest_groups_are_refused(changes: dict[str, int]) -> None:
    with pytest.raises(InvalidSettings, match="smallest group"):
        cluster(blobs()[0], ClusterSettings(algorithm="hdbscan", **changes))  # type: ignore[arg-type]
    with pytest.raises(InvalidSettings, match="covariance"):
        cluster(blobs()[0], ClusterSettings(k=3, algorithm="mixture", covariance="full"))  # type: ignore[arg-type]


def test_what_an_algorithm_does_not_heed_does_not_name_its_groups() -> None:
    one, other = ClusterSettings(k=7, algorithm="hdbscan"), ClusterSettings(k=9, restarts=2, algorithm="hdbscan")
    assert one.in_effect() == other.in_effect()
    assert ClusterSettings(k=7).in_effect() == ClusterSettings(k=7, smallest=30, covariance="tied").in_effect()
    for algorithm in EVERY:
        for name in ClusterSettings(algorithm=algorithm).uses:
            changed = dataclasses.replace(ClusterSettings(algorithm=algorithm), **{name: 3})
            assert changed.in_effect() != ClusterSettings(algorithm=algorithm)


def test_groups_made_before_there_were_algorithms_keep_their_names() -> None:
    before = {"": "ClusterSettings", "k": 25, "seed": 0, "restarts": 4, "algorithm": "kmeans"}
    assert plain(ClusterSettings().in_effect()) == before
    assert key_of("points", ClusterSettings().in_effect()) == "51f0492702255324"
