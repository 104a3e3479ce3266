"""Means over seeds, with intervals over test faces and seeds.

95 % percentile bootstrap (Efron and Tibshirani 1993) over both: every draw takes as many test faces with replacement,
the same ones for all seeds, and as many seeds with replacement. With few seeds, intervals are a little too narrow if
seeds differ much.
"""

from dataclasses import dataclass

import numpy as np

DRAWS = 1000
METRICS = ("accuracy", "balanced_accuracy", "macro_f1")


@dataclass(frozen=True)
class Estimate:
    """A mean over seeds and its 95 % interval, all 0..1."""

    mean: float
    low: float
    high: float


def estimates(true: np.ndarray, predictions: np.ndarray, n_classes: int, draws: int = DRAWS) -> dict[str, Estimate]:
    """Each of `METRICS` for ``predictions`` uint8 [s, t] of faces with the labels ``true`` uint8 [t]."""
    rng = np.random.default_rng(0)
    seeds, faces = predictions.shape
    cells = true.astype(np.int64) * n_classes + predictions
    means = _metrics(_confusions(cells, n_classes)).mean(axis=1)
    drawn = np.empty((draws, len(METRICS)))
    for i in range(draws):
        some = cells[:, rng.integers(0, faces, faces)]
        drawn[i] = _metrics(_confusions(some, n_classes))[:, rng.integers(0, seeds, seeds)].mean(axis=1)
    low, high = np.percentile(drawn, (2.5, 97.5), axis=0)
    return {name: Estimate(*map(float, found)) for name, *found in zip(METRICS, means, low, high, strict=True)}


def _confusions(cells: np.ndarray, c: int) -> np.ndarray:
    """int64 [s, c, c]: rows are labels, from cells label * c + predicted, int64 [s, t]."""
    return np.stack([np.bincount(row, minlength=c * c).reshape(c, c) for row in cells])


def _metrics(confusions: np.ndarray) -> np.ndarray:
    """float64 [3, s], by the convention of `fer_core.recognizer.evaluate`: macro means over classes that occur."""
    correct = np.diagonal(confusions, axis1=1, axis2=2)
    support, predicted = confusions.sum(axis=2), confusions.sum(axis=1)
    present = np.where(support > 0, 1.0, np.nan)
    recall = correct / np.maximum(support, 1) * present
    f1 = 2 * correct / np.maximum(support + predicted, 1) * present
    return np.stack([correct.sum(axis=1) / support.sum(axis=1), np.nanmean(recall, axis=1), np.nanmean(f1, axis=1)])
