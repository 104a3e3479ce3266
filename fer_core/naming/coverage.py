"""Which groups and faces have a name, which are rejected, and which are open.

Rejected ones (*not a face*, *something else*) are answered for good. Open ones could still get a name: nobody has
answered, or the answer is *mixed* or *skip*.
"""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from fer_core.base.words import count
from fer_core.naming.groups import Partition
from fer_core.naming.replay import NamingState
from fer_core.naming.verdict import OneOrMore, Verdict

OPEN, NAMED, REJECTED = range(3)


class Coverage(NamedTuple):
    """How many groups, or faces, are named, rejected and open."""

    named: int
    rejected: int
    open: int

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self)

    def in_words(self, thing: str) -> str:
        """How many there are of each, e.g. "All 2,219 faces are named or rejected."; ``thing``: one of them."""
        if not self.open:
            return f"All {count(self.total, thing)} are {'named or rejected' if self.rejected else 'named'}."
        rejected = f", {self.rejected:,} rejected" if self.rejected else ""
        return f"{self.named:,} of {count(self.total, thing)} named{rejected}, {self.open:,} open."


def standing(given: OneOrMore | None) -> int:
    """`NAMED` if one of the verdicts is a name, `REJECTED` if all of them reject, else `OPEN`."""
    verdicts = () if given is None else (given,) if isinstance(given, Verdict) else given
    if any(verdict.emotion for verdict in verdicts):
        return NAMED
    return REJECTED if verdicts and all(verdict.rejects for verdict in verdicts) else OPEN


def face_standings(
    rows: np.ndarray,
    groups: np.ndarray,
    group_verdicts: Mapping[int, OneOrMore],
    face_verdicts: Mapping[int, OneOrMore],
) -> np.ndarray:
    """uint8 [m]: `OPEN`, `NAMED` or `REJECTED` for each face; its own verdict overrides that of its group.

    Args:
        rows: int [m], indices of the faces.
        groups: int [m], group number of each; negative for faces in no group.
        group_verdicts: by group number.
        face_verdicts: by face index.
    """
    numbers, places = np.unique(groups, return_inverse=True)
    of_groups = np.array([standing(group_verdicts.get(number)) for number in numbers.tolist()], np.uint8)
    found: np.ndarray = of_groups[places.reshape(-1)]
    for place in np.flatnonzero(np.isin(rows, list(face_verdicts))).tolist():
        found[place] = standing(face_verdicts[int(rows[place])])
    return found


def groups_covered(state: NamingState, groups: Partition) -> Coverage:
    """The groups by their verdict; if people disagree, one that some of them named counts as named."""
    given = state.verdicts_on_groups
    return _counted(np.array([standing(given.get(number)) for number in groups.numbers], np.int64))


def faces_covered(state: NamingState, groups: Partition) -> Coverage:
    """The grouped faces by their own verdict, else that of their group."""
    found = face_standings(groups.rows, groups.groups, state.verdicts_on_groups, state.verdicts_on_faces)
    return _counted(found)


def _counted(standings: np.ndarray) -> Coverage:
    counts = np.bincount(standings, minlength=3).tolist()
    return Coverage(counts[NAMED], counts[REJECTED], counts[OPEN])
