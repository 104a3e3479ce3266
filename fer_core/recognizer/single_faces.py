"""Single faces labelled one by one: what the same recognizer makes of the same number of decisions without groups."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from fer_core.base.progress import Progress, parts_of, silent
from fer_core.recognizer.bootstrap import metrics
from fer_core.recognizer.evaluate import scores_of
from fer_core.recognizer.models import Recognizer, RecognizerSettings
from fer_core.recognizer.references import Reference

SEEDS = 5
"""Draws of faces whose mean is shown: a single draw of 25 faces is luck."""


@dataclass(frozen=True, eq=False)
class Singles:
    """Scores of recognizers taught by so many random training faces' true labels.

    Attributes:
        budgets: int64 [b], ascending: faces labelled.
        confusions: int64 [b, s, c, c], of the held-out faces, for each budget and draw.
    """

    budgets: np.ndarray
    confusions: np.ndarray

    @property
    def accuracies(self) -> np.ndarray:
        """float64 [b, s], 0..1."""
        return metrics(self.confusions)[..., 0]

    def arrays(self) -> dict[str, np.ndarray]:
        """For the disk."""
        return {"budgets": self.budgets, "confusions": self.confusions}

    def reference(self) -> Reference:
        """The first budget as a reference; macro F1 and the like are of all draws' faces together."""
        scores = scores_of(self.confusions[0].sum(axis=0))
        low, high = self.accuracies[0].min(), self.accuracies[0].max()
        explanation = (
            f"The same recognizer, trained on the true emotion of {self.budgets[0]:,} random training faces, as many "
            f"as you made decisions; mean of {len(self.confusions[0])} draws, which lie between "
            f"{low:.1%} and {high:.1%}."
        )
        return Reference(
            "single_faces", f"{self.budgets[0]:,} single faces labelled", explanation, scores.accuracy, scores
        )


def draws(faces: int, most: int, seeds: int = SEEDS) -> np.ndarray:
    """int64 [s, most]: places of random faces among ``faces``, each once; a smaller budget takes the first."""
    return np.stack([np.random.default_rng(seed).permutation(faces)[:most] for seed in range(seeds)])


def single_faces(
    taught: Sequence[tuple[np.ndarray, np.ndarray]],
    judges: np.ndarray,
    true: np.ndarray,
    classes: Sequence[str],
    settings: RecognizerSettings,
    budgets: Sequence[int],
    progress: Progress = silent,
) -> Singles:
    """Teach and judge with each of ``budgets``, for each draw of faces.

    Balancing, calibration and doubts are left out: a few faces leave nothing to drop, make up or hold out. Where all
    faces of a budget are of one class, that class is said of every face.

    Args:
        taught: for each draw, float32 [m, d] features of its faces and uint8 [m] their true emotions; m is the largest
            budget or more.
        judges: float32 [t, d], features of the held-out faces.
        true: uint8 [t], their true emotions.
        classes: names of the emotions.
        settings: of the recognizer to compare with.
        budgets: faces labelled, each 1 or more.
        progress: called for every recognizer; may raise Cancelled.
    """
    plain, c = settings.bare, len(classes)
    ordered = np.unique(np.asarray(budgets, np.int64))
    confusions = np.zeros((len(ordered), len(taught), c, c), np.int64)
    shares = parts_of(progress, [1] * (len(taught) * len(ordered)))
    for i, (X, codes) in enumerate(taught):
        for j, budget in enumerate(ordered):
            done = i * len(ordered) + j
            shares[done](0, 1, f"Labelling {budget:,} single faces, draw {i + 1}")
            said = _said(X[:budget], codes[:budget], judges, classes, plain, shares[done])
            np.add.at(confusions[j, i], (true, said), 1)
    return Singles(ordered, confusions)


def _said(
    X: np.ndarray,
    codes: np.ndarray,
    judges: np.ndarray,
    classes: Sequence[str],
    settings: RecognizerSettings,
    progress: Progress,
) -> np.ndarray:
    if len(np.unique(codes)) < 2:
        return np.full(len(judges), codes[0], np.uint8)
    return Recognizer(settings, classes).fit(X, codes, progress=progress).predict(judges)
