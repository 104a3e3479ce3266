"""How often the recognizer is right on dark, blurred or odd faces: accuracy over bins of a measure."""

from dataclasses import dataclass

import numpy as np

from fer_core.recognizer.evaluate import wilson_interval

BINS = 5


@dataclass(frozen=True, eq=False)
class ByQuality:
    """Accuracy over a measure, in bins of about as many faces each.

    Attributes:
        edges: float64 [b + 1], ascending; a face on an edge is in the upper bin.
        counts: int64 [b], faces in each.
        right: float64 [b], share that is right.
        low, high: float64 [b], its 95 % interval (Wilson 1927).
    """

    edges: np.ndarray
    counts: np.ndarray
    right: np.ndarray
    low: np.ndarray
    high: np.ndarray

    @property
    def spread(self) -> float:
        """Share right in the best bin minus that in the worst."""
        return float(self.right.max() - self.right.min())

    @property
    def apart(self) -> bool:
        """Whether the best bin's interval lies above the worst one's."""
        return bool(self.low[self.right.argmax()] > self.high[self.right.argmin()])


def by_quality(values: np.ndarray, right: np.ndarray, bins: int = BINS) -> ByQuality:
    """Accuracy over ``values`` (float [t], one face at least); ``right`` bool [t]. Equal values share a bin."""
    edges = np.unique(np.quantile(values, np.linspace(0, 1, bins + 1)))
    if len(edges) < 3:  # hardly anything to divide by: one bin
        edges = np.array([edges[0], edges[-1]], np.float64)
    place = np.clip(np.searchsorted(edges, values, side="right") - 1, 0, len(edges) - 2)
    counts = np.bincount(place, minlength=len(edges) - 1)
    hits = np.bincount(place, right, len(edges) - 1)
    kept = counts > 0
    edges, counts, hits = np.r_[edges[:-1][kept], edges[-1]], counts[kept], hits[kept]
    low, high = np.array([wilson_interval(int(h), int(n)) for h, n in zip(hits, counts, strict=True)]).T
    return ByQuality(edges, counts, hits / counts, low, high)
