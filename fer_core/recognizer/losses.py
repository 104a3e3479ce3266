"""Where points were lost between a perfect score and the recognizer's accuracy.

The first steps are counted on the grouped training faces: groups that mix emotions, faces without a name yet,
rejected faces, and names other than the most common label of a group. The last step goes from these faces to the test
faces. True labels are
used; the result tells how many groups are concerned and never which, so that it gives no answers away to annotators.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np


@dataclass(frozen=True)
class Lost:
    """What was lost, as shares (0..1) of all grouped faces; ``renamed`` may be below 0.

    Attributes:
        faces: number of grouped faces.
        groups: number of groups.
        mixed: faces whose label is not the most common one of their group, or that are in no group.
        mixed_groups: groups in which no label has half of the faces.
        unnamed: faces that the best naming would name correctly, and that have no name yet.
        unnamed_groups: groups without a named face, of which not all faces are rejected.
        renamed: loss by names other than the most common labels; below 0 where names of single faces gained more.
        renamed_groups: named groups whose main name fits fewer faces than their most common label.
        hidden: codes of labels that are the most common one of no group, so that the best naming cannot give them.
        rejected: faces that the best naming would name correctly, and that are rejected.
        rejected_faces, rejected_groups: number of rejected faces, and of groups in which all faces are.
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
    rejected: float = 0.0
    rejected_faces: int = 0
    rejected_groups: int = 0

    @property
    def best(self) -> float:
        """Share of faces (0..1) that are correct where each group has its most common label as name."""
        return 1 - self.mixed

    @property
    def named(self) -> float:
        """Share of faces (0..1) whose name is their label."""
        return self.best - self.unnamed - self.rejected - self.renamed


class LossStep(NamedTuple):
    """A step from a perfect score to the recognizer: a total (0..1), or the change up to the next total (-1..1)."""

    name: str
    total: bool
    value: float


OWN = "This recognizer"
"""The recognizer's name among the steps and the references."""


def steps(found: Lost | None, accuracy: float) -> list[LossStep]:
    """From a perfect score to ``accuracy`` (0..1), the recognizer's; only the latter where ``found`` is None."""
    own = LossStep(OWN, True, accuracy)
    if found is None:
        return [own]
    return [
        LossStep("All faces correct", True, 1.0),
        LossStep("groups mix emotions", False, -found.mixed),
        LossStep("Best naming of these groups", True, found.best),
        LossStep("no name yet", False, -found.unnamed),
        *([LossStep("rejected", False, -found.rejected)] if found.rejected_faces else []),
        LossStep("other names", False, -found.renamed),
        LossStep("The names given", True, found.named),
        LossStep("on to unseen faces", False, accuracy - found.named),
        own,
    ]


def lost(
    groups: np.ndarray, true: np.ndarray, names: np.ndarray, n_classes: int, rejected: np.ndarray | None = None
) -> Lost:
    """Count the losses of grouped faces.

    Args:
        groups: int [m], the group of each face, at least one; negative for faces in no group.
        true: uint8 [m], labels as codes.
        names: int [m], codes of first names; -1 for faces without a name.
        n_classes: number of emotions.
        rejected: bool [m], faces whose answer is no name, for good; None for no such face.
    """
    numbers, place = np.unique(groups, return_inverse=True)
    table = np.zeros((len(numbers), n_classes), np.int64)
    np.add.at(table, (place, true), 1)
    table[numbers < 0] = 0  # faces in no group are not named
    common, sizes = table.argmax(axis=1), table.sum(axis=1)
    real = sizes > 0
    best = (true == common[place]) & real[place]
    correct, has = names == true, names >= 0
    given = np.zeros_like(table)
    np.add.at(given, (place[has], names[has]), 1)
    fitting = np.take_along_axis(table, given.argmax(axis=1)[:, None], axis=1)[:, 0]  # faces that the main name fits
    other = real & (given.sum(axis=1) > 0) & (fitting < table.max(axis=1))
    nameable = np.flatnonzero((table[real] == table[real].max(axis=1, keepdims=True)).any(axis=0))
    m = len(true)
    refused = ~has & (np.zeros(m, bool) if rejected is None else rejected)
    unnamed, gone = (float((best & these).sum()) / m for these in (~has & ~refused, refused))
    empty, left = real & (given.sum(axis=1) == 0), np.bincount(place[~refused], minlength=len(numbers))
    present = np.flatnonzero(np.bincount(true, minlength=n_classes))
    return Lost(
        faces=m,
        groups=int(real.sum()),
        mixed=1 - float(best.sum()) / m,
        mixed_groups=int((real & (2 * table.max(axis=1) < sizes)).sum()),
        unnamed=unnamed,
        unnamed_groups=int((empty & (left > 0)).sum()),
        renamed=float(best.sum() - correct.sum()) / m - unnamed - gone,
        renamed_groups=int(other.sum()),
        hidden=tuple(int(code) for code in np.setdiff1d(present, nameable)),
        rejected=gone,
        rejected_faces=int(refused.sum()),
        rejected_groups=int((empty & (left == 0)).sum()),
    )
