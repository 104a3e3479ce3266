"""Whether probabilities can be taken at their word: reliability diagram and expected calibration error.

Faces are put into bins of equal width by the probability of what was said. The expected calibration error (ECE) is
the mean gap between that probability and the share that is right, each bin counting by its faces (Naeini et al.,
AAAI 2015; Guo et al., "On calibration of modern neural networks", ICML 2017, with 15 bins as here). Bins hold finitely
many faces, so even perfect probabilities show some error: `by_chance` is what they would show on average here
(consistency resampling, Bröcker and Smith, Weather and Forecasting 2007).
"""

from dataclasses import dataclass

import numpy as np

from fer_core.base.errors import InvalidSettings
from fer_core.recognizer.evaluate import wilson_interval

BINS = 15
DRAWS = 200


@dataclass(frozen=True, eq=False)
class Calibration:
    """One recognizer's probabilities of its first choice, beside how often it is right.

    Attributes:
        edges: float64 [b + 1], of the bins, 0..1.
        counts: int64 [b], faces in each.
        sure: float64 [b], mean probability in each; NaN in an empty one.
        right: float64 [b], share that is right; NaN in an empty one.
        low, high: float64 [b], its 95 % interval (Wilson 1927); NaN in an empty one.
        error: the expected calibration error, 0..1, lower is better.
        by_chance: what perfect probabilities would show on so many faces.
        excess: mean probability minus share right: above 0 it is too sure, below 0 not sure enough.
    """

    edges: np.ndarray
    counts: np.ndarray
    sure: np.ndarray
    right: np.ndarray
    low: np.ndarray
    high: np.ndarray
    error: float
    by_chance: float
    excess: float

    @property
    def holds(self) -> bool:
        """Whether the probabilities can be taken at their word: no further off than twice what chance does."""
        return self.error <= 2 * self.by_chance


def calibration(true: np.ndarray, probabilities: np.ndarray) -> Calibration:
    """Calibration of ``probabilities`` (float32 [t, c]) against ``true`` (uint8 [t]), one face at least.

    Raises InvalidSettings without a face.
    """
    if not len(true):
        raise InvalidSettings("There is no face to score.", remedy="Choose a split with test faces.")
    sure = probabilities.max(axis=1).astype(np.float64)
    right = probabilities.argmax(axis=1) == true
    place = np.minimum((sure * BINS).astype(int), BINS - 1)
    counts, sums, hits = (np.bincount(place, w, BINS) for w in (None, sure, right))
    drawn = np.random.default_rng(0).random((DRAWS, len(sure))) < sure
    return Calibration(
        np.linspace(0, 1, BINS + 1),
        counts.astype(np.int64),
        _shares(sums, counts),
        _shares(hits, counts),
        *_intervals(hits, counts),
        _error(place, sure, right[None])[0],
        float(np.mean(_error(place, sure, drawn))),
        float(sure.mean() - right.mean()),
    )


def _error(place: np.ndarray, sure: np.ndarray, right: np.ndarray) -> list[float]:
    """The error for each of several outcomes, bool [d, t]: sum over bins of |gap| times faces, over all faces."""
    gaps = [np.bincount(place, outcome, BINS) - np.bincount(place, sure, BINS) for outcome in right]
    return [float(np.abs(gap).sum() / len(sure)) for gap in gaps]


def _shares(parts: np.ndarray, counts: np.ndarray) -> np.ndarray:
    return np.where(counts > 0, parts / np.maximum(counts, 1), np.nan)


def _intervals(hits: np.ndarray, counts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    both = np.array(
        [wilson_interval(int(h), int(n)) if n else (np.nan, np.nan) for h, n in zip(hits, counts, strict=True)]
    )
    return both[:, 0], both[:, 1]
