"""How accuracy grows while somebody names: one point for each refit, from the first name to the last.

A point has two figures. The *estimate* (`fer_core.recognizer.estimate`) needs no labels. The *true* accuracy is
computed on test faces, and only where somebody asks for it: a point holds the predictions for them, not whether they
are correct.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from fer_core.naming.verdict import NamedFaces
from fer_core.recognizer.estimate import LikelyAccuracy, estimate
from fer_core.recognizer.incremental import Linear, RunningDiscriminant
from fer_core.recognizer.signs import FACES, Signs, signs_of

FOLDS = 5


@dataclass(frozen=True, eq=False)
class Point:
    """The state of naming at one time.

    Attributes:
        decisions: number of decisions that were not undone.
        seconds: of work until then.
        faces: number of faces with a name.
        names: number of emotions that are a name.
        signs: from which accuracy is estimated; None where there were fewer than two names, so no recognizer.
        estimate: of the accuracy on the test faces, without their labels; None without signs.
        predicted: uint8 [t], predictions for the test faces; None where there was no recognizer.
    """

    decisions: int
    seconds: float
    faces: int
    names: int
    signs: Signs | None
    estimate: LikelyAccuracy | None
    predicted: np.ndarray | None

    def accuracy(self, true: np.ndarray) -> float:
        """Accuracy (0..1) on the test faces, whose labels are ``true`` (uint8 [t]); NaN where there is none."""
        return float("nan") if self.predicted is None or not len(true) else float((self.predicted == true).mean())


class Payoff:
    """The running recognizer of one study and the points so far. One thread at a time may call it.

    Args:
        parts: float32 [n, d_i] each, the recognizer's features of every face.
        rows: int [m], the grouped faces.
        groups: int [m], the clustering's own group of each of them.
        test: int [t], the test faces.
        n_classes: number of emotions.
    """

    def __init__(
        self, parts: Sequence[np.ndarray], rows: np.ndarray, groups: np.ndarray, test: np.ndarray, n_classes: int
    ) -> None:
        self._group = np.full(len(parts[0]), -1)
        self._group[rows] = groups
        self.model = RunningDiscriminant(parts, np.maximum(self._group, 0) % FOLDS, n_classes)
        self.test = test
        self._some = np.sort(np.random.default_rng(0).permutation(rows)[:FACES])
        self.points: tuple[Point, ...] = ()
        self._fitted: Linear | None = None

    def update(self, named: NamedFaces, decisions: int, seconds: float) -> Point:
        """Refit on ``named`` and add a point, which replaces points with as many decisions or more.

        Args:
            named: all names.
            decisions: number of decisions that they follow from.
            seconds: of work until then.
        """
        self.model.set_names(named)
        self._fitted = self.model.fit()
        predicted = None
        if self._fitted is not None and len(self.test):
            predicted = self.model.probabilities(self._fitted, self.test).argmax(axis=1).astype(np.uint8)
        signs = None if self._fitted is None else signs_of(self.model, self._fitted, self._group, self._some)
        names, faces = ((self.model.labels > 0).any(axis=axis).sum() for axis in (0, 1))
        likely = None if signs is None else estimate(signs, len(self.test))
        point = Point(decisions, seconds, int(faces), int(names), signs, likely, predicted)
        self.points = (*(p for p in self.points if p.decisions < decisions), point)
        return point

    def probabilities(self, rows: np.ndarray) -> np.ndarray | None:
        """float32 [m, c], 0..1: the newest recognizer's probabilities for ``rows`` (int [m]); None without two names.

        Any thread may call this.
        """
        fitted = self._fitted
        return None if fitted is None else self.model.probabilities(fitted, rows)
