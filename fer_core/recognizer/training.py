"""Training: a recognizer fitted on named faces and judged on held-out ones, with what is needed to show it."""

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from sklearn.model_selection import GroupKFold

from fer_core.balance import PictureSource, TrainingRows
from fer_core.base.progress import Progress, silent
from fer_core.faces.split import Split
from fer_core.naming.verdict import NamedFaces
from fer_core.recognizer.evaluate import Scores, evaluate
from fer_core.recognizer.models import Recognizer
from fer_core.recognizer.settings import RecognizerSettings

FOLDS = 3
AGREEMENT_FACES = 6_000
"""Named faces that the cross-validation looks at; more change its result by less than a point."""


@dataclass(frozen=True, eq=False)
class Task:
    """What a recognizer sees.

    Attributes:
        X: float32 [n, d], features of all faces.
        split: which of them may be learnt from, and which are held out.
        classes: what they can be called.
        pixels: the faces themselves, for ways to balance that make pictures.
    """

    X: np.ndarray
    split: Split
    classes: tuple[str, ...]
    pixels: PictureSource | None = None

    def rows(self, named: NamedFaces) -> TrainingRows:
        """The named faces as rows to learn from. Raises InvalidSettings where one of them is held out."""
        return TrainingRows.named(self.split, named)


@dataclass(frozen=True, eq=False)
class Training:
    """What came out.

    Attributes:
        probabilities: float32 [t, c] for the held-out faces.
        named_counts: int64 [c], faces named first with each emotion.
        named_at_all: bool [c], whether an emotion was given to any face, as first or second name.
        agreement: share (0..1) of names that the recognizer repeats on named faces it has not seen
            (cross-validated): how consistent the names are, not whether they are right. NaN where it cannot be had.
        scores: against true labels; None where there are none.
    """

    probabilities: np.ndarray
    named_counts: np.ndarray
    named_at_all: np.ndarray
    agreement: float
    scores: Scores | None = None

    @property
    def faces_named(self) -> int:
        """Faces that had a name to learn from."""
        return int(self.named_counts.sum())

    def arrays(self) -> dict[str, np.ndarray]:
        """Everything but the scores as plain arrays, for the disk."""
        return {
            "probabilities": self.probabilities,
            "named_counts": self.named_counts,
            "named_at_all": self.named_at_all,
            "agreement": np.array(self.agreement),
        }

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, np.ndarray], true: np.ndarray | None) -> "Training":
        """What `arrays` gave, scored; ``true`` uint8 [t] are the held-out faces' labels, if there are any."""
        said = arrays["probabilities"]
        scores = None if true is None else evaluate(true, said.argmax(axis=1), said.shape[1])
        return cls(said, arrays["named_counts"], arrays["named_at_all"], float(arrays["agreement"]), scores)


def fit(task: Task, named: NamedFaces, settings: RecognizerSettings, progress: Progress = silent) -> Recognizer:
    """A recognizer that learnt from ``named``. Raises InvalidSettings, Cancelled."""
    return Recognizer(settings, task.classes).train(task.X, task.rows(named), task.pixels, progress)


def scored(fitted: Recognizer, task: Task, named: NamedFaces, progress: Progress = silent) -> Training:
    """What a recognizer that learnt from ``named`` says of the held-out faces, and how consistent the names are."""
    c = len(task.classes)
    probabilities = fitted.predict_proba(task.X[task.split.test])
    agreement = repeated_names(task.X, task.rows(named), fitted.settings, task.classes, progress)
    given = np.bincount(named.codes, minlength=c) > 0
    return Training(probabilities, named.counts(c), given, agreement)


def repeated_names(
    X: np.ndarray,
    named: TrainingRows,
    settings: RecognizerSettings,
    classes: Sequence[str],
    progress: Progress = silent,
) -> float:
    """Share (0..1) of first names that a recognizer of the other folds gives too; NaN with too few names.

    ``X``: float32 [n, d] of all faces; rows of one face stay in one fold. Only what is `quick` of the settings
    counts, and nothing is done about wrong names: that makes names no more consistent.
    """
    settings = dataclasses.replace(settings.quick, robust="none", purity=False)
    chosen = np.random.default_rng(0).permutation(np.unique(named.rows))[:AGREEMENT_FACES]
    if len(chosen) < FOLDS:
        return float("nan")
    named = named.of(np.isin(named.rows, chosen))
    folds = GroupKFold(FOLDS, shuffle=True, random_state=0).split(named.rows, groups=named.rows)
    first = named.weights > 0.5
    right = total = 0
    for i, (learn, judge) in enumerate(folds):
        progress(i, FOLDS, "Checking the names against each other")
        judge = judge[first[judge]]
        if len(np.unique(named.codes[learn][first[learn]])) < 2 or not len(judge):
            return float("nan")
        fitted = Recognizer(settings, classes).train(X, named.of(learn))
        right += int((fitted.predict(X[named.rows[judge]]) == named.codes[judge]).sum())
        total += len(judge)
    return right / total
