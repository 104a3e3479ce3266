"""ROC and precision-recall curves, one emotion against all others.

Conventions: an emotion's probability is the score; the area under the ROC curve is that of the trapezoids, average
precision sums precision over steps of recall without interpolation, as scikit-learn does (Davis and Goadrich,
ICML 2006, on why precision-recall must not be interpolated). By chance the area is 0.5 and the average precision the
emotion's share of the faces, which is why the latter tells more of rare emotions.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from sklearn.metrics import average_precision_score, precision_recall_curve, roc_auc_score, roc_curve

POINTS = 200
"""Points of a curve that are kept for drawing; areas are taken from all of them."""


@dataclass(frozen=True, eq=False)
class OneAgainstRest:
    """How well one emotion's probability tells its faces from all others.

    Attributes:
        code: of the emotion.
        support: faces that are of it.
        share: of all faces (0..1), the average precision of chance.
        false_alarms, found: float64 [p], the ROC curve: shares of the others and of its own that are called so.
        area: under it; 0.5 by chance, 1 at best.
        recall, precision: float64 [q], recall ascending from 0, where precision is that of the surest faces.
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
    """A curve for each emotion of which there are faces, and others beside them.

    Args:
        true: uint8 [t], codes.
        probabilities: float32 [t, c].
    """
    codes = [code for code in range(probabilities.shape[1]) if 0 < (true == code).sum() < len(true)]
    return tuple(_curve(code, true == code, probabilities[:, code]) for code in codes)


def macro(curves: Sequence[OneAgainstRest]) -> tuple[float, float]:
    """Mean area and mean average precision over the emotions; NaN where there is none."""
    if not curves:
        return float("nan"), float("nan")
    return float(np.mean([c.area for c in curves])), float(np.mean([c.average_precision for c in curves]))


def _curve(code: int, own: np.ndarray, score: np.ndarray) -> OneAgainstRest:
    alarms, found, _ = roc_curve(own, score)
    precision, recall, _ = precision_recall_curve(own, score)
    recall, precision = recall[:-1][::-1], precision[:-1][::-1]  # without the made-up point of precision 1
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
    """int64: about `POINTS` of the places of ``values``, the first and last among them."""
    return np.unique(np.linspace(0, len(values) - 1, min(POINTS, len(values))).round().astype(int))
