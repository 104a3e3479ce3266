"""Predictions, one row for each face or reason. Only one batch of faces is in memory at a time."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice

import numpy as np

from fer_core.predicting.looked import Looked

BATCH = 256
"""Rows in memory at a time."""
Say = Callable[[np.ndarray], np.ndarray]
"""A recognizer: from faces uint8 [m, 48, 48] to probabilities float [m, classes]."""


def columns(classes: Sequence[str]) -> list[str]:
    """The header of `answers`; ``said`` is the name that ``predicted`` had in earlier versions."""
    return ["file", "face", "predicted", *(f"p({name})" for name in classes), "said", "reason", "input", "source"]


def answers(looked: Iterable[Looked], classes: Sequence[str], say: Say) -> Iterator[Sequence[object]]:
    """A row for each of ``looked``, in its order. Where there is no face, its prediction is None."""
    left = iter(looked)
    while batch := list(islice(left, BATCH)):
        images = [one.image for one in batch if one.image is not None]
        predictions = iter(say(np.stack(images)) if images else ())
        for one in batch:
            yield _row(one, classes, None if one.image is None else next(predictions))


def _row(one: Looked, classes: Sequence[str], probabilities: np.ndarray | None) -> Sequence[object]:
    first = None if probabilities is None else classes[int(probabilities.argmax())]
    shares = [None] * len(classes) if probabilities is None else [round(float(p), 6) for p in probabilities]
    return [one.file, one.number, first, *shares, first, one.reason, one.given, one.source]
