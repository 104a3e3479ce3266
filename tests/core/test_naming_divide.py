"""Mixed groups fall into parts that look alike."""

import numpy as np
import pytest

from fer_core.base.errors import InvalidSettings
from fer_core.naming.divide import core, divide


def blobs(*sizes: int) -> np.ndarray:
    random = np.random.default_rng(0)
    return np.vstack([random.normal(9 * i, 1, (size, 5)) for i, size in enumerate(sizes)]).astype(np.float32)


def test_parts_are_what_looks_alike_the_biggest_first() -> None:
    assert divide(blobs(10, 30, 20), 3) == "2" * 10 + "0" * 30 + "1" * 20


@pytest.mark.parametrize("parts", [2, 3, 4, 5])
def test_no_part_is_empty_and_the_same_faces_give_the_same_parts(parts: int) -> None:
    points = np.random.default_rng(1).normal(size=(4000, 8)).astype(np.float32)
    found = divide(points, parts)
    assert set(found) == set("01234"[:parts]) and len(found) == 4000
    assert divide(points, parts) == found
    assert set(divide(points[:parts], parts)) == set("01234"[:parts])


def test_faces_that_are_all_alike_cannot_be_divided() -> None:
    with pytest.raises(InvalidSettings, match="too similar"):
        divide(np.ones((30, 4), np.float32), 2)


def test_the_core_is_the_nearer_half_and_an_odd_one_belongs_to_it() -> None:
    points = np.array([[9, 0], [0, 1], [0, -1], [1, 0], [-9, 0]], np.float32)
    assert core(points) == "10001"
    assert core(points[:2]) == "01"
    with pytest.raises(InvalidSettings, match="two faces"):
        core(points[:1])
