"""How far scores would move with other held-out faces of the same kind: 95 % percentile bootstrap.

Held-out faces are drawn with replacement, as many as there are (Efron and Tibshirani, "An introduction to the
bootstrap", 1993). All that accuracy, balanced accuracy and macro F1 need of a draw is its confusion matrix, and that
is one draw from a multinomial over the cells of the matrix; so thousands of draws are a few array operations. The
intervals tell of the faces that judge alone: names, groups and the recognizer stay as they are.
"""

from dataclasses import dataclass

import numpy as np

from fer_core.base.errors import InvalidSettings

DRAWS = 2_000
METRICS = ("accuracy", "balanced_accuracy", "macro_f1")
"""What is estimated, in this order wherever an array holds all of them."""
FEW = 300
"""Held-out faces below which half of an accuracy's interval is some 5 points or more."""


@dataclass(frozen=True)
class Estimate:
    """A score and its 95 % interval. Scores are 0..1, differences of them -1..1."""

    value: float
    low: float
    high: float

    @property
    def sure(self) -> bool:
        """Of a difference: whether its interval leaves out 0."""
        return not self.low <= 0 <= self.high


@dataclass(frozen=True)
class Estimates:
    """The scores of one set of predictions.

    Attributes:
        accuracy, balanced_accuracy, macro_f1: by the conventions of `evaluate`.
        n: faces that judge.
        draws, seed: of the bootstrap.
    """

    accuracy: Estimate
    balanced_accuracy: Estimate
    macro_f1: Estimate
    n: int
    draws: int
    seed: int


def bootstrap(confusion: np.ndarray, draws: int = DRAWS, seed: int = 0) -> Estimates:
    """Scores of a confusion matrix (int [c, c], rows = true, not empty) with their intervals.

    Raises InvalidSettings where there is no face.
    """
    return _estimates(metrics(confusion), metrics(_resampled(confusion, draws, seed)), int(confusion.sum()), seed)


def change_without(confusion: np.ndarray, aside: np.ndarray) -> Estimates:
    """What the scores gain or lose where some of the faces do not judge: without them minus with them.

    Args:
        confusion: int [c, c], of all faces.
        aside: int [c, c], of the faces that are left out; nowhere more than all, and not all of them.

    Raises InvalidSettings where none would be left, or more are left out than there are.
    """
    kept = np.asarray(confusion) - aside
    if kept.min() < 0 or not kept.sum():
        raise InvalidSettings("No face would be left to judge.", remedy="Leave out fewer of them.")
    drawn = _resampled(np.stack([kept, aside]), DRAWS, 0)  # each draw gives both scores: they share most faces
    drawn = drawn[drawn[:, 0].any(axis=(1, 2))]
    spread = metrics(drawn[:, 0]) - metrics(drawn.sum(axis=1))
    return _estimates(metrics(kept) - metrics(confusion), spread, int(kept.sum()), 0)


def metrics(confusions: np.ndarray) -> np.ndarray:
    """float64 [..., 3]: the `METRICS` of confusion matrices, int [..., c, c], each with a face in it."""
    confusions = np.asarray(confusions)
    right = np.diagonal(confusions, axis1=-2, axis2=-1)
    support, said = confusions.sum(axis=-1), confusions.sum(axis=-2)
    present = support > 0
    classes = np.maximum(present.sum(axis=-1), 1)
    recall = right / np.maximum(support, 1)
    f1 = 2 * right / np.maximum(support + said, 1)
    accuracy = right.sum(axis=-1) / np.maximum(support.sum(axis=-1), 1)
    means = [(values * present).sum(axis=-1) / classes for values in (recall, f1)]
    return np.stack([accuracy, *means], axis=-1)


def _resampled(counts: np.ndarray, draws: int, seed: int) -> np.ndarray:
    """int64 [draws, ...]: ``counts`` (int [...]) as they would be with as many faces drawn with replacement."""
    faces = int(np.sum(counts))
    if not faces:
        raise InvalidSettings("There is no face to score.", remedy="Choose a split with test faces.")
    drawn = np.random.default_rng(seed).multinomial(faces, np.ravel(counts) / faces, size=draws)
    return drawn.reshape(draws, *np.shape(counts))


def _estimates(values: np.ndarray, drawn: np.ndarray, n: int, seed: int) -> Estimates:
    low, high = np.percentile(drawn, (2.5, 97.5), axis=0)
    accuracy, balanced, f1 = (Estimate(*map(float, row)) for row in zip(values, low, high, strict=True))
    return Estimates(accuracy, balanced, f1, n, len(drawn), seed)
