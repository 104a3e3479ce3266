"""Figures of imbalance, against numbers worked out by hand."""

import numpy as np
import pytest

from fer_core.base.errors import InvalidSettings
from fer_core.faces.imbalance import imbalance, uncertainty


def test_fer2013_is_as_the_papers_say() -> None:
    found = imbalance(np.array([4953, 547, 5121, 8989, 6077, 4002, 6198]))
    assert (found.faces, found.classes, found.commonest, found.rarest) == (35_887, 7, 3, 1)
    assert found.ratio == pytest.approx(8989 / 547)
    assert found.majority == pytest.approx(0.2505, abs=1e-4)
    assert found.rarest_share == pytest.approx(0.0152, abs=1e-4)
    assert found.effective == pytest.approx(6.11, abs=0.01)
    assert found.rare == (1,) and found.empty == () and not found.balanced


@pytest.mark.parametrize("classes", [2, 7, 50])
def test_equal_classes_are_as_varied_as_they_are_many(classes: int) -> None:
    found = imbalance(np.full(classes, 9))
    assert found.effective == pytest.approx(classes)
    assert found.entropy == pytest.approx(np.log2(classes))
    assert found.balanced and found.ratio == 1 and found.rare == ()
    assert found.majority == pytest.approx(found.majority_balanced)


def test_classes_without_a_face_count_nowhere_but_are_named() -> None:
    found = imbalance(np.array([0, 6, 0, 2]))
    assert (found.classes, found.empty, found.ratio, found.majority) == (2, (0, 2), 3, 0.75)
    assert found.entropy == pytest.approx(0.8113, abs=1e-4)
    assert found.rare == ()  # 2 is exactly half of an equal share of 4


def test_one_class_is_no_variety() -> None:
    found = imbalance(np.array([0, 5]))
    assert (found.classes, found.effective, found.entropy, found.ratio, found.majority) == (1, 1, 0, 1, 1)


def test_rare_classes_come_rarest_first() -> None:
    assert imbalance(np.array([100, 3, 100, 1, 20])).rare == (3, 1, 4)


@pytest.mark.parametrize("counts", [[], [0, 0], [-1, 5], [[1, 2]]])
def test_what_cannot_be_counted_is_refused(counts: list[int]) -> None:
    with pytest.raises(InvalidSettings):
        imbalance(np.array(counts, int))


def test_few_judges_make_a_score_uncertain() -> None:
    assert uncertainty(56) == pytest.approx(0.131, abs=1e-3)
    assert uncertainty(0) == 1.0
    assert uncertainty(10_000) < 0.01
