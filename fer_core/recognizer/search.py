"""Settings side by side, scored on names alone: groups are held out in turn, and the names of their faces predicted.

Whole groups are held out, because faces of one group are similar and have one name: a model that was fitted on half of
them predicts the name for the other half, and a model that memorizes would win. No labels and no test faces are used.
The score shows how consistent the names are under a model, and the model with the best score need not be the most
accurate.
"""

import dataclasses
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from fer_core.balance import TrainingRows
from fer_core.base.errors import InvalidSettings
from fer_core.base.progress import Progress, parts_of, silent
from fer_core.recognizer.estimators import MODELS
from fer_core.recognizer.folds import folds_of, whole_groups
from fer_core.recognizer.models import Recognizer
from fer_core.recognizer.settings import RecognizerSettings

FOLDS = 3
FACES = 6_000
"""Named faces that a search uses, at most: it takes minutes, and ranks models much as all faces would."""


@dataclass(frozen=True, eq=False)
class Tried:
    """How well one recognizer predicts the names of held-out groups.

    Attributes:
        tables: float64 [f, c, c]: for each fold, the total weight of each name (rows) and prediction (columns).
        seconds: time of one fit, the mean over folds.
        whole: share (0..1) of held-out rows whose whole group was held out.
    """

    tables: np.ndarray
    seconds: float
    whole: float

    @cached_property
    def accuracy(self) -> float:
        """Share (0..1) of the names that are predicted, by weight."""
        return float(np.trace(self.table) / self.table.sum())

    @cached_property
    def macro_f1(self) -> float:
        """Mean F1 over the names (0..1)."""
        return macro_f1(self.table)

    @property
    def table(self) -> np.ndarray:
        """float64 [c, c]: the sum of `tables` over folds."""
        return np.asarray(self.tables.sum(axis=0))

    @cached_property
    def by_fold(self) -> np.ndarray:
        """float64 [f], 0..1: the accuracy of each fold."""
        return np.array([np.trace(table) / max(table.sum(), 1e-9) for table in self.tables])

    def arrays(self) -> dict[str, np.ndarray]:
        """Everything as plain arrays, to be saved."""
        return {"tables": self.tables, "seconds": np.array(self.seconds), "whole": np.array(self.whole)}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, np.ndarray]) -> "Tried":
        """The result whose `arrays` these are."""
        return cls(np.asarray(arrays["tables"]), float(arrays["seconds"]), float(arrays["whole"]))


def candidates(now: RecognizerSettings) -> list[RecognizerSettings]:
    """The settings to try: the present ones, and each model with a few values of its main setting.

    Balancing and the treatment of wrong names stay as chosen. Calibration is left out, since it changes no prediction,
    and so is balancing by pictures, which takes minutes.
    """
    plain = now.quick
    usual = RecognizerSettings(balance=plain.balance, seed=plain.seed, robust=plain.robust, purity=plain.purity)
    found = [plain]
    for model, about in MODELS.items():
        name, values = about.tried
        found += [dataclasses.replace(usual, model=model, **({name: value} if name else {})) for value in values]
    return list(dict.fromkeys(found))


def try_out(
    X: np.ndarray,
    rows: TrainingRows,
    settings: RecognizerSettings,
    classes: Sequence[str],
    progress: Progress = silent,
) -> Tried:
    """Cross-validate one candidate on the names.

    Args:
        X: float32 [n, d], features of all faces; only those of training faces are read.
        rows: the named training rows.
        settings: the candidate.
        classes: names of the emotions.
        progress: may raise Cancelled.

    Raises:
        InvalidSettings: where there are too few names to hold some out.
    """
    drawn = np.random.default_rng(0).permutation(np.unique(rows.rows))[:FACES]
    used = rows.of(np.isin(rows.rows, drawn))
    folds = folds_of(used, FOLDS)
    if len(np.unique(folds[folds >= 0])) < FOLDS:
        what = "There are too few names to hold some of them out."
        raise InvalidSettings(what, remedy="Name more groups, with at least two emotions.")
    unnamed = np.setdiff1d(rows.split.train, rows.rows)
    tables, seconds = np.zeros((FOLDS, len(classes), len(classes))), []
    for fold, share in enumerate(parts_of(progress, [1] * FOLDS)):
        others, held_out = used.of(folds != fold), used.of(folds == fold)
        started = time.perf_counter()
        fitted = Recognizer(settings, classes).train(X, others, progress=share, unnamed=unnamed)
        seconds.append(time.perf_counter() - started)
        np.add.at(tables[fold], (held_out.codes, fitted.predict(held_out.take(X))), held_out.weights)
    return Tried(tables, float(np.mean(seconds)), whole_groups(used, folds))


def macro_f1(table: np.ndarray) -> float:
    """Mean F1 (0..1) over the names in ``table`` (float [c, c], rows = names, columns = predictions)."""
    given, predicted, correct = table.sum(axis=1), table.sum(axis=0), np.diag(table)
    f1 = 2 * correct / np.maximum(given + predicted, 1e-9)
    return float(f1[given > 0].mean())
