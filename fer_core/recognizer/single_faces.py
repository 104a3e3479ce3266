"""Single faces labelled one by one: the accuracy of the same recognizer with as many decisions and no groups."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from fer_core.base.progress import Progress, parts_of, silent
from fer_core.recognizer.bootstrap import metrics
from fer_core.recognizer.evaluate import scores_of
from fer_core.recognizer.models import Recognizer, RecognizerSettings
from fer_core.recognizer.references import Reference

SEEDS = 5
"""Draws of faces whose mean is shown, since a single draw of 25 faces depends on chance."""


@dataclass(frozen=True, eq=False)
class Singles:
    """Scores of recognizers trained on the labels of random training faces.

    Attributes:
        budgets: int64 [b], ascending: numbers of labelled faces.
        confusions: int64 [b, s, c, c] of the test faces for each budget and draw, rows = true class, columns =
            predicted class.
    """

    budgets: np.ndarray
    confusions: np.ndarray

    @property
    def accuracies(self) -> np.ndarray:
        """float64 [b, s], 0..1."""
        return metrics(self.confusions)[..., 0]

    def arrays(self) -> dict[str, np.ndarray]:
        """Everything as plain arrays, to be saved."""
        return {"budgets": self.budgets, "confusions": self.confusions}

    def reference(self) -> Reference:
        """The first budget as a reference, with the scores of all draws together."""
        scores = scores_of(self.confusions[0].sum(axis=0))
        low, high = self.accuracies[0].min(), self.accuracies[0].max()
        explanation = (
            f"The same recognizer, trained on the labels of {self.budgets[0]:,} random training faces, as many as you "
            f"made decisions; mean of {len(self.confusions[0])} draws between {low:.1%} and {high:.1%}."
        )
        return Reference(
            "single_faces", f"{self.budgets[0]:,} single faces labelled", explanation, scores.accuracy, scores
        )


def draws(faces: int, most: int, seeds: int = SEEDS) -> np.ndarray:
    """int64 [s, most]: indices of random faces, 0..faces - 1, each once a row; smaller budgets take the first ones."""
    return np.stack([np.random.default_rng(seed).permutation(faces)[:most] for seed in range(seeds)])


def single_faces(
    drawn: Sequence[tuple[np.ndarray, np.ndarray]],
    test: np.ndarray,
    true: np.ndarray,
    classes: Sequence[str],
    settings: RecognizerSettings,
    budgets: Sequence[int],
    progress: Progress = silent,
) -> Singles:
    """Train and score a recognizer for each of ``budgets`` and each draw of faces.

    Balancing, calibration and methods against wrong names are left out, since they need more faces. Where all faces of
    a budget are of one class, every test face is predicted as that class.

    Args:
        drawn: for each draw, float32 [m, d] features of its faces and uint8 [m] their labels; m is at least the
            largest budget.
        test: float32 [t, d], features of the test faces.
        true: uint8 [t], labels of the test faces.
        classes: names of the emotions.
        settings: of the recognizer to compare with.
        budgets: numbers of labelled faces, each 1 or more.
        progress: called for every recognizer; may raise Cancelled.
    """
    plain, c = settings.bare, len(classes)
    ordered = np.unique(np.asarray(budgets, np.int64))
    confusions = np.zeros((len(ordered), len(drawn), c, c), np.int64)
    shares = parts_of(progress, [1] * (len(drawn) * len(ordered)))
    for i, (X, codes) in enumerate(drawn):
        for j, budget in enumerate(ordered):
            done = i * len(ordered) + j
            shares[done](0, 1, f"Training on {budget:,} single faces, draw {i + 1}")
            predicted = _predicted(X[:budget], codes[:budget], test, classes, plain, shares[done])
            np.add.at(confusions[j, i], (true, predicted), 1)
    return Singles(ordered, confusions)


def _predicted(
    X: np.ndarray,
    codes: np.ndarray,
    test: np.ndarray,
    classes: Sequence[str],
    settings: RecognizerSettings,
    progress: Progress,
) -> np.ndarray:
    if len(np.unique(codes)) < 2:
        return np.full(len(test), codes[0], np.uint8)
    return Recognizer(settings, classes).fit(X, codes, progress=progress).predict(test)
