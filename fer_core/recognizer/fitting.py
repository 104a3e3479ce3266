"""From training rows to the data that a model is fitted on: wrong names are treated, groups weighted, rare names
balanced, and all of it repeated in folds for calibration."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from fer_core.balance import Balanced, PictureSource, TrainingRows, balance
from fer_core.base.progress import Progress, parts_of, silent
from fer_core.recognizer.discriminant import frequent
from fer_core.recognizer.estimators import MODELS
from fer_core.recognizer.folds import folds_of, whole_groups
from fer_core.recognizer.pipelines import Splits
from fer_core.recognizer.robust import by_purity, treated
from fer_core.recognizer.settings import CALIBRATIONS, RecognizerSettings

FIRST_NAME = 0.5
"""A row with this weight or less is a second name, and is not shown to models that cannot use weights."""
FOLDS = 3
"""Folds of calibration: a model is fitted for each, on the faces outside of it."""

TOO_FEW = "Too few faces are named to calibrate probabilities, so they are not calibrated."
"""Said where calibration was chosen and was not possible."""


@dataclass(frozen=True, eq=False)
class FittingData:
    """The data that a model is fitted on.

    Attributes:
        rows: to fit on. With folds, for each fold in turn the rows to fit on and the rows to calibrate on.
        notes: sentences on what was done to the names.
        splits: for calibration, the indices of the rows to fit on and to calibrate on; None without folds.
    """

    rows: Balanced
    notes: tuple[str, ...]
    splits: Splits | None = None

    @property
    def fewest(self) -> int:
        """The smallest number of rows that a model is fitted on."""
        return len(self.rows.codes) if self.splits is None else min(len(training) for training, _ in self.splits)


def seen_by(settings: RecognizerSettings, weights: np.ndarray) -> np.ndarray:
    """bool [m]: which rows of these weights (float [m]) the model is fitted on."""
    return np.asarray(weights > (0 if MODELS[settings.model].weighs else FIRST_NAME))


def fitting_data(
    X: np.ndarray,
    rows: TrainingRows,
    unnamed: np.ndarray,
    settings: RecognizerSettings,
    pixels: PictureSource | None = None,
    progress: Progress = silent,
) -> FittingData:
    """The data that a model of ``settings`` is fitted on.

    For calibration, every fold is treated and balanced by itself, without the names that it holds out.

    Args:
        X: float32 [n, d], features of all faces; only those of training faces are read.
        rows: named training rows, with at least two names.
        unnamed: int64 [u], training faces without a name.
        settings: of the recognizer.
        pixels: the faces, for balancing strategies that make pictures.
        progress: may raise Cancelled.

    Raises:
        InvalidSettings: where the balancing strategy cannot work on these rows.
    """
    if settings.calibration in ("none", "temperature"):  # a temperature is fitted afterwards
        return FittingData(*_treated_and_balanced(X, rows, unnamed, settings, pixels, progress))
    folds = folds_of(rows, FOLDS, settings.seed)
    held_out = [rows.of((folds == fold) & seen_by(settings, rows.weights)) for fold in range(FOLDS)]
    shares = parts_of(progress, [1] * FOLDS)
    blocks = [
        _treated_and_balanced(X, rows.of(folds != fold), unnamed, settings, pixels, share)
        for fold, share in zip(range(FOLDS), shares, strict=True)
    ]
    classes = _common_classes([block for block, _ in blocks])
    if len(classes) < 2 or not all(np.isin(part.codes, classes).any() for part in held_out):
        made, notes = _treated_and_balanced(X, rows, unnamed, settings, pixels, progress)
        return FittingData(made, (*notes, TOO_FEW))
    parts = [
        part
        for (block, _), others in zip(blocks, held_out, strict=True)
        for part in (_only(block, classes), _only(Balanced(others.take(X), others.codes, others.weights), classes))
    ]
    return FittingData(
        _joined(parts), (*blocks[0][1], calibration_note(rows, folds, settings, classes)), _places(parts)
    )


def _treated_and_balanced(
    X: np.ndarray,
    rows: TrainingRows,
    unnamed: np.ndarray,
    settings: RecognizerSettings,
    pixels: PictureSource | None,
    progress: Progress,
) -> tuple[Balanced, tuple[str, ...]]:
    treating, weighing, balancing = parts_of(progress, [1, 1, 2])
    given = rows.of(seen_by(settings, rows.weights))
    rows, treating_note = treated(settings.robust, X, rows, unnamed, settings.seed, treating)
    rows = rows.of(seen_by(settings, rows.weights))
    if len(np.unique(rows.codes)) < 2:
        rows, treating_note = given, "Only one name would have been left, so all names are used as they were given."
    weighing_note = ""
    if settings.purity:
        rows, weighing_note = by_purity(X, rows, settings.seed, weighing)
    notes = tuple(filter(None, (treating_note, weighing_note)))
    return balance(X, rows, settings.balance, pixels, balancing), notes


def _common_classes(blocks: Sequence[Balanced]) -> np.ndarray:
    """uint8 [k]: classes with enough weight in all ``blocks``, since calibrated models need the same classes."""
    c = max(int(block.codes.max(initial=0)) for block in blocks) + 1
    totals = [np.bincount(block.codes, block.weights, c) for block in blocks]
    return np.flatnonzero(np.all([frequent(t) & (t > 0) for t in totals], axis=0)).astype(np.uint8)


def _only(part: Balanced, classes: np.ndarray) -> Balanced:
    rows = np.isin(part.codes, classes)
    return part if rows.all() else Balanced(part.features[rows], part.codes[rows], part.weights[rows])


def _joined(parts: Sequence[Balanced]) -> Balanced:
    return Balanced(
        np.concatenate([part.features for part in parts]),
        np.concatenate([part.codes for part in parts]),
        np.concatenate([part.weights for part in parts]),
    )


def _places(parts: Sequence[Balanced]) -> Splits:
    """Indices of each pair of ``parts`` (rows to fit on, rows to calibrate on) among the rows of all parts."""
    ends = np.cumsum([0, *(len(part.codes) for part in parts)])
    each = [np.arange(start, end) for start, end in pairwise(ends)]
    return list(zip(each[::2], each[1::2], strict=True))


def calibration_note(
    rows: TrainingRows, folds: np.ndarray, settings: RecognizerSettings, classes: np.ndarray | None = None
) -> str:
    """How probabilities were calibrated in ``folds``, in words; ``classes``: uint8 [k], those that are predicted."""
    whole = whole_groups(rows, folds)
    units = "whole groups" if whole > 0.5 else "faces"
    text = f"{CALIBRATIONS[settings.calibration].title} calibration on the names, with {FOLDS} folds of {units}."
    dropped = 0 if classes is None else len(np.setdiff1d(rows.codes, classes))
    return f"{text} {dropped} of the emotions have too few names for this and are never predicted." if dropped else text
