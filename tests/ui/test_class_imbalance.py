"""What the Data page says about class imbalance, and about each way of balancing."""

import numpy as np
import pytest

from fer_core.charts.classes import class_bars, class_pie
from ui.data.balancing_effects import effects
from ui.data.imbalance import consequences

FER = ("angry", "disgust", "fear", "happy", "sad", "surprise", "neutral")
COUNTS = np.array([3995, 436, 4097, 7215, 4830, 3171, 4965])


def sentences_on(counts: np.ndarray, classes: tuple[str, ...], **more: object) -> str:
    given = {"training": counts, "groups": 25, **more}
    return "\n".join(consequences(counts, classes, **given)).replace("\\", "")  # type: ignore[arg-type]


def test_the_sentences_on_fer2013() -> None:
    test = np.array([467, 56, 496, 895, 653, 415, 607])
    text = sentences_on(COUNTS, FER, test=test)
    assert "Always predicting “happy” would be correct for 25% of the faces" in text
    assert "Of 1,000 faces, 15 show **disgust**" in text and "loses only 1.5% accuracy" in text
    assert "always predicting “happy” scores 14% there" in text
    assert "All 436 faces of disgust would fill 38% of one" in text
    assert "56 test faces show disgust" in text and "± 13 points" in text
    assert "effective number of emotions is **6.1** of 7" in text


def test_what_does_not_apply_is_not_said() -> None:
    text = sentences_on(np.array([50, 52]), ("a", "b"))
    assert "accuracy is a fair score" in text
    assert "loses" not in text and "test face" not in text and "With 25 groups" not in text


@pytest.mark.parametrize("n", [2, 50])
def test_any_number_of_classes_is_told_in_a_few_sentences(n: int) -> None:
    counts = (1000 / np.arange(1, n + 1) ** 2).astype(int) + 1
    sentences = consequences(
        counts, tuple(f"c{i}" for i in range(n)), training=counts, groups=25, test=np.zeros(n, int)
    )
    assert 3 <= len(sentences) <= 7 and max(map(len, sentences)) < 330
    if n == 50:
        assert any("and 45 more" in s or "more." in s for s in sentences)


def test_one_class_and_empty_ones() -> None:
    assert "nothing to tell apart" in sentences_on(np.array([5, 0]), ("a", "b"))
    assert "No face shows b" in sentences_on(np.array([5, 0, 4]), ("a", "b", "c"))
    assert "No test face shows c" in sentences_on(np.array([9, 9, 4]), ("a", "b", "c"), test=np.array([3, 3, 0]))
    assert "Only one test face shows c" in sentences_on(np.array([9, 9, 4]), ("a", "b", "c"), test=np.array([3, 3, 1]))


def test_names_from_files_are_shown_as_they_are() -> None:
    text = "\n".join(consequences(np.array([9, 1]), ("![x](y)", "<b>"), training=np.array([9, 1]), groups=2))
    assert "![x](y)" not in text and "<b>" not in text


def test_ways_of_balancing_say_what_goes_and_what_comes() -> None:
    found = {effect.title: effect for effect in effects(COUNTS)}
    assert found["No balancing"].dropped == found["No balancing"].added == 0
    under, over = found["Undersample"], found["Oversample"]
    assert (under.rows, under.dropped, under.added, under.ratio) == (7 * 436, COUNTS.sum() - 7 * 436, 0, 1)
    assert (over.rows, over.dropped, over.added) == (7 * 7215, 0, 7 * 7215 - COUNTS.sum())


@pytest.mark.parametrize("n", [2, 12, 50])
def test_charts_hold_every_face_for_any_number_of_classes(n: int) -> None:
    counts = np.random.default_rng(0).integers(1, 90, (2, n))
    classes = tuple(f"<i>{i}" for i in range(n))
    pie = class_pie(counts.sum(axis=0), classes).data[0]
    assert sum(pie.values) == counts.sum() and len(pie.labels) <= 12
    bars = class_bars(counts, classes, ("Training", "Test"))
    assert sum(sum(bar.x if n > 12 else bar.y) for bar in bars.data) == counts.sum()
    assert not any("<i>" in str(label) for label in pie.labels)
