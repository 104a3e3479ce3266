"""Settings side by side, judged by names alone: groups are held out in turn, and the names of their faces asked for.

Whole groups, because faces of one group look alike and carry one name: a model that has learnt half of them repeats the
name for the other half, and the one that learns by heart would win. No true label is read, nor any held-out face.
What is found is how consistent the names are under a model, and that need not be where it is right most often.
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
"""Named faces that are looked at, at most: a search takes minutes with them, and ranks models much as all would."""


@dataclass(frozen=True, eq=False)
class Tried:
    """How far one recognizer repeats names of groups that it has not seen.

    Attributes:
        tables: float64 [f, c, c]: for each fold, weight of the names given (rows) by the names said (columns).
        seconds: of one fit, the mean over folds.
        whole: share (0..1) of judged rows whose group was held out altogether.
    """

    tables: np.ndarray
    seconds: float
    whole: float

    @cached_property
    def accuracy(self) -> float:
        """Share (0..1) of the given names that were said."""
        return float(np.trace(self.table) / self.table.sum())

    @cached_property
    def macro_f1(self) -> float:
        """Mean F1 over the names given."""
        return macro_f1(self.table)

    @property
    def table(self) -> np.ndarray:
        """float64 [c, c]: all folds together."""
        return np.asarray(self.tables.sum(axis=0))

    @cached_property
    def by_fold(self) -> np.ndarray:
        """float64 [f]: the accuracy of each fold."""
        return np.array([np.trace(table) / max(table.sum(), 1e-9) for table in self.tables])

    def arrays(self) -> dict[str, np.ndarray]:
        """Everything as plain arrays, for the disk."""
        return {"tables": self.tables, "seconds": np.array(self.seconds), "whole": np.array(self.whole)}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, np.ndarray]) -> "Tried":
        """What `arrays` gave."""
        return cls(np.asarray(arrays["tables"]), float(arrays["seconds"]), float(arrays["whole"]))


def candidates(now: RecognizerSettings) -> list[RecognizerSettings]:
    """What is tried: the present settings, and each model with a few values of its main setting.

    Balancing and what is done about wrong names stay as chosen. Without calibration, which changes how sure answers
    are, and without balancing by pictures, which takes minutes.
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
    """Cross-validate one candidate against the names.

    Args:
        X: float32 [n, d], features of all faces; only training faces' are looked at.
        rows: the named training rows.
        settings: the candidate.
        classes: names of the emotions.
        progress: may raise Cancelled.

    Raises InvalidSettings where the names are too few to hold some out.
    """
    drawn = np.random.default_rng(0).permutation(np.unique(rows.rows))[:FACES]
    mine = rows.of(np.isin(rows.rows, drawn))
    folds = folds_of(mine, FOLDS)
    if len(np.unique(folds[folds >= 0])) < FOLDS:
        what = "The names are too few to hold some of them out."
        raise InvalidSettings(what, remedy="Name more groups, with two emotions at least.")
    unnamed = np.setdiff1d(rows.split.train, rows.rows)
    tables, seconds = np.zeros((FOLDS, len(classes), len(classes))), []
    for fold, share in enumerate(parts_of(progress, [1] * FOLDS)):
        learn, judge = mine.of(folds != fold), mine.of(folds == fold)
        started = time.perf_counter()
        fitted = Recognizer(settings, classes).train(X, learn, progress=share, unnamed=unnamed)
        seconds.append(time.perf_counter() - started)
        np.add.at(tables[fold], (judge.codes, fitted.predict(judge.take(X))), judge.weights)
    return Tried(tables, float(np.mean(seconds)), whole_groups(mine, folds))


def macro_f1(table: np.ndarray) -> float:
    """Mean F1 over the classes given in float [c, c], rows = given, columns = said."""
    given, said, right = table.sum(axis=1), table.sum(axis=0), np.diag(table)
    f1 = 2 * right / np.maximum(given + said, 1e-9)
    return float(f1[given > 0].mean())
