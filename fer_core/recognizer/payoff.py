"""How accuracy grows while somebody names: one point for each refit, from the first name to the last.

There are two figures. The *estimate* needs no labels: groups are held out in turn, a recognizer of the other groups
predicts their faces, and each prediction counts by the weight of this emotion among the names of the group. The names
of a group have about the shares that the emotions have among its faces, so the estimate is close to the accuracy; its
margin shows how close, which depends on the number of groups. The *true* accuracy is computed on test faces, and only
where somebody asks for it: a point holds the predictions for them, not whether they are correct.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from fer_core.naming.verdict import NamedFaces
from fer_core.recognizer.incremental import Linear, RunningDiscriminant

FOLDS = 5
FEWEST_GROUPS = 10
"""Named groups below which there is no estimate, since it would be due to chance."""


@dataclass(frozen=True, eq=False)
class Point:
    """The state of naming at one time.

    Attributes:
        decisions: number of decisions that were not undone.
        seconds: of work until then.
        faces: number of faces with a name.
        estimate: estimated accuracy, 0..1; NaN where there is none.
        margin: half of the estimate's 95 % interval, as if groups were drawn at random; NaN where there is none.
        predicted: uint8 [t], predictions for the test faces; None where there were fewer than two names.
    """

    decisions: int
    seconds: float
    faces: int
    estimate: float
    margin: float
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
        faces = int((self.model.labels.sum(axis=1) > 0).sum())
        point = Point(decisions, seconds, faces, *self._estimate(), predicted)
        self.points = (*(p for p in self.points if p.decisions < decisions), point)
        return point

    def probabilities(self, rows: np.ndarray) -> np.ndarray | None:
        """float32 [m, c], 0..1: the newest recognizer's probabilities for ``rows`` (int [m]); None without two names.

        Any thread may call this.
        """
        fitted = self._fitted
        return None if fitted is None else self.model.probabilities(fitted, rows)

    def _estimate(self) -> tuple[float, float]:
        """Share (0..1) of the held-out names that are predicted, and its margin."""
        labels = self.model.labels
        named = np.flatnonzero(labels.sum(axis=1) > 0)
        groups, place = np.unique(self._group[named], return_inverse=True)
        if len(groups) < FEWEST_GROUPS:
            return float("nan"), float("nan")
        repeated = np.zeros(len(named))
        for fold in self.model.named_folds:
            held_out = np.flatnonzero(self.model.folds[named] == fold)
            fitted = self.model.fit(without=int(fold))
            if fitted is None:
                return float("nan"), float("nan")
            predicted = self.model.probabilities(fitted, named[held_out]).argmax(axis=1)
            repeated[held_out] = labels[named[held_out], predicted]
        return share_with_margin(np.bincount(place, repeated), np.bincount(place, labels[named].sum(axis=1)))


def share_with_margin(parts: np.ndarray, wholes: np.ndarray) -> tuple[float, float]:
    """A share over groups, with half of its 95 % interval.

    The interval samples whole groups, since faces of a group tend to be correct or wrong together (Cochran, "Sampling
    techniques", 1977, the ratio of cluster totals).

    Args:
        parts: float [g], the part of each group that counts.
        wholes: float [g], the whole of each group.

    Returns:
        The sum of ``parts`` over the sum of ``wholes``, and half of its interval.
    """
    share = float(parts.sum() / wholes.sum())
    residuals = parts - share * wholes
    spread = np.sqrt(len(parts) / max(len(parts) - 1, 1) * (residuals**2).sum()) / wholes.sum()
    return share, float(1.96 * spread)
