"""What the lesson says of counts, and what it says each remedy does."""

import numpy as np
import pytest

from fer_core.charts.classes import class_bars, class_pie
from ui.data.imbalance import consequences
from ui.data.remedies import effects

FER = ("angry", "disgust", "fear", "happy", "sad", "surprise", "neutral")
COUNTS = np.array([3995, 436, 4097, 7215, 4830, 3171, 4965])


def said(counts: np.ndarray, classes: tuple[str, ...], **more: object) -> str:
    given = {"learning": counts, "groups": 25, **more}
    return "\n".join(consequences(counts, classes, **given)).replace("\\", "")  # type: ignore[arg-type]


def test_the_lesson_of_fer2013() -> None:
    judges = np.array([467, 56, 496, 895, 653, 415, 607])
    text = said(COUNTS, FER, judges=judges)
    assert "always said “happy” you would be right 25% of the time" in text
    assert "Of 1,000 faces 15 show **disgust**" in text and "loses 1.5% accuracy" in text
    assert "always “happy” gets 14% there" in text
    assert "All 436 of disgust would fill 38% of one" in text
    assert "56 faces of disgust judge the result" in text and "± 13 points" in text
    assert "7 emotions are as varied as **6.1**" in text


def test_what_does_not_apply_is_not_said() -> None:
    text = said(np.array([50, 52]), ("a", "b"))
    assert "taken at its word" in text
    assert "loses" not in text and "judge" not in text and "Sorted" not in text


@pytest.mark.parametrize("n", [2, 50])
def test_any_number_of_classes_is_told_in_a_few_sentences(n: int) -> None:
    counts = (1000 / np.arange(1, n + 1) ** 2).astype(int) + 1
    sentences = consequences(
        counts, tuple(f"c{i}" for i in range(n)), learning=counts, groups=25, judges=np.zeros(n, int)
    )
    assert 3 <= len(sentences) <= 7 and max(map(len, sentences)) < 330
    if n == 50:
        assert any("and 45 more" in s or "more." in s for s in sentences)


def test_one_class_and_empty_ones() -> None:
    assert "nothing to tell apart" in said(np.array([5, 0]), ("a", "b"))
    assert "No face shows b" in said(np.array([5, 0, 4]), ("a", "b", "c"))
    assert "No face of c judges" in said(np.array([9, 9, 4]), ("a", "b", "c"), judges=np.array([3, 3, 0]))
    assert "One face of c judges" in said(np.array([9, 9, 4]), ("a", "b", "c"), judges=np.array([3, 3, 1]))


def test_names_from_files_are_shown_as_they_are() -> None:
    text = "\n".join(consequences(np.array([9, 1]), ("![x](y)", "<b>"), learning=np.array([9, 1]), groups=2))
    assert "![x](y)" not in text and "<b>" not in text


def test_remedies_say_what_goes_and_what_comes() -> None:
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
