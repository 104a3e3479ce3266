"""Whether one recognizer is better than another or the difference is due to chance: McNemar's test on the same faces.

Faces that both predict correctly, or both wrongly, do not show which is better. Of the faces that only one predicts
correctly, each recognizer should have about half if both are equally good (McNemar, "Note on the sampling error of the
difference between correlated proportions or percentages", Psychometrika 12, 1947).
"""

import math
from dataclasses import dataclass

import numpy as np
from scipy.stats import binomtest, chi2

from fer_core.base.errors import InvalidSettings
from fer_core.recognizer.evaluate import wilson_interval

FEW = 25
"""Faces that only one recognizer predicts correctly, below which the exact binomial test replaces the approximation."""


@dataclass(frozen=True)
class McNemar:
    """The comparison of two recognizers on the same faces.

    Attributes:
        both, only_first, only_second, neither: faces that both, only one, or none predicts correctly.
        p: probability of a difference at least as large if both are equally good (two-sided, 0..1).
        exact: whether p is from the binomial test; otherwise from chi-squared with continuity correction.
        difference: accuracy of the second minus that of the first (-1..1).
        interval: 95 % interval of the difference.
    """

    both: int
    only_first: int
    only_second: int
    neither: int
    p: float
    exact: bool
    difference: float
    interval: tuple[float, float]

    @property
    def n(self) -> int:
        """Number of faces."""
        return self.both + self.only_first + self.only_second + self.neither


def mcnemar(first: np.ndarray, second: np.ndarray) -> McNemar:
    """Compare two recognizers.

    The interval is Newcombe's, from Wilson's interval of each share ("Improved confidence intervals for the difference
    between binomial proportions based on paired data", Statistics in Medicine 17, 1998, method 10).

    Args:
        first: bool [n], whether the first recognizer predicts each face correctly.
        second: bool [n], the same for the second.

    Raises:
        InvalidSettings: where there is no face, or the lengths differ.
    """
    if len(first) != len(second) or not len(first):
        raise InvalidSettings("Two recognizers are compared on the same faces, and on at least one face.")
    a, b = int((first & second).sum()), int((first & ~second).sum())
    c = int((~first & second).sum())
    d = len(first) - a - b - c
    exact = b + c < FEW
    p = float(binomtest(b, b + c).pvalue) if b + c and exact else _approximate(b, c)
    return McNemar(a, b, c, d, p, exact, (c - b) / len(first), _interval(a, b, c, d))


def _approximate(b: int, c: int) -> float:
    """p by chi-squared with one degree of freedom, corrected for continuity; 1 where the two never differ."""
    return float(chi2.sf(max(abs(b - c) - 1, 0) ** 2 / (b + c), 1)) if b + c else 1.0


def _interval(a: int, b: int, c: int, d: int) -> tuple[float, float]:
    n = a + b + c + d
    p1, p2 = (a + b) / n, (a + c) / n
    (low1, high1), (low2, high2) = wilson_interval(a + b, n), wilson_interval(a + c, n)
    phi = _correlation(a, b, c, d)
    down = _apart(p2 - low2, high1 - p1, phi)
    up = _apart(high2 - p2, p1 - low1, phi)
    return p2 - p1 - down, p2 - p1 + up


def _apart(one: float, other: float, phi: float) -> float:
    return math.sqrt(max(one**2 - 2 * phi * one * other + other**2, 0.0))


def _correlation(a: int, b: int, c: int, d: int) -> float:
    """Correlation (phi) of both being correct, with Newcombe's continuity correction where it is positive."""
    margins = (a + b) * (c + d) * (a + c) * (b + d)
    if not margins:
        return 0.0
    together = float(a * d - b * c)
    if together > 0:
        together = max(together - (a + b + c + d) / 2, 0.0)
    return together / math.sqrt(margins)
