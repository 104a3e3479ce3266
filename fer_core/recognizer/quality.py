"""How often the recognizer is right on dark, blurred or odd faces: accuracy over bins of a measure."""

from dataclasses import dataclass

import numpy as np
from scipy.stats import chi2_contingency

from fer_core.recognizer.evaluate import wilson_interval

BINS = 5
LEVEL = 0.01
"""A difference counts below this p: with several measures on a page, one in twenty would be too often."""


@dataclass(frozen=True, eq=False)
class ByQuality:
    """Accuracy over a measure, in bins of about as many faces each.

    Attributes:
        edges: float64 [b + 1], ascending; a face on an edge is in the upper bin.
        counts: int64 [b], faces in each.
        right: float64 [b], share that is right.
        low, high: float64 [b], its 95 % interval (Wilson 1927).
        p: how often bins that do not differ would differ as much by chance (Pearson's chi-squared test).
    """

    edges: np.ndarray
    counts: np.ndarray
    right: np.ndarray
    low: np.ndarray
    high: np.ndarray
    p: float

    @property
    def matters(self) -> bool:
        """Whether bins differ by more than chance would make them, at a level that suits several measures."""
        return self.p < LEVEL


def by_quality(values: np.ndarray, right: np.ndarray) -> ByQuality:
    """Accuracy over ``values`` (float [t], one face at least); ``right`` bool [t]. Equal values share a bin."""
    edges = np.unique(np.quantile(values, np.linspace(0, 1, BINS + 1)))
    if len(edges) < 3:  # hardly anything to divide by: one bin
        edges = np.array([edges[0], edges[-1]], np.float64)
    place = np.clip(np.searchsorted(edges, values, side="right") - 1, 0, len(edges) - 2)
    counts = np.bincount(place, minlength=len(edges) - 1)
    hits = np.bincount(place, right, len(edges) - 1)
    kept = counts > 0
    edges, counts, hits = np.r_[edges[:-1][kept], edges[-1]], counts[kept], hits[kept]
    low, high = np.array([wilson_interval(int(h), int(n)) for h, n in zip(hits, counts, strict=True)]).T
    return ByQuality(edges, counts, hits / counts, low, high, _chance(hits, counts))


def _chance(hits: np.ndarray, counts: np.ndarray) -> float:
    """The p of the test; 1 where all faces are right, none is, or there is one bin."""
    if len(counts) < 2 or hits.sum() in (0, counts.sum()):
        return 1.0
    return float(chi2_contingency(np.stack([hits, counts - hits]), correction=False).pvalue)
