"""From training rows to what a model is fitted on: wrong names treated, groups weighed, rare names balanced, folds of
the whole for calibration."""

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
"""A row with less weight is a face's second name, which nearest neighbours, blind to weights, must not see."""
FOLDS = 3
"""Of calibration: so many models are fitted, each on the faces outside of one fold."""


@dataclass(frozen=True, eq=False)
class FittingData:
    """What a model is fitted on.

    Attributes:
        rows: to fit on; with folds, those of every fold one after the other, and the rows that judge it.
        told: sentences on what was done to the names.
        splits: for calibration, places of the rows to fit on and to calibrate on; None without.
    """

    rows: Balanced
    told: tuple[str, ...]
    splits: Splits | None = None

    @property
    def fewest(self) -> int:
        """Rows that a model is fitted on, at least."""
        return len(self.rows.codes) if self.splits is None else min(len(learn) for learn, _ in self.splits)


def seen_by(settings: RecognizerSettings, weights: np.ndarray) -> np.ndarray:
    """bool [m]: which rows of these weights (float [m]) the model is shown."""
    return np.asarray(weights > (0 if MODELS[settings.model].weighs else FIRST_NAME))


def fitting_data(
    X: np.ndarray,
    rows: TrainingRows,
    unnamed: np.ndarray,
    settings: RecognizerSettings,
    pixels: PictureSource | None = None,
    progress: Progress = silent,
) -> FittingData:
    """What a model of ``settings`` is fitted on. Raises InvalidSettings, Cancelled out of ``progress``.

    For calibration everything is done anew in each fold, without the names of the faces that judge it.

    Args:
        X: float32 [n, d], features of all faces; only training faces' are looked at.
        rows: named training rows, of two names at least.
        unnamed: int64 [u], training faces without a name.
        settings: of the recognizer.
        pixels: the faces, for ways to balance that make pictures.
        progress: may raise Cancelled.
    """
    if settings.calibration in ("none", "temperature"):  # a temperature is fitted afterwards
        made, told = _taught(X, rows, unnamed, settings, pixels, progress)
        return FittingData(made, told)
    folds = folds_of(rows, FOLDS, settings.seed)
    judged = [rows.of((folds == fold) & seen_by(settings, rows.weights)) for fold in range(FOLDS)]
    shares = parts_of(progress, [1] * FOLDS)
    blocks = [
        _taught(X, rows.of(folds != fold), unnamed, settings, pixels, share)
        for fold, share in zip(range(FOLDS), shares, strict=True)
    ]
    classes = _known_to_all([block for block, _ in blocks])
    if len(classes) < 2 or not all(np.isin(part.codes, classes).any() for part in judged):
        made, told = _taught(X, rows, unnamed, settings, pixels, progress)
        return FittingData(
            made, (*told, "Too few faces are named to calibrate probabilities, so they are as they come.")
        )
    parts = [
        part
        for (block, _), mine in zip(blocks, judged, strict=True)
        for part in (_of(block, classes), _of(Balanced(mine.take(X), mine.codes, mine.weights), classes))
    ]
    return FittingData(_joined(parts), (*blocks[0][1], calibrated(rows, folds, settings, classes)), _places(parts))


def _taught(
    X: np.ndarray,
    rows: TrainingRows,
    unnamed: np.ndarray,
    settings: RecognizerSettings,
    pixels: PictureSource | None,
    progress: Progress,
) -> tuple[Balanced, tuple[str, ...]]:
    treating, weighing, balancing = parts_of(progress, [1, 1, 2])
    given = rows.of(seen_by(settings, rows.weights))
    rows, told = treated(settings.robust, X, rows, unnamed, settings.seed, treating)
    rows = rows.of(seen_by(settings, rows.weights))
    if len(np.unique(rows.codes)) < 2:
        rows, told = given, "One name alone would have been left, so all names are taken as they were given."
    weighed = ""
    if settings.purity:
        rows, weighed = by_purity(X, rows, settings.seed, weighing)
    said = tuple(text for text in (told, weighed) if text)
    return balance(X, rows, settings.balance, pixels, balancing), said


def _known_to_all(blocks: Sequence[Balanced]) -> np.ndarray:
    """uint8 [k]: classes with enough weight in every one of ``blocks``: calibrated models must know the same ones."""
    c = max(int(block.codes.max(initial=0)) for block in blocks) + 1
    totals = [np.bincount(block.codes, block.weights, c) for block in blocks]
    return np.flatnonzero(np.all([frequent(t) & (t > 0) for t in totals], axis=0)).astype(np.uint8)


def _of(part: Balanced, classes: np.ndarray) -> Balanced:
    mine = np.isin(part.codes, classes)
    return part if mine.all() else Balanced(part.features[mine], part.codes[mine], part.weights[mine])


def _joined(parts: Sequence[Balanced]) -> Balanced:
    return Balanced(
        np.concatenate([part.features for part in parts]),
        np.concatenate([part.codes for part in parts]),
        np.concatenate([part.weights for part in parts]),
    )


def _places(parts: Sequence[Balanced]) -> Splits:
    """Where each second of ``parts`` lies in the whole, after the one before it."""
    ends = np.cumsum([0, *(len(part.codes) for part in parts)])
    each = [np.arange(start, end) for start, end in pairwise(ends)]
    return list(zip(each[::2], each[1::2], strict=True))


def calibrated(
    rows: TrainingRows, folds: np.ndarray, settings: RecognizerSettings, classes: np.ndarray | None = None
) -> str:
    """How probabilities were calibrated in ``folds``, in words; ``classes``: uint8 [k], those that are ever said."""
    whole = whole_groups(rows, folds)
    held = "whole groups" if whole > 0.5 else "faces"
    told = (
        f"{CALIBRATIONS[settings.calibration].title} calibration against the names, {FOLDS} folds that hold out {held}."
    )
    dropped = 0 if classes is None else len(np.setdiff1d(rows.codes, classes))
    return told + (f" {dropped} of the emotions have too few names for that and are never said." if dropped else "")
