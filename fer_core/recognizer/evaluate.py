"""Scores of predicted emotions.

Rows of the confusion matrix are true classes, columns predicted ones, and every class has its place in the arrays.
Macro averages (balanced accuracy, macro F1) are over the classes that occur among the labels; a precision, recall or
F1 without any face to count is 0.
"""

from dataclasses import dataclass

import numpy as np
from scipy.stats import binomtest
from sklearn.metrics import confusion_matrix, precision_recall_fscore_support

from fer_core.base.errors import InvalidSettings


@dataclass(frozen=True, eq=False)
class Scores:
    """How well predictions match the labels. Shares are 0..1; higher is better.

    Attributes:
        accuracy: share of correct predictions.
        balanced_accuracy: mean recall of the classes.
        macro_f1: mean F1 of the classes.
        confusion: int64 [c, c], rows = true class, columns = predicted class.
        precision: float64 [c].
        recall: float64 [c].
        f1: float64 [c].
        support: int64 [c], faces of each class.
        n: faces scored.
        interval: 95 % interval of the accuracy (Wilson 1927).
    """

    accuracy: float
    balanced_accuracy: float
    macro_f1: float
    confusion: np.ndarray
    precision: np.ndarray
    recall: np.ndarray
    f1: np.ndarray
    support: np.ndarray
    n: int
    interval: tuple[float, float]


def in_truth(confusion: np.ndarray) -> list[int]:
    """Codes of the classes that test faces have as label: rows of a confusion matrix (int [c, c]) to show."""
    return np.flatnonzero(np.asarray(confusion).sum(axis=1)).tolist()


def in_truth_or_predicted(confusion: np.ndarray) -> list[int]:
    """Codes of the classes that test faces have as label or prediction: columns of the matrix to show."""
    table = np.asarray(confusion)
    return np.flatnonzero(table.sum(axis=1) + table.sum(axis=0)).tolist()


def evaluate(true: np.ndarray, predicted: np.ndarray, n_classes: int) -> Scores:
    """Score predictions against labels.

    Args:
        true: int [n], labels as codes, 0..n_classes - 1.
        predicted: int [n], predicted codes, likewise.
        n_classes: number of classes.

    Raises:
        InvalidSettings: where there is nothing to score, lengths differ or a code is out of range.
    """
    _check(true, predicted, n_classes)
    labels = np.arange(n_classes)
    confusion = confusion_matrix(true, predicted, labels=labels).astype(np.int64)
    precision, recall, f1, support = precision_recall_fscore_support(true, predicted, labels=labels, zero_division=0)
    present = support > 0
    correct = int(np.trace(confusion))
    return Scores(
        accuracy=correct / len(true),
        balanced_accuracy=float(recall[present].mean()),
        macro_f1=float(f1[present].mean()),
        confusion=confusion,
        precision=precision,
        recall=recall,
        f1=f1,
        support=support.astype(np.int64),
        n=len(true),
        interval=wilson_interval(correct, len(true)),
    )


def scores_of(confusion: np.ndarray) -> Scores:
    """The scores of a confusion matrix (int [c, c], with at least one face)."""
    true, predicted = np.indices(confusion.shape).reshape(2, -1)
    times = np.asarray(confusion).ravel()
    return evaluate(np.repeat(true, times), np.repeat(predicted, times), len(confusion))


def wilson_interval(correct: int, n: int) -> tuple[float, float]:
    """95 % interval (low, high) of the share ``correct`` of ``n`` (Wilson, JASA 1927)."""
    bounds = binomtest(correct, n).proportion_ci(confidence_level=0.95, method="wilson")
    return float(bounds.low), float(bounds.high)


def _check(true: np.ndarray, predicted: np.ndarray, n_classes: int) -> None:
    if len(true) != len(predicted):
        raise InvalidSettings(f"There are {len(true)} labels, but {len(predicted)} predictions.")
    if not len(true):
        raise InvalidSettings("There are no test faces to score.", remedy="On Balance, choose a split with test faces.")
    if min(true.min(), predicted.min()) < 0 or max(true.max(), predicted.max()) >= n_classes:
        raise InvalidSettings(f"A class code is outside 0..{n_classes - 1}.")
