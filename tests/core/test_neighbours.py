import numpy as np
import pytest

from fer_core.base.errors import Cancelled, InvalidSettings
from fer_core.base.neighbours import nearest


@pytest.mark.parametrize(("m", "count"), [(700, 9), (40, 40), (300, 30), (1, 1)])
def test_neighbours_are_exact_and_ascending(m: int, count: int) -> None:
    points = np.random.default_rng(0).normal(size=(m, 5)).astype(np.float32) + np.float32(500)
    found, distances = nearest(points, count)
    table = np.linalg.norm(points[:, None].astype(np.float64) - points, axis=2)
    np.testing.assert_allclose(distances, np.sort(table, axis=1)[:, :count], atol=1e-3)
    np.testing.assert_allclose(np.take_along_axis(table, found, axis=1), distances, atol=1e-3)
    assert (found[:, 0] == np.arange(m)).all() and (distances[:, 0] == 0).all()


def test_equal_points_lie_at_zero_in_their_order() -> None:
    points = np.random.default_rng(1).normal(size=(400, 6)).astype(np.float32)
    points[100:150] = points[100]
    found, distances = nearest(points, 20)
    assert (distances[100:150] == 0).all()
    assert (found[100:150] == np.arange(100, 120)).all()


def test_neighbours_of_others() -> None:
    random = np.random.default_rng(2)
    points, others = (random.normal(size=(n, 3)).astype(np.float32) for n in (500, 20))
    found, _ = nearest(points, 3, of=others)
    table = np.linalg.norm(others[:, None] - points, axis=2)
    np.testing.assert_array_equal(found, np.argsort(table, axis=1)[:, :3])


def test_what_cannot_be_found_and_cancel() -> None:
    points = np.zeros((5, 2), np.float32)
    for count in (0, 6):
        with pytest.raises(InvalidSettings):
            nearest(points, count)

    def cancel(done: int, total: int, what: str) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        nearest(points, 2, cancel)
