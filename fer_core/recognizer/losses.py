"""Where the points were lost between all faces right and the recognizer's score, on true labels.

The first steps are counted on the grouped training faces: what groups cannot tell apart, what has no name, what is
named otherwise than most of its faces are. The last goes from these faces to the held-out ones. It reads true labels
and says so; it tells how many groups are concerned, never which, so that it gives no answers to who names on.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np


@dataclass(frozen=True)
class Lost:
    """Shares are of all grouped faces, 0..1; ``renamed`` may be below 0.

    Attributes:
        faces: that are grouped.
        groups: that hold them.
        mixed: faces that are not of their group's commonest true emotion, or in no group.
        mixed_groups: groups in which fewer than half of the faces are of one emotion.
        unnamed: faces that the best naming would have had right, and that have no name.
        unnamed_groups: groups without a named face.
        renamed: what other names than the commonest emotions cost; below 0 where single faces' names won more.
        renamed_groups: named groups of which most named faces carry another name than the commonest emotion.
        hidden: codes of emotions with faces that are no group's commonest: the best naming cannot say them.
    """

    faces: int
    groups: int
    mixed: float
    mixed_groups: int
    unnamed: float
    unnamed_groups: int
    renamed: float
    renamed_groups: int
    hidden: tuple[int, ...]

    @property
    def best(self) -> float:
        """Share of faces that are right where each group has the name of its commonest true emotion."""
        return 1 - self.mixed

    @property
    def named(self) -> float:
        """Share of faces whose name is their true emotion."""
        return self.best - self.unnamed - self.renamed


class LossStep(NamedTuple):
    """A step between all faces right and the recognizer: where it stands (0..1), or the change up to there (-1..1)."""

    name: str
    total: bool
    value: float


OWN = "This recognizer"
"""What the recognizer is called among its steps and its references."""


def steps(found: Lost | None, right: float) -> list[LossStep]:
    """From all faces right down to the recognizer's accuracy ``right``; that alone where nothing is known of losses."""
    own = LossStep(OWN, True, right)
    if found is None:
        return [own]
    return [
        LossStep("All faces right", True, 1.0),
        LossStep("groups mix emotions", False, -found.mixed),
        LossStep("Best naming of these groups", True, found.best),
        LossStep("no name", False, -found.unnamed),
        LossStep("other names", False, -found.renamed),
        LossStep("The names given", True, found.named),
        LossStep("on to unseen faces", False, right - found.named),
        own,
    ]


def lost(groups: np.ndarray, true: np.ndarray, names: np.ndarray, n_classes: int) -> Lost:
    """Count the losses of grouped faces.

    Args:
        groups: int [m], one face at least; negative ones are no group.
        true: uint8 [m].
        names: int [m], the first name of each face; -1 without one.
        n_classes: how many emotions there are.
    """
    numbers, place = np.unique(groups, return_inverse=True)
    table = np.zeros((len(numbers), n_classes), np.int64)
    np.add.at(table, (place, true), 1)
    table[numbers < 0] = 0  # nobody names what is in no group
    common, sizes = table.argmax(axis=1), table.sum(axis=1)
    real = sizes > 0
    best = (true == common[place]) & real[place]
    right, has = names == true, names >= 0
    said = np.zeros_like(table)
    np.add.at(said, (place[has], names[has]), 1)
    called = np.take_along_axis(table, said.argmax(axis=1)[:, None], axis=1)[:, 0]  # faces that the name fits
    other = real & (said.sum(axis=1) > 0) & (called < table.max(axis=1))
    sayable = np.flatnonzero((table[real] == table[real].max(axis=1, keepdims=True)).any(axis=0))
    m = len(true)
    unnamed = float((best & ~has).sum()) / m
    present = np.flatnonzero(np.bincount(true, minlength=n_classes))
    return Lost(
        faces=m,
        groups=int(real.sum()),
        mixed=1 - float(best.sum()) / m,
        mixed_groups=int((real & (2 * table.max(axis=1) < sizes)).sum()),
        unnamed=unnamed,
        unnamed_groups=int((real & (said.sum(axis=1) == 0)).sum()),
        renamed=float(best.sum() - right.sum()) / m - unnamed,
        renamed_groups=int(other.sum()),
        hidden=tuple(int(code) for code in np.setdiff1d(present, sayable)),
    )
