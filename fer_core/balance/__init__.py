"""Balances rare emotions, on training rows only.

Every function that draws, drops, repeats, creates or weights rows takes `TrainingRows`, which cannot contain test
faces. Balancing before the split is therefore impossible.
"""

from fer_core.balance.augmentation import MAX_MADE, FeaturesOf, PictureSource, augmented, made_up
from fer_core.balance.balancing import balance, resample
from fer_core.balance.counts import counts_after
from fer_core.balance.rows import Balanced, TrainingRows
from fer_core.balance.settings import STRATEGIES, BalanceSettings, Strategy, StrategyInfo, offered
from fer_core.balance.weights import class_weights, effective_weights

__all__ = [
    "MAX_MADE",
    "STRATEGIES",
    "BalanceSettings",
    "Balanced",
    "FeaturesOf",
    "PictureSource",
    "Strategy",
    "StrategyInfo",
    "TrainingRows",
    "augmented",
    "balance",
    "class_weights",
    "counts_after",
    "effective_weights",
    "made_up",
    "offered",
    "resample",
]
