"""Whether confidence matches accuracy: reliability diagram and expected calibration error.

Faces are put into bins of equal width by their confidence, the probability of the predicted emotion. The expected
calibration error (ECE) is the mean gap between confidence and accuracy over the bins, weighted by their faces (Naeini
et al., AAAI 2015; Guo et al., "On calibration of modern neural networks", ICML 2017, with 15 bins as here). Bins hold
few faces, so even a perfectly calibrated model has some error: `by_chance` is its mean on these faces (consistency
resampling, Bröcker and Smith, Weather and Forecasting 2007).
"""

from dataclasses import dataclass

import numpy as np

from fer_core.base.errors import InvalidSettings
from fer_core.recognizer.evaluate import wilson_interval

BINS = 15
DRAWS = 200


@dataclass(frozen=True, eq=False)
class Calibration:
    """A recognizer's confidence beside its accuracy, in bins by confidence.

    Attributes:
        edges: float64 [b + 1], edges of the bins, 0..1.
        counts: int64 [b], faces in each bin.
        confidence: float64 [b], mean confidence in each bin, 0..1; NaN in an empty bin.
        accuracy: float64 [b], share of correct predictions in each bin, 0..1; NaN in an empty bin.
        low, high: float64 [b], 95 % interval of the accuracy (Wilson 1927); NaN in an empty bin.
        error: the expected calibration error, 0..1; lower is better.
        by_chance: the error of a perfectly calibrated model on as many faces, on average.
        excess: mean confidence minus accuracy: above 0 it is overconfident, below 0 underconfident.
    """

    edges: np.ndarray
    counts: np.ndarray
    confidence: np.ndarray
    accuracy: np.ndarray
    low: np.ndarray
    high: np.ndarray
    error: float
    by_chance: float
    excess: float

    @property
    def holds(self) -> bool:
        """Whether confidence matches accuracy: the error is at most twice that of a perfectly calibrated model."""
        return self.error <= 2 * self.by_chance


def calibration(true: np.ndarray, probabilities: np.ndarray) -> Calibration:
    """Calibration of predictions against labels.

    Args:
        true: uint8 [t], labels as codes; at least one.
        probabilities: float32 [t, c], 0..1, rows sum to 1.

    Raises:
        InvalidSettings: where there is no face.
    """
    if not len(true):
        raise InvalidSettings("There are no test faces to score.", remedy="On Balance, choose a split with test faces.")
    confidence = probabilities.max(axis=1).astype(np.float64)
    correct = probabilities.argmax(axis=1) == true
    place = np.minimum((confidence * BINS).astype(int), BINS - 1)
    counts, sums, hits = (np.bincount(place, w, BINS) for w in (None, confidence, correct))
    drawn = np.random.default_rng(0).random((DRAWS, len(confidence))) < confidence
    return Calibration(
        np.linspace(0, 1, BINS + 1),
        counts.astype(np.int64),
        _shares(sums, counts),
        _shares(hits, counts),
        *_intervals(hits, counts),
        _error(place, confidence, correct[None])[0],
        float(np.mean(_error(place, confidence, drawn))),
        float(confidence.mean() - correct.mean()),
    )


def _error(place: np.ndarray, confidence: np.ndarray, correct: np.ndarray) -> list[float]:
    """The error for each of several outcomes (bool [d, t]): the sum over bins of |gap| times the share of faces."""
    gaps = [np.bincount(place, outcome, BINS) - np.bincount(place, confidence, BINS) for outcome in correct]
    return [float(np.abs(gap).sum() / len(confidence)) for gap in gaps]


def _shares(parts: np.ndarray, counts: np.ndarray) -> np.ndarray:
    return np.where(counts > 0, parts / np.maximum(counts, 1), np.nan)


def _intervals(hits: np.ndarray, counts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    both = np.array(
        [wilson_interval(int(h), int(n)) if n else (np.nan, np.nan) for h, n in zip(hits, counts, strict=True)]
    )
    return both[:, 0], both[:, 1]
