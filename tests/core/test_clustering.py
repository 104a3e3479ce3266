"""k-means groups: the same every time, numbered by size, never empty, refused where they cannot be."""

import warnings
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from fer_core.base.errors import Cancelled, DamagedFile, InvalidSettings
from fer_core.clustering import Clustering, ClusterSettings, assign, cluster, noise_silhouette
from fer_core.clustering.kmeans import fill_empty

SETTINGS = ClusterSettings(k=3, restarts=2)


def blobs(sizes: tuple[int, ...], d: int = 5, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Well separated clouds: points float32 [m, d] in mixed order, and which cloud each is from."""
    random = np.random.default_rng(seed)
    truth = random.permutation(np.repeat(np.arange(len(sizes)), sizes))
    middles = 20.0 * random.standard_normal((len(sizes), d))
    return (middles[truth] + random.standard_normal((len(truth), d))).astype(np.float32), truth


@pytest.fixture(scope="module")
def found() -> Clustering:
    return cluster(blobs((30, 60, 45))[0], SETTINGS)


def test_finds_the_clouds_and_numbers_them_by_size(found: Clustering) -> None:
    _, truth = blobs((30, 60, 45))
    assert found.sizes.tolist() == [60, 45, 30]
    assert np.array_equal(np.array([1, 2, 0])[found.labels], truth)
    assert found.labels.dtype == np.int32
    assert found.centres.dtype == found.distances.dtype == found.silhouettes.dtype == np.float32
    assert found.silhouette > 0.7 > found.noise_silhouette > 0
    assert found.group_silhouettes.shape == (3,)
    assert np.average(found.group_silhouettes, weights=found.sizes) == pytest.approx(found.silhouette)


def test_points_from_the_disk_are_read_only(tmp_path: Path, found: Clustering) -> None:
    np.save(tmp_path / "points.npy", blobs((30, 60, 45))[0])
    mapped = np.load(tmp_path / "points.npy", mmap_mode="r")
    assert np.array_equal(cluster(mapped, SETTINGS).labels, found.labels)


def test_equal_groups_are_numbered_by_their_first_member() -> None:
    points, _ = blobs((20, 20, 20, 20))
    labels = cluster(points, replace(SETTINGS, k=4, restarts=4)).labels
    first = [int(np.flatnonzero(labels == group)[0]) for group in range(4)]
    assert np.bincount(labels).tolist() == [20] * 4
    assert first == sorted(first)


def test_distances_and_inertia_belong_to_the_groups(found: Clustering) -> None:
    points, _ = blobs((30, 60, 45))
    table = np.linalg.norm(points[:, None] - found.centres, axis=2)
    assert np.array_equal(assign(points, found.centres), found.labels)
    assert np.allclose(found.distances, table.min(axis=1), atol=1e-4)
    assert found.inertia == pytest.approx(float((table.min(axis=1) ** 2).sum()), rel=1e-5)
    middle = points[found.labels == 1].mean(axis=0)
    assert np.allclose(found.centres[1], middle, atol=1e-3)


def test_same_seed_same_groups_other_seed_may_differ() -> None:
    points = np.random.default_rng(1).standard_normal((400, 6)).astype(np.float32)
    settings = ClusterSettings(k=9, seed=5, restarts=1)
    one, two, other = (cluster(points, s) for s in (settings, settings, replace(settings, seed=6)))
    assert all(np.array_equal(one.arrays()[name], two.arrays()[name]) for name in one.arrays())
    assert not np.array_equal(one.labels, other.labels)


def test_more_restarts_are_never_worse() -> None:
    points = np.random.default_rng(2).standard_normal((300, 4)).astype(np.float32)
    inertias = [cluster(points, ClusterSettings(k=12, restarts=r)).inertia for r in (1, 3, 8)]
    assert inertias == sorted(inertias, reverse=True)
    assert inertias[-1] < inertias[0]


def test_order_shows_typical_odd_or_random_faces(found: Clustering) -> None:
    typical, odd = found.order(0, "typical"), found.order(0, "odd")
    assert np.all(np.diff(found.distances[typical]) >= 0)
    assert np.all(np.diff(found.distances[odd]) <= 0)
    shuffled = found.order(0, "random", seed=3)
    assert np.array_equal(shuffled, found.order(0, "random", seed=3))
    assert not np.array_equal(shuffled, found.order(0, "random", seed=4))
    assert not np.array_equal(shuffled, np.sort(shuffled))
    for rows in (typical, odd, shuffled):
        assert np.array_equal(np.sort(rows), np.flatnonzero(found.labels == 0))


@pytest.mark.parametrize(("group", "how"), [(3, "typical"), (-1, "typical"), (0, "alphabetical")])
def test_unknown_group_or_order_is_refused(found: Clustering, group: int, how: str) -> None:
    with pytest.raises(InvalidSettings):
        found.order(group, how)  # type: ignore[arg-type]


def test_back_from_the_disk(found: Clustering) -> None:
    kept = found.arrays()
    assert all(array.dtype.kind in "if" and array.ndim for array in kept.values())
    again = Clustering.from_arrays(kept)
    assert (again.inertia, again.noise_silhouette) == (found.inertia, found.noise_silhouette)
    assert np.array_equal(again.order(1), found.order(1))
    del kept["centres"]
    with pytest.raises(DamagedFile, match="centres"):
        Clustering.from_arrays(kept)


@pytest.mark.parametrize(
    "settings",
    [
        replace(SETTINGS, k=1),
        replace(SETTINGS, k=11),
        replace(SETTINGS, restarts=0),
        replace(SETTINGS, seed=-1),
        replace(SETTINGS, algorithm="magic"),  # type: ignore[arg-type]
    ],
)
def test_impossible_settings_are_refused_with_a_remedy(settings: ClusterSettings) -> None:
    with pytest.raises(InvalidSettings) as caught:
        cluster(np.random.default_rng(0).standard_normal((10, 2)), settings)
    assert caught.value.remedy


@pytest.mark.parametrize("bad", [np.nan, np.inf, 1e30])
def test_measures_that_are_no_use_are_refused(bad: float) -> None:
    points = np.zeros((10, 2), np.float32)
    points[4, 1] = bad
    with pytest.raises(InvalidSettings, match=r"row 4|larger"):
        cluster(points, SETTINGS)


@pytest.mark.parametrize("shape", [(10,), (0, 2), (10, 0)])
def test_points_of_the_wrong_shape_are_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises(InvalidSettings, match="shape"):
        cluster(np.zeros(shape, np.float32), SETTINGS)


def test_too_few_distinct_points_say_how_many_groups_work() -> None:
    points = np.repeat(np.eye(3, dtype=np.float32), 20, axis=0)
    with pytest.raises(InvalidSettings, match=r"Only 3 of 60 .* at most 3"):
        cluster(points, replace(SETTINGS, k=4))
    assert cluster(points, SETTINGS).sizes.tolist() == [20, 20, 20]


def test_no_group_is_ever_empty() -> None:
    random = np.random.default_rng(4)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for m, d, k in ((12, 3, 12), (60, 1, 40), (300, 2, 150)):
            points = random.integers(0, 400, (m, d)).astype(np.float32)
            points[:, 0] += np.arange(m) / 1000  # all differ, many only just
            assert cluster(points, ClusterSettings(k=k, restarts=1)).sizes.min() >= 1


def test_an_empty_centre_moves_to_the_farthest_point() -> None:
    points = np.array([[0.0], [1.0], [9.0]], np.float32)
    centres = fill_empty(points, np.array([[0.5], [-50.0]], np.float32))
    assert centres.ravel().tolist() == [0.5, 9.0]


def test_new_faces_go_to_the_nearest_centre(found: Clustering) -> None:
    assert assign(found.centres + 0.1, found.centres).tolist() == [0, 1, 2]
    assert assign(found.centres, found.centres).dtype == np.int32
    with pytest.raises(InvalidSettings, match="do not match"):
        assign(np.zeros((4, 2), np.float32), found.centres)


def test_progress_ends_full_and_cancel_stops_between_restarts() -> None:
    points, _ = blobs((30, 60, 45))
    told: list[tuple[int, int, str]] = []
    cluster(points, SETTINGS, lambda *report: told.append(report))
    shares = [done / total for done, total, _ in told]
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    assert len({what for _, _, what in told}) > 1

    def cancel(done: int, total: int, what: str) -> None:
        if done:
            raise Cancelled

    with pytest.raises(Cancelled):
        cluster(points, SETTINGS, cancel)


@pytest.mark.parametrize(("d", "expected", "within"), [(2, 0.32, 0.015), (5, 0.137, 0.008), (20, 0.035, 0.003)])
def test_noise_scores_what_is_known_of_it(d: int, expected: float, within: float) -> None:
    points = np.random.default_rng(3).standard_normal((2000, d)).astype(np.float32)
    assert noise_silhouette(points, ClusterSettings(k=7)) == pytest.approx(expected, abs=within)


def test_noise_takes_on_the_covariance_but_not_the_groups() -> None:
    random = np.random.default_rng(6)
    flat = (random.standard_normal((1500, 20)) * np.array([50.0, 50.0] + [0.1] * 18)).astype(np.float32)
    settings = ClusterSettings(k=7)
    assert noise_silhouette(flat, settings) == pytest.approx(0.32, abs=0.02)  # 20 measures, 2 that vary
    grouped, _ = blobs((100, 100, 100, 100), d=10)
    found = cluster(grouped, replace(settings, k=4))
    assert found.silhouette > 2 * found.noise_silhouette
    shuffled = random.permutation(grouped)
    assert noise_silhouette(shuffled, settings) == pytest.approx(noise_silhouette(grouped, settings), abs=1e-3)
