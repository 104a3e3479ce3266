"""How far a prediction can be relied on, in words."""

import numpy as np
import pytest

from fer_core.base.words import one_in
from fer_core.recognizer.evaluate import scores_of
from fer_core.recognizer.reliability import best_and_worst, extremes, level, when_predicted

CLASSES = ("happy", "sad", "fear", "disgust")
SCORES = scores_of(np.array([[80, 15, 5, 0], [10, 30, 60, 0], [5, 45, 50, 0], [3, 3, 4, 0]]))


@pytest.mark.parametrize(
    ("shares", "words"),
    [
        ((0.9, 0.1), "high"),
        ((0.65, 0.35), "medium"),
        ((0.5, 0.3, 0.2), "low"),
        ((0.45, 0.4, 0.15), "not sure"),
        ((0.3, 0.25, 0.25, 0.2), "not sure"),
    ],
)
def test_confidence_has_a_word(shares: tuple[float, ...], words: str) -> None:
    assert level(np.array(shares)) == words


def test_a_prediction_is_set_beside_the_test_faces_that_got_it() -> None:
    assert when_predicted(SCORES, 0, CLASSES) == (
        "Of 100 test faces predicted as happy, 82 are correct; the others are mostly sad."
    )
    assert when_predicted(SCORES, 3, CLASSES) == "", "never predicted"


def test_the_best_and_the_worst_are_among_what_is_predicted_at_all() -> None:
    assert extremes(SCORES, CLASSES) == (0, 1)
    assert "best at happy: of 100 test faces with this label, it predicts 80" in best_and_worst(SCORES, CLASSES)
    assert "worst at sad: 30 of 100" in best_and_worst(SCORES, CLASSES)
    assert best_and_worst(scores_of(np.array([[2, 1], [0, 3]])), ("happy", "sad")) == "", "too few test faces"


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (0.493, "1 in 2"),
        (1 / 7, "1 in 7"),
        (0.65, "2 in 3"),
        (0.249, "1 in 4"),
        (0.82, "5 in 6"),
        (0.89, "7 in 8"),
        (0.99, "almost all"),
    ],
)
def test_a_share_is_a_fraction_that_one_can_picture(share: float, words: str) -> None:
    assert one_in(share) == words
