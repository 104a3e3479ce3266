"""Training: a recognizer trained on named faces and its predictions for the test set."""

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
"""Named faces that the cross-validation uses; more change its result by less than a point."""


@dataclass(frozen=True, eq=False)
class Task:
    """What a recognizer is trained and tested on.

    Attributes:
        X: float32 [n, d], features of all faces.
        split: their training set and test set.
        classes: names of the emotions.
        pixels: the faces themselves, for balancing strategies that make pictures.
    """

    X: np.ndarray
    split: Split
    classes: tuple[str, ...]
    pixels: PictureSource | None = None

    def rows(self, named: NamedFaces) -> TrainingRows:
        """The named faces as training rows. Raises InvalidSettings where one of them is a test face."""
        return TrainingRows.named(self.split, named)


@dataclass(frozen=True, eq=False)
class Training:
    """The predictions for the test set, and what they rest on.

    Attributes:
        probabilities: float32 [t, c], 0..1, of the test faces.
        named_counts: int64 [c], faces with each emotion as first name.
        named_at_all: bool [c], whether an emotion is the first or second name of any face.
        agreement: share (0..1) of names that are predicted in cross-validation: how consistent the names are, not
            whether they are correct. NaN where there are too few.
        scores: against labels; None where there are none.
    """

    probabilities: np.ndarray
    named_counts: np.ndarray
    named_at_all: np.ndarray
    agreement: float
    scores: Scores | None = None

    @property
    def faces_named(self) -> int:
        """Number of faces with a name."""
        return int(self.named_counts.sum())

    def arrays(self) -> dict[str, np.ndarray]:
        """Everything except the scores as plain arrays, to be saved."""
        return {
            "probabilities": self.probabilities,
            "named_counts": self.named_counts,
            "named_at_all": self.named_at_all,
            "agreement": np.array(self.agreement),
        }

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, np.ndarray], true: np.ndarray | None) -> "Training":
        """The training whose `arrays` these are, scored against ``true`` (uint8 [t]), the test faces' labels if any."""
        probabilities = arrays["probabilities"]
        scores = None if true is None else evaluate(true, probabilities.argmax(axis=1), probabilities.shape[1])
        agreement = float(arrays["agreement"])
        return cls(probabilities, arrays["named_counts"], arrays["named_at_all"], agreement, scores)


def fit(task: Task, named: NamedFaces, settings: RecognizerSettings, progress: Progress = silent) -> Recognizer:
    """A recognizer trained on ``named``. Errors as for `Recognizer.train`."""
    return Recognizer(settings, task.classes).train(task.X, task.rows(named), task.pixels, progress)


def scored(fitted: Recognizer, task: Task, named: NamedFaces, progress: Progress = silent) -> Training:
    """The predictions of a recognizer that was trained on ``named``, for the test set; ``scores`` are left out."""
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
    """Share (0..1) of first names that a recognizer of the other folds predicts; NaN with too few names.

    Rows of one face stay in one fold. Only the `quick` part of the settings is used, without methods against wrong
    names, since these do not make the names themselves more consistent.

    Args:
        X: float32 [n, d], features of all faces.
        named: the named training rows.
        settings: of the recognizer.
        classes: names of the emotions.
        progress: may raise Cancelled.
    """
    settings = dataclasses.replace(settings.quick, robust="none", purity=False)
    chosen = np.random.default_rng(0).permutation(np.unique(named.rows))[:AGREEMENT_FACES]
    if len(chosen) < FOLDS:
        return float("nan")
    named = named.of(np.isin(named.rows, chosen))
    folds = GroupKFold(FOLDS, shuffle=True, random_state=0).split(named.rows, groups=named.rows)
    first = named.weights > 0.5
    repeated = total = 0
    for i, (training, held_out) in enumerate(folds):
        progress(i, FOLDS, "Measuring how consistent the names are")
        held_out = held_out[first[held_out]]
        if len(np.unique(named.codes[training][first[training]])) < 2 or not len(held_out):
            return float("nan")
        fitted = Recognizer(settings, classes).train(X, named.of(training))
        repeated += int((fitted.predict(X[named.rows[held_out]]) == named.codes[held_out]).sum())
        total += len(held_out)
    return repeated / total
