"""Balancing: what to do about rare emotions. Acts on the rows it is given, so give it training rows only."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, NamedTuple

import numpy as np
from imblearn.over_sampling import SMOTE, RandomOverSampler
from imblearn.under_sampling import RandomUnderSampler

from fer_core.errors import InvalidSettings

Strategy = Literal["none", "undersample", "oversample", "smote", "weights"]

SMOTE_NEIGHBOURS = 5
"""A synthetic row lies between a real one and one of this many nearest of its class (fewer in tiny classes)."""


class StrategyInfo(NamedTuple):
    """What a page says of a strategy; ``needs_labels`` where each face's class must be known beforehand."""

    title: str
    explanation: str
    needs_labels: bool


STRATEGIES: Mapping[Strategy, StrategyInfo] = MappingProxyType(
    {
        "none": StrategyInfo("As it is", "Keeps every face; rare emotions stay rare.", False),
        "undersample": StrategyInfo(
            "Undersample", "Drops random faces of common emotions until they are no longer ahead.", True
        ),
        "oversample": StrategyInfo("Oversample", "Repeats random faces of rare emotions until they catch up.", True),
        "smote": StrategyInfo(
            "SMOTE",
            "Makes up feature rows between a face and one of its five nearest of the same emotion (fewer where "
            "an emotion has fewer faces); an emotion with a single face is left alone. There is no picture of them.",
            True,
        ),
        "weights": StrategyInfo(
            "Class weights", "Keeps every face, but a mistake on a rare emotion counts for more in training.", True
        ),
    }
)


@dataclass(frozen=True)
class BalanceSettings:
    """How to balance. Raises InvalidSettings for an unknown strategy or a ``per_class`` below 1.

    Attributes:
        strategy: one of `STRATEGIES`.
        per_class: at most so many rows per class for ``undersample`` (None: as many as the rarest class
            has), at least so many for ``oversample`` and ``smote`` (None: as many as the commonest has).
        seed: of what is drawn.
    """

    strategy: Strategy = "none"
    per_class: int | None = None
    seed: int = 0

    def __post_init__(self) -> None:
        if self.strategy not in STRATEGIES:
            known = ", ".join(STRATEGIES)
            raise InvalidSettings(f"{self.strategy!r} is no way to balance.", remedy=f"Use one of: {known}.")
        if self.per_class is not None and self.per_class < 1:
            raise InvalidSettings("A class must keep at least one face.", remedy="Choose a number from 1 up.")


@dataclass(frozen=True, eq=False)
class Balanced:
    """What the recognizer is fitted on: features float32 [r, d], codes uint8 [r], weights float32 [r]."""

    features: np.ndarray
    codes: np.ndarray
    weights: np.ndarray


def imbalance_ratio(counts: np.ndarray) -> float:
    """Faces of the commonest class for each of the rarest, over classes with any (1 = balanced; no face: 1)."""
    present = counts[counts > 0]
    return float(present.max() / present.min()) if len(present) else 1.0


def counts_after(counts: np.ndarray, settings: BalanceSettings) -> np.ndarray:
    """int64 [c]: what each class will count, from what it counts now (int [c]).

    Empty classes stay empty; with fewer than two classes nothing changes.
    """
    counts = np.asarray(counts, np.int64)
    present = counts[counts > 0]
    if settings.strategy in ("none", "weights") or len(present) < 2:
        return counts.copy()
    if settings.strategy == "undersample":
        return np.minimum(counts, settings.per_class or present.min())
    after = np.maximum(counts, settings.per_class or present.max())
    alone = 1 if settings.strategy == "smote" else 0  # one row has no neighbour to make another from
    return np.where(counts <= alone, counts, after)


def resample(codes: np.ndarray, settings: BalanceSettings) -> np.ndarray:
    """int64 indices, ascending, into the rows whose classes are ``codes`` (int [m]).

    Undersampling leaves some out, oversampling repeats some; the other strategies keep each row once.
    """
    everything = np.arange(len(codes), dtype=np.int64)
    samplers = {"undersample": RandomUnderSampler, "oversample": RandomOverSampler}
    targets = _targets(codes, settings)
    if settings.strategy not in samplers or not targets:
        return everything
    sampler = samplers[settings.strategy](sampling_strategy=targets, random_state=settings.seed)
    sampler.fit_resample(everything[:, None], codes)
    return np.sort(sampler.sample_indices_).astype(np.int64)


def class_weights(codes: np.ndarray, n_classes: int, weights: np.ndarray | None = None) -> np.ndarray:
    """float32 [m], mean 1: weights with which every class that occurs in ``codes`` (int [m]) weighs the same.

    Where rows already have ``weights`` (float [m]), these are factors to multiply them by, and the classes'
    summed products are the same.
    """
    own = np.ones(len(codes)) if weights is None else weights
    mass = np.bincount(codes, weights=own, minlength=n_classes)
    share = own.sum() / max(np.count_nonzero(mass), 1)
    return np.divide(share, mass, out=np.ones(n_classes), where=mass > 0)[codes].astype(np.float32)


def balance(features: np.ndarray, codes: np.ndarray, weights: np.ndarray, settings: BalanceSettings) -> Balanced:
    """Training rows after balancing: resampled, with synthetic rows, or with other weights.

    A synthetic row gets the mean weight of its class. Raises InvalidSettings where lengths differ or features is
    not finite.

    Args:
        features: float [m, d], one row per (face, name).
        codes: uint8 [m], the name as a class code.
        weights: float32 [m], how much of the face the name gets.
        settings: the strategy.
    """
    if not len(features) == len(codes) == len(weights):
        raise InvalidSettings("There must be one code and one weight per row.")
    if not np.isfinite(features).all():
        raise InvalidSettings("Some features are not a number.", remedy="Make the features again.")
    if settings.strategy == "smote":
        return _with_synthetic(features, codes, weights, settings)
    if settings.strategy == "weights":
        return Balanced(features, codes, weights * class_weights(codes, int(codes.max(initial=0)) + 1, weights))
    kept = resample(codes, settings)
    return Balanced(features[kept], codes[kept], weights[kept])


def _targets(codes: np.ndarray, settings: BalanceSettings) -> dict[int, int]:
    """Class -> rows afterwards, for the classes whose count changes."""
    before = np.bincount(codes)
    after = counts_after(before, settings)
    return {int(c): int(after[c]) for c in np.flatnonzero(after != before)}


def _with_synthetic(
    features: np.ndarray, codes: np.ndarray, weights: np.ndarray, settings: BalanceSettings
) -> Balanced:
    counts = np.bincount(codes)
    means = np.bincount(codes, weights=weights) / np.maximum(counts, 1)
    parts = [(features, codes, weights)]
    targets = _targets(codes, settings)
    neighbours = {c: min(SMOTE_NEIGHBOURS, int(counts[c]) - 1) for c in targets}
    for k in sorted(set(neighbours.values())):
        wanted = {c: n for c, n in targets.items() if neighbours[c] == k}
        smote = SMOTE(sampling_strategy=wanted, k_neighbors=k, random_state=settings.seed)
        made, new_codes = (a[len(features) :] for a in smote.fit_resample(features, codes))
        parts.append((made.astype(features.dtype), new_codes, means[new_codes].astype(weights.dtype)))
    return Balanced(*(np.concatenate(columns) for columns in zip(*parts, strict=True)))
