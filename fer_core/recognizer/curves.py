"""ROC and precision-recall curves, one emotion against all others.

As in scikit-learn, an emotion's probability is the score, the area under the ROC curve is computed by trapezoids, and
average precision sums precision over the steps of recall without interpolation (Davis and Goadrich, ICML 2006, explain
why precision must not be interpolated). Random scores have an area of 0.5 and an average precision equal to the
emotion's share of the faces; so average precision shows more about rare emotions.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from sklearn.metrics import average_precision_score, precision_recall_curve, roc_auc_score, roc_curve

POINTS = 200
"""Points of a curve that are drawn; areas are computed from all points."""


@dataclass(frozen=True, eq=False)
class OneAgainstRest:
    """How well the probability of one emotion separates its faces from all others.

    Attributes:
        code: of the emotion.
        support: number of its faces.
        share: its share of all faces (0..1), which is the average precision by chance.
        false_alarms, found: float64 [p], 0..1, the ROC curve: false and true positive rates.
        area: area under the ROC curve; 0.5 by chance, 1 at best.
        recall, precision: float64 [q], 0..1, recall ascending from 0, where precision is that of the faces with the
            highest probability.
        average_precision: ``share`` by chance, 1 at best.
    """

    code: int
    support: int
    share: float
    false_alarms: np.ndarray
    found: np.ndarray
    area: float
    recall: np.ndarray
    precision: np.ndarray
    average_precision: float


def one_against_rest(true: np.ndarray, probabilities: np.ndarray) -> tuple[OneAgainstRest, ...]:
    """The curves of each emotion that some faces, but not all, have as label.

    Args:
        true: uint8 [t], labels as codes.
        probabilities: float32 [t, c], 0..1.
    """
    codes = [code for code in range(probabilities.shape[1]) if 0 < (true == code).sum() < len(true)]
    return tuple(_curve(code, true == code, probabilities[:, code]) for code in codes)


def macro(curves: Sequence[OneAgainstRest]) -> tuple[float, float]:
    """Mean area and mean average precision over the emotions, 0..1; NaN where ``curves`` is empty."""
    if not curves:
        return float("nan"), float("nan")
    return float(np.mean([c.area for c in curves])), float(np.mean([c.average_precision for c in curves]))


def _curve(code: int, own: np.ndarray, score: np.ndarray) -> OneAgainstRest:
    alarms, found, _ = roc_curve(own, score)
    precision, recall, _ = precision_recall_curve(own, score)
    recall, precision = recall[:-1][::-1], precision[:-1][::-1]  # without the conventional last point of precision 1
    recall, precision = np.r_[0, recall], np.r_[precision[0], precision]
    roc, pr = _thin(alarms), _thin(recall)
    return OneAgainstRest(
        code,
        int(own.sum()),
        float(own.mean()),
        alarms[roc],
        found[roc],
        float(roc_auc_score(own, score)),
        recall[pr],
        precision[pr],
        float(average_precision_score(own, score)),
    )


def _thin(values: np.ndarray) -> np.ndarray:
    """int64 [p]: at most `POINTS` indices of ``values``, evenly spaced, with the first and the last."""
    return np.unique(np.linspace(0, len(values) - 1, min(POINTS, len(values))).round().astype(int))
