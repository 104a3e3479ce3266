"""How far a prediction can be relied on, in plain sentences: its confidence, and how it fared on test faces.

The sentences contain names of classes, which can be any text: they are escaped where they are shown.
"""

from collections.abc import Sequence
from typing import Literal

import numpy as np

from fer_core.recognizer.evaluate import Scores
from fer_core.recognizer.words import FEWEST_TEST_FACES

LEAST_CONFIDENCE, LEAST_GAP = 0.4, 0.1
"""With less confidence, or a smaller gap to the second emotion, a prediction is not sure."""
HIGH, MEDIUM = 0.8, 0.6
"""Confidence from which it is called high, and medium."""
Level = Literal["not sure", "low", "medium", "high"]


def level(probabilities: np.ndarray) -> Level:
    """How confident a prediction is; ``probabilities``: float [c], of each emotion, at least two."""
    second, best = np.sort(probabilities)[-2:].tolist()
    if best < LEAST_CONFIDENCE or best - second < LEAST_GAP:
        return "not sure"
    return "high" if best >= HIGH else "medium" if best >= MEDIUM else "low"


def when_predicted(scores: Scores, code: int, classes: Sequence[str]) -> str:
    """How often such a prediction was correct on test faces; "" with too few of them to say."""
    predicted = int(scores.confusion[:, code].sum())
    if predicted < FEWEST_TEST_FACES:
        return ""
    others = scores.confusion[:, code].copy()
    others[code] = 0
    most = int(others.argmax())
    mistaken = f"; the others are mostly {classes[most]}" if others[most] else ""
    return f"Of 100 test faces predicted as {classes[code]}, {100 * scores.precision[code]:.0f} are correct{mistaken}."


def extremes(scores: Scores, classes: Sequence[str]) -> tuple[int, int] | None:
    """The codes of the emotions that are recognized best and worst, of those with enough test faces.

    Emotions that are never predicted are left out: nobody named a face so.
    """
    predicted = scores.confusion.sum(axis=0)
    known = [c for c in range(len(classes)) if scores.support[c] >= FEWEST_TEST_FACES and predicted[c]]
    if len(known) < 2:
        return None
    return max(known, key=lambda code: scores.recall[code]), min(known, key=lambda code: scores.recall[code])


def best_and_worst(scores: Scores, classes: Sequence[str]) -> str:
    """Which emotions are recognized best and worst on test faces; "" where fewer than two have enough of them."""
    if (found := extremes(scores, classes)) is None:
        return ""
    best, worst = found
    shares = [f"{100 * scores.recall[code]:.0f}" for code in found]
    return (
        f"It is best at {classes[best]}: of 100 test faces with this label, it predicts {shares[0]} correctly. "
        f"It is worst at {classes[worst]}: {shares[1]} of 100."
    )
