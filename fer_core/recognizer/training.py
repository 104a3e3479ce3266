"""Training: a recognizer fitted on named faces and judged on held-out ones, with everything needed to show it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from sklearn.model_selection import GroupKFold

from fer_core.naming.verdict import NamedFaces
from fer_core.progress import Progress, part_of, silent
from fer_core.recognizer.evaluate import Scores, evaluate
from fer_core.recognizer.models import Recognizer, RecognizerSettings
from fer_core.recognizer.references import Reference, references
from fer_core.split import Split

FOLDS = 3
AGREEMENT_FACES = 6_000
"""Named faces that the cross-validation looks at; more change its result by less than a point."""


@dataclass(frozen=True, eq=False)
class Task:
    """What a recognizer is fitted and judged on, for all n faces.

    Attributes:
        X: float32 [n, d], what the recognizer sees.
        pixels: uint8 [n, 2304], for the student project's reference.
        emotions: uint8 [n], true labels; None where there are none. They only judge and make references.
        groups: int [n], group of each face, -1 where it was not grouped.
        split: which faces judge.
        classes: names of the emotions.
    """

    X: np.ndarray
    pixels: np.ndarray
    emotions: np.ndarray | None
    groups: np.ndarray
    split: Split
    classes: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Training:
    """What came out.

    Attributes:
        probabilities: float32 [t, c] for the held-out faces.
        named_counts: int64 [c], faces named first with each emotion.
        agreement: share (0..1) of names that the recognizer repeats on named faces it has not seen
            (cross-validated): how consistent the names are, not whether they are right. NaN where it cannot be had.
        scores: against true labels; None where there are none.
        references: what the scores are to be held against; empty where there are no labels.
    """

    probabilities: np.ndarray
    named_counts: np.ndarray
    agreement: float
    scores: Scores | None
    references: tuple[Reference, ...]

    @property
    def faces_named(self) -> int:
        """Faces that had a name to learn from."""
        return int(self.named_counts.sum())

    def arrays(self) -> dict[str, np.ndarray]:
        """Everything as plain arrays, for the disk."""
        c = len(self.named_counts)
        confusions = [r.scores.confusion if r.scores else np.zeros((c, c), np.int64) for r in self.references]
        return {
            "probabilities": self.probabilities,
            "named_counts": self.named_counts,
            "agreement": np.array(self.agreement),
            "reference_texts": np.array([(r.key, r.name, r.explanation) for r in self.references], str).reshape(-1, 3),
            "reference_accuracies": np.array([r.accuracy for r in self.references], np.float64),
            "reference_confusions": np.array(confusions, np.int64).reshape(-1, c, c),
        }

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, np.ndarray], true: np.ndarray | None) -> "Training":
        """What `arrays` gave; ``true`` uint8 [t] are the held-out faces' labels, if there are any."""
        probabilities = arrays["probabilities"]
        found = zip(
            arrays["reference_texts"].tolist(),
            arrays["reference_accuracies"].tolist(),
            arrays["reference_confusions"],
            strict=True,
        )
        return cls(
            probabilities,
            arrays["named_counts"],
            float(arrays["agreement"]),
            None if true is None else evaluate(true, probabilities.argmax(axis=1), probabilities.shape[1]),
            tuple(Reference(key, name, text, share, _scores_of(table)) for (key, name, text), share, table in found),
        )


def train(task: Task, named: NamedFaces, settings: RecognizerSettings, progress: Progress = silent) -> Training:
    """Fit on ``named``, predict the held-out faces, and make the references. Raises InvalidSettings, Cancelled."""
    X, test, c = task.X, task.split.test, len(task.classes)
    fitted = Recognizer(settings, task.classes)
    fitted.fit(X[named.rows], named.codes, named.weights, part_of(progress, 0, 0.3))
    probabilities = fitted.predict_proba(X[test])
    agreement = repeated_names(X, named, settings, task.classes, part_of(progress, 0.3, 0.5))
    found = _references(task, settings, part_of(progress, 0.5, 1)) if task.emotions is not None else []
    true = None if task.emotions is None else task.emotions[test]
    scores = None if true is None else evaluate(true, probabilities.argmax(axis=1), c)
    return Training(probabilities, named.counts(c), agreement, scores, tuple(found))


def repeated_names(
    X: np.ndarray,
    named: NamedFaces,
    settings: RecognizerSettings,
    classes: Sequence[str],
    progress: Progress = silent,
    seed: int = 0,
) -> float:
    """Share (0..1) of first names that a recognizer of the other folds gives too; NaN with too few names.

    ``X``: float32 [n, d] of all faces; rows of one face stay in one fold.
    """
    faces = np.unique(named.rows)
    chosen = np.random.default_rng(seed).permutation(faces)[:AGREEMENT_FACES]
    kept = np.isin(named.rows, chosen)
    rows, codes, weights = named.rows[kept], named.codes[kept], named.weights[kept]
    if len(chosen) < FOLDS:
        return float("nan")
    right = total = 0
    for i, (learn, judge) in enumerate(GroupKFold(FOLDS, shuffle=True, random_state=seed).split(rows, groups=rows)):
        progress(i, FOLDS, "Checking the names against each other")
        judge = judge[weights[judge] > 0.5]
        if len(np.unique(codes[learn][weights[learn] > 0.5])) < 2 or not len(judge):
            return float("nan")
        fitted = Recognizer(settings, classes).fit(X[rows[learn]], codes[learn], weights[learn])
        right += int((fitted.predict(X[rows[judge]]) == codes[judge]).sum())
        total += len(judge)
    return right / total


def _references(task: Task, settings: RecognizerSettings, progress: Progress) -> list[Reference]:
    assert task.emotions is not None
    learn, judge = task.split.train, task.split.test
    return references(
        task.X[learn],
        task.groups[learn],
        task.emotions[learn],
        task.X[judge],
        task.emotions[judge],
        task.classes,
        settings,
        task.pixels[learn],
        task.pixels[judge],
        progress,
    )


def _scores_of(confusion: np.ndarray) -> Scores | None:
    if not confusion.sum():
        return None  # chance: there are no predictions
    true, said = np.indices(confusion.shape).reshape(2, -1)
    return evaluate(np.repeat(true, confusion.ravel()), np.repeat(said, confusion.ravel()), len(confusion))
