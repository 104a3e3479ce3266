"""Accuracy by image quality, such as brightness or sharpness: over bins of a measure."""

from dataclasses import dataclass

import numpy as np
from scipy.stats import chi2_contingency

from fer_core.recognizer.evaluate import wilson_interval

BINS = 5
LEVEL = 0.01
"""The p below which a difference counts: with several measures, 0.05 would give too many false alarms."""


@dataclass(frozen=True, eq=False)
class ByQuality:
    """Accuracy over a measure, in bins with about as many faces each.

    Attributes:
        edges: float64 [b + 1], ascending, in the unit of the measure; a face on an edge is in the upper bin.
        counts: int64 [b], faces in each bin.
        accuracy: float64 [b], share of correct predictions in each bin, 0..1.
        low, high: float64 [b], 95 % interval of the accuracy (Wilson 1927).
        p: probability that equal bins would differ at least as much by chance (Pearson's chi-squared test).
    """

    edges: np.ndarray
    counts: np.ndarray
    accuracy: np.ndarray
    low: np.ndarray
    high: np.ndarray
    p: float

    @property
    def matters(self) -> bool:
        """Whether the bins differ more than by chance, at a level that suits several measures."""
        return self.p < LEVEL


def by_quality(values: np.ndarray, correct: np.ndarray) -> ByQuality:
    """Accuracy over the bins of a measure; equal values are in the same bin.

    Args:
        values: float [t], the measure of each face, at least one.
        correct: bool [t], whether each prediction is correct.
    """
    edges = np.unique(np.quantile(values, np.linspace(0, 1, BINS + 1)))
    if len(edges) < 3:  # nearly all values are equal: one bin
        edges = np.array([edges[0], edges[-1]], np.float64)
    place = np.clip(np.searchsorted(edges, values, side="right") - 1, 0, len(edges) - 2)
    counts = np.bincount(place, minlength=len(edges) - 1)
    hits = np.bincount(place, correct, len(edges) - 1)
    filled = counts > 0
    edges, counts, hits = np.r_[edges[:-1][filled], edges[-1]], counts[filled], hits[filled]
    low, high = np.array([wilson_interval(int(h), int(n)) for h, n in zip(hits, counts, strict=True)]).T
    return ByQuality(edges, counts, hits / counts, low, high, _chance(hits, counts))


def _chance(hits: np.ndarray, counts: np.ndarray) -> float:
    """The p of the test; 1 where all predictions are correct, none is, or there is one bin."""
    if len(counts) < 2 or hits.sum() in (0, counts.sum()):
        return 1.0
    return float(chi2_contingency(np.stack([hits, counts - hits]), correction=False).pvalue)
