"""Scores of predicted emotions.

Convention: rows of the confusion matrix are true classes, columns predicted ones, and every class has its place
in the arrays. Macro averages (balanced accuracy, macro F1) are over the classes that occur in the truth; a
precision, recall or F1 without a case to count is 0.
"""

from dataclasses import dataclass

import numpy as np
from scipy.stats import binomtest
from sklearn.metrics import confusion_matrix, precision_recall_fscore_support

from fer_core.base.errors import InvalidSettings


@dataclass(frozen=True, eq=False)
class Scores:
    """How well predictions fit the truth. Shares are 0..1, higher is better.

    Attributes:
        accuracy: share of faces that are right.
        balanced_accuracy: mean recall of the classes.
        macro_f1: mean F1 of the classes.
        confusion: int64 [c, c], rows = true class, columns = predicted class.
        precision: float64 [c].
        recall: float64 [c].
        f1: float64 [c].
        support: int64 [c], true faces of each class.
        n: faces scored.
        interval: where the accuracy on unseen faces of this kind lies with 95 % confidence (Wilson 1927).
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
    """Codes of the classes that the judging faces are of: the rows of a confusion matrix (int [c, c]) worth showing."""
    return np.flatnonzero(np.asarray(confusion).sum(axis=1)).tolist()


def in_truth_or_predicted(confusion: np.ndarray) -> list[int]:
    """Codes of the classes that the judging faces are of, or are called: the columns worth showing."""
    table = np.asarray(confusion)
    return np.flatnonzero(table.sum(axis=1) + table.sum(axis=0)).tolist()


def evaluate(true: np.ndarray, predicted: np.ndarray, n_classes: int) -> Scores:
    """Score ``predicted`` (int [n], codes below ``n_classes``) against ``true`` (the same).

    Raises InvalidSettings where there is nothing to score, lengths differ or a code is out of range.
    """
    _check(true, predicted, n_classes)
    labels = np.arange(n_classes)
    confusion = confusion_matrix(true, predicted, labels=labels).astype(np.int64)
    precision, recall, f1, support = precision_recall_fscore_support(true, predicted, labels=labels, zero_division=0)
    present = support > 0
    right = int(np.trace(confusion))
    return Scores(
        accuracy=right / len(true),
        balanced_accuracy=float(recall[present].mean()),
        macro_f1=float(f1[present].mean()),
        confusion=confusion,
        precision=precision,
        recall=recall,
        f1=f1,
        support=support.astype(np.int64),
        n=len(true),
        interval=wilson_interval(right, len(true)),
    )


def scores_of(confusion: np.ndarray) -> Scores:
    """The scores that a confusion matrix (int [c, c], not empty) tells."""
    true, said = np.indices(confusion.shape).reshape(2, -1)
    times = np.asarray(confusion).ravel()
    return evaluate(np.repeat(true, times), np.repeat(said, times), len(confusion))


def wilson_interval(right: int, n: int) -> tuple[float, float]:
    """95 % interval (low, high) of the share that ``right`` of ``n`` estimate (Wilson, JASA 1927)."""
    bounds = binomtest(right, n).proportion_ci(confidence_level=0.95, method="wilson")
    return float(bounds.low), float(bounds.high)


def _check(true: np.ndarray, predicted: np.ndarray, n_classes: int) -> None:
    if len(true) != len(predicted):
        raise InvalidSettings(f"There are {len(true)} faces, but {len(predicted)} predictions.")
    if not len(true):
        raise InvalidSettings("There is no face to score.", remedy="Choose a split with test faces.")
    if min(true.min(), predicted.min()) < 0 or max(true.max(), predicted.max()) >= n_classes:
        raise InvalidSettings(f"A class code lies outside 0..{n_classes - 1}.")
