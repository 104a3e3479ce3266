"""What naming has brought so far: one point a refit, from the first name to the last.

Two figures. The *estimate* needs no true label: groups are held out in turn, the recognizer of the others is asked for
their faces, and each answer counts by its weight in what the person said of the group. A group's names stand for its
faces by about the shares they have there, so this comes close to the share of faces that are right; how close depends
on how many groups it was tried on, which its margin tells. The *true* score is counted on the faces that judge, and
only where somebody asks for it: a point keeps what the recognizer says of them, not whether it is right.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from fer_core.naming.verdict import NamedFaces
from fer_core.recognizer.incremental import Linear, RunningDiscriminant

FOLDS = 5
FEWEST_GROUPS = 10
"""Named groups below which an estimate would be luck."""


@dataclass(frozen=True, eq=False)
class Point:
    """How far naming was at one time.

    Attributes:
        decisions: that stood then.
        seconds: of work until then.
        faces: that had a name.
        estimate: see above, 0..1; NaN where it cannot be had.
        margin: half of the estimate's 95 % interval, as if the groups were drawn at random.
        said: uint8 [t], the likeliest name of each judging face; None where there were not two names.
    """

    decisions: int
    seconds: float
    faces: int
    estimate: float
    margin: float
    said: np.ndarray | None

    def right(self, true: np.ndarray) -> float:
        """Share (0..1) of judging faces whose true label, uint8 [t], the recognizer says; NaN without one."""
        return float("nan") if self.said is None or not len(true) else float((self.said == true).mean())


class Payoff:
    """The running recognizer of one study and the points so far. One thread at a time may call it.

    Args:
        parts: float32 [n, d_i] each, the recognizer's features of every face.
        rows: int [m], the faces that are grouped; ``groups``: int [m], the clustering's own group of each.
        judges: int [t], the faces held out.
        n_classes: how many names there are.
    """

    def __init__(
        self, parts: Sequence[np.ndarray], rows: np.ndarray, groups: np.ndarray, judges: np.ndarray, n_classes: int
    ) -> None:
        self._group = np.full(len(parts[0]), -1)
        self._group[rows] = groups
        self.model = RunningDiscriminant(parts, np.maximum(self._group, 0) % FOLDS, n_classes)
        self.judges = judges
        self.points: tuple[Point, ...] = ()
        self._fitted: Linear | None = None

    def update(self, named: NamedFaces, decisions: int, seconds: float) -> Point:
        """Refit on ``named`` and note a point; it takes the place of points with as many decisions or more."""
        self.model.set_names(named)
        self._fitted = self.model.fit()
        said = None
        if self._fitted is not None and len(self.judges):
            said = self.model.probabilities(self._fitted, self.judges).argmax(axis=1).astype(np.uint8)
        faces = int((self.model.labels.sum(axis=1) > 0).sum())
        point = Point(decisions, seconds, faces, *self._estimate(), said)
        self.points = (*(p for p in self.points if p.decisions < decisions), point)
        return point

    def probabilities(self, rows: np.ndarray) -> np.ndarray | None:
        """float32 [m, c]: what the recognizer of the newest point says of ``rows``; None without two names.

        Any thread may ask.
        """
        fitted = self._fitted
        return None if fitted is None else self.model.probabilities(fitted, rows)

    def _estimate(self) -> tuple[float, float]:
        """Share of the held-out names that are repeated, and its margin."""
        labels = self.model.labels
        taught = np.flatnonzero(labels.sum(axis=1) > 0)
        groups, place = np.unique(self._group[taught], return_inverse=True)
        if len(groups) < FEWEST_GROUPS:
            return float("nan"), float("nan")
        repeated = np.zeros(len(taught))
        for fold in self.model.named_folds:
            judged = np.flatnonzero(self.model.folds[taught] == fold)
            fitted = self.model.fit(without=int(fold))
            if fitted is None:
                return float("nan"), float("nan")
            answers = self.model.probabilities(fitted, taught[judged]).argmax(axis=1)
            repeated[judged] = labels[taught[judged], answers]
        return share_with_margin(np.bincount(place, repeated), np.bincount(place, labels[taught].sum(axis=1)))


def share_with_margin(parts: np.ndarray, wholes: np.ndarray) -> tuple[float, float]:
    """Sum of ``parts`` over sum of ``wholes`` (float [g], one a group), and half of its 95 % interval.

    The interval takes whole groups for the sample, since faces of a group are right or wrong together (Cochran,
    "Sampling techniques", 1977, the ratio of cluster totals).
    """
    share = float(parts.sum() / wholes.sum())
    residuals = parts - share * wholes
    spread = np.sqrt(len(parts) / max(len(parts) - 1, 1) * (residuals**2).sum()) / wholes.sum()
    return share, float(1.96 * spread)
