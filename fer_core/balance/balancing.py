"""Balancing: from training rows to the rows that a recognizer is fitted on."""

from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType

import numpy as np

from fer_core.balance import _oversampling as over
from fer_core.balance import _undersampling as under
from fer_core.balance.augmentation import PictureSource, altered, augmented, made_up
from fer_core.balance.counts import targets
from fer_core.balance.rows import Balanced, TrainingRows
from fer_core.balance.settings import STRATEGIES, BalanceSettings, Strategy
from fer_core.balance.weights import class_weights, effective_weights
from fer_core.base.errors import InvalidSettings
from fer_core.base.parallel import in_background
from fer_core.base.progress import Progress, part_of, silent


def resample(rows: TrainingRows, settings: BalanceSettings) -> TrainingRows:
    """The rows after random under- or oversampling, in order; with any other strategy all rows.

    It uses only classes and returns only real faces. Raises InvalidSettings for anything but `TrainingRows`.
    """
    _only_training(rows)
    wanted = targets(rows.codes, settings)
    if settings.strategy == "undersample" and wanted:
        return rows.of(under.dropped_at_random(rows.codes, wanted, settings.seed))
    if settings.strategy == "oversample" and wanted:
        return rows.of(over.repeated(rows.codes, wanted, settings.seed))
    return rows


def balance(
    X: np.ndarray,
    rows: TrainingRows,
    settings: BalanceSettings,
    pixels: PictureSource | None = None,
    progress: Progress = silent,
) -> Balanced:
    """The rows to fit a recognizer on: dropped, repeated, created or weighted as ``settings`` say.

    A synthetic row gets the mean weight of its class. Logit adjustment changes no rows (`fer_core.balance.logits`).

    Args:
        X: float32 [n, d], the features of all faces of the data set; only those of training rows are used.
        rows: the training rows and their classes.
        settings: the strategy.
        pixels: the pictures, for strategies that create pictures.
        progress: told how far it is; may raise Cancelled.

    Raises:
        InvalidSettings: where features are not finite or belong to other faces, or where pictures are needed but
            missing.
    """
    _only_training(rows)
    features = rows.take(X)
    if not np.isfinite(features).all():
        raise InvalidSettings("Some features are not finite numbers.", remedy="Compute the features again.")
    given = Balanced(features, rows.codes, rows.weights)
    if settings.strategy in ("weights", "effective_weights"):
        return _weighted(given, settings)
    wanted = targets(rows.codes, settings)
    if settings.strategy in ("none", "logit_adjustment") or not (wanted or settings.strategy == "smote_enn"):
        return given
    if settings.on_pictures:
        return _with_pictures(given, rows, wanted, settings, pixels, progress)
    title = f"Balancing: {STRATEGIES[settings.strategy].title}"
    return in_background(lambda: RESAMPLERS[settings.strategy](given, wanted, settings), title, progress)


def _only_training(rows: object) -> None:
    if not isinstance(rows, TrainingRows):
        what = "Only training rows can be balanced."
        raise InvalidSettings(what, remedy="Split the faces first, and pass `TrainingRows` of that split.")


def _fewer(given: Balanced, wanted: Mapping[int, int], settings: BalanceSettings) -> Balanced:
    return _rows_of(given, under.dropped_at_random(given.codes, wanted, settings.seed))


def _repeated(given: Balanced, wanted: Mapping[int, int], settings: BalanceSettings) -> Balanced:
    return _rows_of(given, over.repeated(given.codes, wanted, settings.seed))


def _near_miss(given: Balanced, wanted: Mapping[int, int], settings: BalanceSettings) -> Balanced:
    return _rows_of(given, under.near_miss(given.features, given.codes, wanted))


def _centroids(given: Balanced, wanted: Mapping[int, int], settings: BalanceSettings) -> Balanced:
    others = _rows_of(given, np.flatnonzero(~np.isin(given.codes, list(wanted))))
    middles = under.centroids(given.features, given.codes, wanted, settings.seed)
    return _with(others, *middles, _mean_weights(given))


def _synthetic(method: over.Method, given: Balanced, wanted: Mapping[int, int], settings: BalanceSettings) -> Balanced:
    return _with(given, *over.synthetic(method, given.features, given.codes, wanted, settings.seed))


def _smote_enn(given: Balanced, wanted: Mapping[int, int], settings: BalanceSettings) -> Balanced:
    longer = _synthetic("smote", given, wanted, settings)
    if len(np.unique(given.codes)) < 2:
        return longer
    return _rows_of(longer, over.agreeing(longer.features, longer.codes))


RESAMPLERS: Mapping[Strategy, Callable[[Balanced, Mapping[int, int], BalanceSettings], Balanced]] = MappingProxyType(
    {
        "undersample": _fewer, "oversample": _repeated, "near_miss": _near_miss, "centroids": _centroids,
        "smote": partial(_synthetic, "smote"), "borderline_smote": partial(_synthetic, "borderline_smote"),
        "adasyn": partial(_synthetic, "adasyn"), "smote_enn": _smote_enn,
    }
)  # fmt: skip
"""Strategies that drop, repeat or make up rows of features: from the rows, and how many of each class are wanted."""


def _with_pictures(
    given: Balanced,
    rows: TrainingRows,
    wanted: dict[int, int],
    settings: BalanceSettings,
    pixels: PictureSource | None,
    progress: Progress,
) -> Balanced:
    if pixels is None:
        title = STRATEGIES[settings.strategy].title
        raise InvalidSettings(
            f"“{title}” needs the pictures of the faces.", remedy="Choose another balancing strategy."
        )
    images = rows.take(pixels.images)
    progress(0, 0, "Creating pictures")
    if settings.strategy == "augment":
        places = augmented(rows.codes, wanted, settings.seed)
        made = altered(images[places], settings.seed)
    else:
        made, pairs = made_up(images, rows.codes, wanted, settings.seed)
        places = pairs[:, 0]
    return _with(given, pixels.features_of(made, part_of(progress, 0.05, 1)), rows.codes[places])


def _weighted(given: Balanced, settings: BalanceSettings) -> Balanced:
    codes, weights = given.codes, given.weights
    if settings.strategy == "weights":
        factors = class_weights(codes, int(codes.max(initial=0)) + 1, weights)
    else:
        factors = effective_weights(codes, weights, settings.beta)
    return Balanced(given.features, codes, weights * factors)


def _rows_of(given: Balanced, chosen: np.ndarray) -> Balanced:
    return Balanced(given.features[chosen], given.codes[chosen], given.weights[chosen])


def _with(given: Balanced, made: np.ndarray, names: np.ndarray, weights: np.ndarray | None = None) -> Balanced:
    """``given``, followed by created rows with the mean weight of their class, or with ``weights`` [c] per class."""
    weights = _mean_weights(given) if weights is None else weights
    return Balanced(
        np.concatenate([given.features, made.astype(given.features.dtype, copy=False)]),
        np.concatenate([given.codes, names]),
        np.concatenate([given.weights, weights[names]]),
    )


def _mean_weights(given: Balanced) -> np.ndarray:
    """Mean weight of the rows of each class, float32 [c]."""
    sums = np.bincount(given.codes, weights=given.weights)
    return (sums / np.maximum(np.bincount(given.codes), 1)).astype(np.float32)
