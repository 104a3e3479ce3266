"""The verdict on sets whose truth is known: noise is called noise, blobs groups, and cut moons cut."""

import numpy as np
import pytest

from fer_core.base.errors import Cancelled
from fer_core.clustering import Algorithm, ClusterSettings, cluster
from fer_core.clustering.islands import FEWEST_POINTS, islands
from fer_core.clustering.noise import gaussian_like, uniform_like
from fer_core.clustering.reality import Finding, NoiseCheck, check_groups, finding
from tests.core.clouds import blobs, moons, noise


def found(points: np.ndarray, k: int, algorithm: Algorithm = "kmeans") -> Finding:
    settings = ClusterSettings(k=k, restarts=2, algorithm=algorithm)
    groups = cluster(points, settings)
    check = check_groups(points, groups.labels, settings)
    return finding(groups.silhouette, groups.noise_silhouette, NoiseCheck.of(check.arrays()))


@pytest.mark.parametrize("seed", range(20))
def test_pure_noise_is_called_noise(seed: int) -> None:
    d, k = ((2, 7), (2, 3), (5, 7), (20, 4))[seed % 4]
    assert found(noise(300, d, seed), k) == "noise"


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize(("k", "expected"), [(2, "unions"), (3, "separate"), (8, "parts")])
def test_three_blobs(k: int, expected: Finding, seed: int) -> None:
    assert found(blobs(seed=seed)[0], k) == expected


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize(("k", "algorithm", "expected"), [
    (2, "kmeans", "cut"), (2, "ward", "cut"), (9, "kmeans", "parts"),
    (2, "spectral", "separate"), (0, "hdbscan", "separate"),
])  # fmt: skip
def test_two_moons(k: int, algorithm: Algorithm, expected: Finding, seed: int) -> None:
    assert found(moons(seed=seed)[0], k, algorithm) == expected


def test_a_full_square_is_a_continuum_though_it_scores_more_than_noise() -> None:
    square = np.random.default_rng(0).random((400, 2)).astype(np.float32)
    assert found(square, 4) == "continuum"


def test_blobs_in_many_dimensions_are_islands_too() -> None:
    random = np.random.default_rng(3)
    middles = np.zeros((3, 30), np.float32)
    middles[1, 0] = middles[2, 1] = 10.0
    truth = random.integers(0, 3, 400)
    seen = islands(middles[truth] + random.standard_normal((400, 30)).astype(np.float32))
    assert seen.count == 3
    assert max(np.bincount(seen.labels)) < 200
    assert seen.valley > 2 * seen.noise_valley


def test_too_few_points_are_one_island() -> None:
    assert islands(blobs(FEWEST_POINTS - 1)[0]).count == 1


def test_noise_to_compare_with_is_as_wide_as_the_points() -> None:
    points = noise(2000, 2) @ np.array([[3.0, 1.0], [0.0, 0.5]], np.float32) + 5
    assert np.allclose(np.cov(gaussian_like(points, 0).T), np.cov(points.T), atol=0.6)
    box = uniform_like(points, 0)
    _, axes = np.linalg.eigh(np.cov(points.T))
    centred = (points - points.mean(axis=0)) @ axes
    assert np.allclose(np.ptp(box @ axes, axis=0), np.ptp(centred, axis=0), rtol=0.02)


def test_a_check_can_be_stopped() -> None:
    def cancel(done: int, total: int, what: str) -> None:
        if done:
            raise Cancelled

    with pytest.raises(Cancelled):
        check_groups(blobs()[0], blobs()[1].astype(np.int32), ClusterSettings(k=3), cancel)
