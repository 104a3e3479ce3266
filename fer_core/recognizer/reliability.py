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


def best_and_worst(scores: Scores, classes: Sequence[str]) -> str:
    """Which emotions are recognized best and worst on test faces; "" where fewer than two have enough faces."""
    known = [code for code in range(len(classes)) if scores.support[code] >= FEWEST_TEST_FACES]
    if len(known) < 2:
        return ""
    best, worst = (pick(known, key=lambda code: scores.recall[code]) for pick in (max, min))
    found = [f"{100 * scores.recall[code]:.0f}" for code in (best, worst)]
    return (
        f"It is best at {classes[best]}: of 100 test faces with this label, it predicts {found[0]} correctly. "
        f"It is worst at {classes[worst]}: {found[1]} of 100."
    )
