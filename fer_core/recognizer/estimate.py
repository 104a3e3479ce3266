"""The likely accuracy of a recognizer of the names so far, and a range that contains it in 95 of 100 namings.

No label is used. The `Signs` go into one formula, a logistic regression whose coefficients `benchmarks/estimate.py`
fitted on simulated namings. With as many groups as now, 95 % of its errors were smaller than half of the range, also on
kinds of faces that it was not fitted on; a test set of few faces makes it wider. How often it held: docs/estimate.md.
"""

from dataclasses import dataclass, fields

import numpy as np

from fer_core.base.errors import InvalidSettings
from fer_core.recognizer.signs import Signs

NAMINGS = 54
"""About as many simulated namings as the formula was fitted on."""
STAGES = (2, 4, 9, 24, 1_000_000)
"""Named groups up to which each width holds."""


@dataclass(frozen=True)
class Formula:
    """What is fitted.

    Attributes:
        coefficients: of `terms`, in their order.
        widths: half of the range in units of `spread`, at each of `STAGES`.
    """

    coefficients: tuple[float, ...]
    widths: tuple[float, ...]


FITTED = Formula((0.732, 0.951, 1.266, -4.253, 0.984, 1.832), (0.5, 0.5, 0.5, 0.38, 0.38))
"""The first three widths were fitted as 0.43; on faces that were new to the formula, more was needed."""
KNOWN_EMOTIONS, UNFAMILIAR, LEAST = 7, 1.3, 0.5
"""Most namings that the formula was fitted on had so many emotions; with another number a width is so many times as
large, and at least so large, however many groups are named."""
FLAWED = 0.07
"""Share (0..1) of test faces that may have a wrong label or show no face, as in the shipped samples. No sign tells."""
WIDE = 0.3
"""Width of a range (0..1) above which its middle would be taken for more than it is."""
FURTHER = 10
"""Number of further groups whose gain is told."""
GAIN = 0.25
"""Gain in accuracy by these groups, for each prediction that is not steady: about the median of namings."""
UNSTEADY = 0.1
"""Share (0..1) of predictions that are not steady from which at least nine of ten namings gained."""


@dataclass(frozen=True)
class LikelyAccuracy:
    """The likely accuracy: ``middle``, and the range from ``low`` to ``high`` (0..1)."""

    low: float
    middle: float
    high: float

    @property
    def narrow(self) -> bool:
        """Whether the range is narrow enough to tell its middle."""
        return self.high - self.low <= WIDE


def estimate(signs: Signs, tested: int, formula: Formula = FITTED) -> LikelyAccuracy:
    """The likely accuracy on ``tested`` test faces (0: on new faces in general).

    Raises:
        InvalidSettings: for signs that are no shares, or fewer than two emotions.
    """
    middle = accuracy_of(float(terms(signs) @ np.array(formula.coefficients)), signs.emotions)
    width = formula.widths[int(np.searchsorted(STAGES, signs.groups))]
    if signs.emotions != KNOWN_EMOTIONS:
        width = max(UNFAMILIAR * width, LEAST)
    drawn = 1.96 / np.sqrt(tested) if tested else 0.0  # so few faces could be easy or hard
    half = spread(middle) * float(np.hypot(width, drawn))
    return LikelyAccuracy(max(middle - half, 0.0) * (1 - FLAWED), middle, min(middle + half, 1.0))


def spread(accuracy: float) -> float:
    """How far an estimate scatters, apart from a factor: the standard deviation of one face, as of a drawn one.

    Below one half it does not become less: with few names, an estimate near chance may be far too low.
    """
    share = max(accuracy, 0.5)
    return float(np.sqrt(share * (1 - share)))


def odds_of(accuracy: float, emotions: int) -> float:
    """The log odds that the formula estimates for an accuracy (0..1): those of its place between chance and 1."""
    return _log_odds((accuracy - 1 / emotions) / (1 - 1 / emotions))


def accuracy_of(odds: float, emotions: int) -> float:
    """The inverse of `odds_of`."""
    return float(1 / emotions + (1 - 1 / emotions) / (1 + np.exp(-odds)))


def gain(signs: Signs, left: int) -> float | None:
    """What `FURTHER` more groups usually bring in accuracy (0..1); None where that cannot be said.

    It can be said while enough predictions still depend on a fifth of the groups, and if as many groups are ``left``.
    """
    unsteady = 1 - signs.steadiness
    return GAIN * unsteady if left >= FURTHER and signs.groups >= 2 and unsteady >= UNSTEADY else None


def terms(signs: Signs) -> np.ndarray:
    """float64 [6]: what the log odds of the accuracy are a weighted sum of.

    They are 1; a correction for few groups; how steady, clear, confident and varied the predictions are; and, with
    more than 3 groups and fully from 25, a constant, how often names of held-out groups are predicted, and the number
    of emotions.
    """
    shares = np.array([getattr(signs, field.name) for field in fields(Signs)[2:]])
    if signs.emotions < 2 or signs.groups < 1 or not ((shares >= 0) & (shares <= 1)).all():
        raise InvalidSettings("An estimate needs a named group, two emotions, and signs between 0 and 1.")
    steady = _log_odds(signs.steadiness * signs.clearness * signs.confidence * signs.variety)
    repeated = _log_odds(signs.agreement * signs.variety)
    many = float(np.clip((signs.groups - 3) / 22, 0, 1))
    emotions = np.log(np.clip(signs.emotions, 4, 7))  # what the formula was fitted on
    return np.array([1, 1 / max(signs.groups, 2), steady, many, many * repeated, many * emotions])


def _log_odds(share: float) -> float:
    """The log odds of a share, at most those of 2 and 99.5 %."""
    share = min(max(share, 0.02), 0.995)
    return float(np.log(share / (1 - share)))
