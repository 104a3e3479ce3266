"""Rows per class after balancing."""

import numpy as np

from fer_core.balance.augmentation import MAX_MADE
from fer_core.balance.settings import DOWN, ON_PICTURES, UP, BalanceSettings

REPEATING = ("oversample", "augment")
"""Strategies that work with a single row; others that add rows need a neighbour of the same class."""


def counts_after(counts: np.ndarray, settings: BalanceSettings) -> np.ndarray:
    """Rows of each class after balancing, int64 [c], from ``counts`` int [c]; estimates unless `StrategyInfo.exact`.

    Empty classes stay empty; with fewer than two classes nothing changes.
    """
    counts = np.asarray(counts, np.int64)
    present = counts[counts > 0]
    if settings.strategy not in (*DOWN, *UP) or len(present) < 2:
        return counts.copy()
    if settings.strategy in DOWN:
        return np.minimum(counts, settings.per_class or present.min())
    after = np.maximum(counts, settings.per_class or present.max())
    after = np.where(counts <= (0 if settings.strategy in REPEATING else 1), counts, after)
    return _few_enough(counts, after) if settings.strategy in ON_PICTURES else after


def targets(codes: np.ndarray, settings: BalanceSettings) -> dict[int, int]:
    """Class -> rows after balancing, for the classes whose count changes. ``codes``: int [m]."""
    before = np.bincount(codes)
    after = counts_after(before, settings)
    return {int(c): int(after[c]) for c in np.flatnonzero(after != before)}


def _few_enough(before: np.ndarray, after: np.ndarray) -> np.ndarray:
    """``after`` with fewer rows added where that would be more than `MAX_MADE` pictures, in equal proportion."""
    missing = after - before
    if missing.sum() <= MAX_MADE:
        return after
    return before + missing * MAX_MADE // int(missing.sum())
