"""The silhouette equals scikit-learn's, also where float32 would lose it."""

import numpy as np
import pytest
from sklearn.metrics import silhouette_samples as reference

from fer_core.base.errors import Cancelled, InvalidSettings
from fer_core.clustering import silhouette_samples

RANDOM = np.random.default_rng(0)


def cases() -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Points [m, d] and labels [m] that are hard in their own way."""
    normal = RANDOM.standard_normal
    two_places = np.array([[0, 0, 1], [1, 0.3, 0.7], [5, 5, 5], [7, 8.1, 9.3]])
    return {
        "several tiles": (normal((3000, 12)), RANDOM.integers(0, 4, 3000)),
        "one group beyond a tile": (normal((2500, 6)), (np.arange(2500) > 2400).astype(int)),
        "labels with gaps": (normal((300, 4)), RANDOM.choice([-3, 7, 100], 300)),
        "alone in a group": (normal((50, 4)), np.r_[np.zeros(25, int), np.ones(24, int), 2]),
        "far from the origin": (normal((300, 8)) + 500, RANDOM.integers(0, 5, 300)),
        "half duplicates": (np.repeat(two_places, 50, axis=0), np.repeat([0, 0, 1, 1], 50)),
        "duplicates in small groups": (np.repeat(normal((200, 10)), 3, axis=0)[:-1], np.repeat(np.arange(100), 6)[:-1]),
        "one far outlier": (np.vstack([normal((300, 10)), np.full((1, 10), 1e4)]), np.r_[np.arange(300) % 7, 3]),
        "tight and far apart": (
            normal((300, 10)) + np.repeat(1000 * normal((3, 10)), 100, axis=0),
            np.arange(300) // 50,
        ),
        "one measure": (normal((200, 1)), RANDOM.integers(0, 3, 200)),
    }


@pytest.mark.parametrize("name", cases())
def test_equals_scikit_learn(name: str) -> None:
    points, labels = cases()[name]
    points = points.astype(np.float32)
    ours = silhouette_samples(points, labels)
    assert ours.dtype == np.float32
    assert np.abs(ours - reference(points.astype(np.float64), labels)).max() < 2e-6


def test_a_face_alone_gets_zero_and_equal_faces_are_no_error() -> None:
    points = np.array([[0.0, 0.0], [0.0, 0.0], [3.0, 4.0]], np.float32)
    assert silhouette_samples(points, np.array([0, 0, 1])).tolist() == [1.0, 1.0, 0.0]
    same = np.ones((6, 2), np.float32)
    assert silhouette_samples(same, np.array([0, 0, 0, 1, 1, 1])).tolist() == [0.0] * 6


def test_every_face_its_own_group_gives_zeros() -> None:
    points = RANDOM.standard_normal((5, 2)).astype(np.float32)
    assert not silhouette_samples(points, np.arange(5)).any()


@pytest.mark.parametrize("labels", [np.zeros(10, int), np.zeros(9, int), np.zeros((10, 2), int)])
def test_labels_that_cannot_be_are_refused(labels: np.ndarray) -> None:
    with pytest.raises(InvalidSettings):
        silhouette_samples(RANDOM.standard_normal((10, 3)), labels)


def test_nan_is_refused() -> None:
    points = np.zeros((4, 2), np.float32)
    points[1] = np.nan
    with pytest.raises(InvalidSettings, match="row 1"):
        silhouette_samples(points, np.array([0, 0, 1, 1]))


def test_cancel_is_heard_between_blocks() -> None:
    heard: list[int] = []

    def cancel(done: int, total: int, what: str) -> None:
        heard.append(done)
        if 0 < done < total:
            raise Cancelled

    with pytest.raises(Cancelled):
        silhouette_samples(RANDOM.standard_normal((2000, 3)), np.arange(2000) % 3, cancel)
    assert len(heard) == 1
