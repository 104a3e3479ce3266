"""How much scores would vary with other test faces of the same kind: 95 % percentile bootstrap.

Test faces are drawn with replacement, as many as there are (Efron and Tibshirani, "An introduction to the bootstrap",
1993). Accuracy, balanced accuracy and macro F1 follow from a draw's confusion matrix, which is one draw from a
multinomial over the cells of the matrix, so thousands of draws take a few array operations. The intervals reflect the
choice of test faces alone: names, groups and the recognizer stay the same.
"""

from dataclasses import dataclass

import numpy as np

from fer_core.base.errors import InvalidSettings

DRAWS = 2_000
METRICS = ("accuracy", "balanced_accuracy", "macro_f1")
"""The scores that are estimated, in the order of arrays that hold all of them."""
FEW = 300
"""Test faces below which the interval of an accuracy reaches about 5 points or more to each side."""


@dataclass(frozen=True)
class Estimate:
    """A score and its 95 % interval. Scores are 0..1, differences of them -1..1."""

    value: float
    low: float
    high: float

    @property
    def clear(self) -> bool:
        """For a difference: whether its interval excludes 0."""
        return not self.low <= 0 <= self.high


@dataclass(frozen=True)
class Estimates:
    """The scores of one set of predictions.

    Attributes:
        accuracy, balanced_accuracy, macro_f1: by the conventions of `evaluate`.
        n: test faces.
        draws, seed: of the bootstrap.
    """

    accuracy: Estimate
    balanced_accuracy: Estimate
    macro_f1: Estimate
    n: int
    draws: int
    seed: int


def bootstrap(confusion: np.ndarray, draws: int = DRAWS, seed: int = 0) -> Estimates:
    """Scores of a confusion matrix with their intervals.

    Args:
        confusion: int [c, c], rows = true class, columns = predicted class.
        draws: number of bootstrap draws.
        seed: of the draws.

    Raises:
        InvalidSettings: where the matrix holds no face.
    """
    return _estimates(metrics(confusion), metrics(_resampled(confusion, draws, seed)), int(confusion.sum()), seed)


def change_without(confusion: np.ndarray, removed: np.ndarray) -> Estimates:
    """How the scores change where some test faces are left out: scores without them minus scores with them.

    Args:
        confusion: int [c, c], confusion matrix of all test faces.
        removed: int [c, c], that of the faces that are left out.

    Raises:
        InvalidSettings: where no face would remain, or a cell of ``removed`` is larger than that of all faces.
    """
    remaining = np.asarray(confusion) - removed
    if remaining.min() < 0 or not remaining.sum():
        raise InvalidSettings("No test face would remain.", remedy="Leave out fewer test faces.")
    drawn = _resampled(np.stack([remaining, removed]), DRAWS, 0)  # each draw gives both scores: they share most faces
    drawn = drawn[drawn[:, 0].any(axis=(1, 2))]
    spread = metrics(drawn[:, 0]) - metrics(drawn.sum(axis=1))
    return _estimates(metrics(remaining) - metrics(confusion), spread, int(remaining.sum()), 0)


def metrics(confusions: np.ndarray) -> np.ndarray:
    """float64 [..., 3], 0..1: the `METRICS` of confusion matrices, int [..., c, c], each with at least one face."""
    confusions = np.asarray(confusions)
    correct = np.diagonal(confusions, axis1=-2, axis2=-1)
    support, predicted = confusions.sum(axis=-1), confusions.sum(axis=-2)
    present = support > 0
    classes = np.maximum(present.sum(axis=-1), 1)
    recall = correct / np.maximum(support, 1)
    f1 = 2 * correct / np.maximum(support + predicted, 1)
    accuracy = correct.sum(axis=-1) / np.maximum(support.sum(axis=-1), 1)
    means = [(values * present).sum(axis=-1) / classes for values in (recall, f1)]
    return np.stack([accuracy, *means], axis=-1)


def _resampled(counts: np.ndarray, draws: int, seed: int) -> np.ndarray:
    """int64 [draws, ...]: ``counts`` (int [...]) of as many faces drawn from them with replacement."""
    faces = int(np.sum(counts))
    if not faces:
        raise InvalidSettings("There are no test faces to score.", remedy="On Balance, choose a split with test faces.")
    drawn = np.random.default_rng(seed).multinomial(faces, np.ravel(counts) / faces, size=draws)
    return drawn.reshape(draws, *np.shape(counts))


def _estimates(values: np.ndarray, drawn: np.ndarray, n: int, seed: int) -> Estimates:
    low, high = np.percentile(drawn, (2.5, 97.5), axis=0)
    accuracy, balanced, f1 = (Estimate(*map(float, row)) for row in zip(values, low, high, strict=True))
    return Estimates(accuracy, balanced, f1, n, len(drawn), seed)
