"""Fits the formula of `fer_core.recognizer.estimate` to simulated namings."""

from collections import Counter
from collections.abc import Sequence

import numpy as np

from benchmarks.estimates.namings import NamingMoment
from fer_core.recognizer.estimate import FURTHER, STAGES, Formula, accuracy_of, odds_of, spread, terms

COVERED = 0.95
"""Share of moments that a range contains at least."""
USUAL = ("clear", "lifelike", "FER2013")
"""Kinds of faces on each of which it does; on the others it does on average."""
RIDGE = 1e-3


def fitted(moments: Sequence[NamingMoment]) -> Formula:
    """The formula for ``moments``, with widths that cover enough of them by `left_out` formulas."""
    stages = np.searchsorted(STAGES, [m.groups for m in moments])
    kinds = np.array([m.kind for m in moments])
    of_kinds, of_seeds = (np.array(errors) for errors in left_out(moments))
    at = [stages == i for i in range(len(STAGES))]
    widths = [_covering(of_kinds[here], of_seeds[here], kinds[here]) for here in at]
    narrowing = np.maximum.accumulate(widths[::-1])[::-1]  # a range never becomes wider as groups are named
    rounded = np.ceil(100 * narrowing) / 100
    return Formula(tuple(_coefficients(moments).round(3).tolist()), tuple(rounded.tolist()))


def left_out(moments: Sequence[NamingMoment]) -> tuple[list[float], list[float]]:
    """The error at each moment of formulas that were fitted on other kinds of faces, and on other seeds."""
    kinds = {k: _coefficients(without(moments, kind=k) or moments) for k in {m.kind for m in moments}}
    seeds = {s: _coefficients(without(moments, seed=s) or moments) for s in {m.seed for m in moments}}
    return [_error(m, kinds[m.kind]) for m in moments], [_error(m, seeds[m.seed]) for m in moments]


def _coefficients(moments: Sequence[NamingMoment]) -> np.ndarray:
    """float64 [6]: by least squares of log odds."""
    inputs = np.array([terms(m) for m in moments])
    odds = np.array([odds_of(m.accuracy, m.emotions) for m in moments])
    of_kind = Counter(m.kind for m in moments)
    weights = np.array([1 / np.sqrt(of_kind[m.kind]) for m in moments])[:, None]
    left = (inputs * weights).T @ inputs + RIDGE * np.eye(inputs.shape[1])
    return np.asarray(np.linalg.solve(left, (inputs * weights).T @ odds))


def _error(moment: NamingMoment, coefficients: np.ndarray) -> float:
    """How far the estimate is off, in units of `spread`."""
    middle = accuracy_of(float(terms(moment) @ coefficients), moment.emotions)
    return abs(moment.accuracy - middle) / spread(middle)


def _covering(of_kinds: np.ndarray, of_seeds: np.ndarray, kinds: np.ndarray) -> float:
    """The error (float [m]) that `COVERED` of all moments stay below, with a formula for other kinds of faces; and on
    each of the `USUAL` kinds, with a formula for other seeds."""
    each = [of_kinds, *(of_seeds[kinds == kind] for kind in USUAL)]
    return max((float(np.quantile(errors, COVERED)) for errors in each if len(errors)), default=0.0)


def without(moments: Sequence[NamingMoment], *, kind: str = "", seed: int | None = None) -> list[NamingMoment]:
    """The moments of other kinds of faces, and of other seeds."""
    return [m for m in moments if m.kind != kind and m.seed != seed]


def gains(moments: Sequence[NamingMoment]) -> tuple[np.ndarray, np.ndarray]:
    """float [p] each: the share of predictions that are not steady, and what `FURTHER` more groups then brought."""
    known = {(m.kind, m.seed, m.k, m.order, m.eyes, m.decisions): m for m in moments}
    pairs = [(m, known.get((*key[:-1], m.decisions + FURTHER))) for key, m in known.items()]
    both = [(1 - m.steadiness, later.accuracy - m.accuracy) for m, later in pairs if later is not None]
    return np.array([b[0] for b in both]), np.array([b[1] for b in both])
