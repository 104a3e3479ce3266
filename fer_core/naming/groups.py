"""The current groups: those of a clustering, changed by the splits, merges and moves in effect.

A split stores the part of every face, so nothing is computed again. It applies to the faces that were in the group when
it was made; faces that an undo brought into the group since then go to its first, largest part. A merge unites those of
its groups that still exist, if there are at least two; a move needs the group that it goes to. A change whose group
does not exist has no effect until the group exists again.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from fer_core.naming.decision import FIRST_NEW, Decision, Membership, parts_of

_MOST_SHOWN = 4
NONE = -1
"""Group number of faces in no group; it has a label, but is not among a partition's numbers and sizes."""


@dataclass(frozen=True)
class Reshape:
    """A split, merge or move, and the ids (ascending) of those that were in effect when it was made."""

    decision: Decision
    before: tuple[int, ...]


class Shape:
    """The groups that exist after some splits, merges and moves, by number.

    Attributes:
        parents: for each group made by a split or merge, the groups that it was made of.
    """

    def __init__(self, decisions: Iterable[Decision] = ()) -> None:
        self.parents: dict[int, tuple[int, ...]] = {}
        self._gone: set[int] = set()
        self._places: dict[int, tuple[int, ...]] = {}
        for decision in decisions:
            self.add(decision)

    def exists(self, group: int) -> bool:
        """Whether a group exists; numbers below `FIRST_NEW` are assumed to be groups of the clustering."""
        return group not in self._gone and (group < FIRST_NEW or group in self.parents)

    def place(self, group: int) -> tuple[int, ...]:
        """A sort key: parts take the place of their group, a merged group that of its first one."""
        return self._places.get(group, (group,))

    def add(self, decision: Decision) -> tuple[int, ...]:
        """Apply a split, merge or move; returns the groups that it replaces, none if it has no effect."""
        named = decision.groups if decision.action == "merge" else (decision.group or 0,)
        used = tuple(group for group in named if self.exists(group))
        if decision.action == "move" or len(used) < (2 if decision.action == "merge" else 1):
            return ()
        first = min(map(self.place, used))
        for part, number in enumerate(decision.made):
            self.parents[number] = used
            self._places[number] = first if decision.action == "merge" else (*first, part)
        self._gone.update(used)
        return used


def labels(decisions: Iterable[Decision]) -> dict[int, str]:
    """What people call the groups made by these splits and merges (in the log's order): "12a", "3 + 7"."""
    made: dict[int, str] = {}
    for decision in decisions:
        if decision.action == "split":
            for part, number in zip(parts_of(decision.parts), decision.made, strict=True):
                made[number] = _part_label(label(decision.group or 0, made), part)
        elif decision.action == "merge":
            made[decision.made[0]] = _merged_label([label(group, made) for group in decision.groups])
    return made


def label(group: int, made: Mapping[int, str]) -> str:
    """What people call a group; those of a clustering count from 1."""
    return made.get(group, str(group + 1))


def _part_label(whole: str, part: int) -> str:
    if " + " in whole and not whole.endswith(")"):
        whole = f"({whole})"
    return whole + ("abcdefgh"[part] if not whole[-1].isalpha() else str(part + 1))


def _merged_label(parts: Sequence[str]) -> str:
    shown = parts if len(parts) <= _MOST_SHOWN else [*parts[: _MOST_SHOWN - 1], f"{len(parts) - _MOST_SHOWN + 1} more"]
    return " + ".join(shown)


@dataclass(frozen=True, eq=False)
class Partition(Membership):
    """The current groups.

    ``rows`` are face indices, int [m]; ``groups`` their group numbers, int64 [m], `NONE` for faces in no group.

    Attributes:
        numbers: of all groups with faces, in the order in which people see them.
        sizes: number of faces of each.
        labels: what people call each.
        lineage: for each group made by a split or merge, the groups that it was directly made of.
    """

    numbers: tuple[int, ...] = ()
    sizes: Mapping[int, int] = field(default_factory=dict)
    labels: Mapping[int, str] = field(default_factory=dict)
    lineage: Mapping[int, tuple[int, ...]] = field(default_factory=dict)


def partition(base: Membership, reshapes: Mapping[int, Reshape], standing: Sequence[int]) -> Partition:
    """The current groups.

    Args:
        base: groups of the clustering.
        reshapes: all splits, merges and moves ever made, by id.
        standing: ids of those in effect, ascending.
    """
    groups, shape = _Shaper(base, reshapes).after(tuple(standing))
    present, counts = np.unique(groups[groups >= 0], return_counts=True)
    sizes = dict(zip(present.tolist(), counts.tolist(), strict=True))
    numbers = tuple(sorted(sizes, key=shape.place))
    made = labels(reshapes[i].decision for i in sorted(reshapes))
    return Partition(
        base.rows, groups, numbers,
        {n: sizes[n] for n in numbers},
        {n: label(n, made) for n in numbers} | ({NONE: "none"} if (groups < 0).any() else {}),
        {n: shape.parents[n] for n in numbers if n in shape.parents},
    )  # fmt: skip


def group_called(groups: Partition, label: str) -> int | None:
    """The number of the group with this label, else of the first group made of it; None if there is none."""
    for number in groups.numbers:
        if groups.labels[number] == label:
            return number
    own = int(label) - 1 if label.isascii() and label.isdigit() and len(label) < 9 else None
    return next((number for number in groups.numbers if own in _ancestors(groups, number)), None)


def _ancestors(groups: Partition, number: int) -> set[int]:
    """All groups that a group was made of, directly and indirectly."""
    parents = set(groups.lineage.get(number, ()))
    return parents.union(*(_ancestors(groups, parent) for parent in parents))


class _Shaper:
    """Applies splits, merges and moves to the faces, and remembers the faces that each split had."""

    def __init__(self, base: Membership, reshapes: Mapping[int, Reshape]) -> None:
        self.base, self.reshapes = base, reshapes
        self.split_faces: dict[int, np.ndarray] = {}

    def after(self, ids: tuple[int, ...]) -> tuple[np.ndarray, Shape]:
        groups, shape = self.base.groups.astype(np.int64), Shape()
        for i, number in enumerate(ids):
            decision = self.reshapes[number].decision
            if decision.action == "split":
                self._remember(number, ids[:i], groups)
            used = shape.add(decision)
            if used and decision.action == "split":
                self._split(decision, groups)
            elif used:
                groups[np.isin(groups, used)] = decision.made[0]
            elif decision.action == "move" and decision.to is not None and shape.exists(decision.to):
                groups[np.isin(self.base.rows, decision.faces)] = decision.to
        return groups, shape

    def _remember(self, number: int, earlier: tuple[int, ...], groups: np.ndarray) -> None:
        """Record the faces that a split had when it was made; other decisions may be in effect now."""
        if number in self.split_faces:
            return
        reshape = self.reshapes[number]
        then = groups if reshape.before == earlier else self.after(reshape.before)[0]
        self.split_faces[number] = np.unique(self.base.rows[then == reshape.decision.group])

    def _split(self, decision: Decision, groups: np.ndarray) -> None:
        digits = np.frombuffer(decision.parts.encode(), np.uint8) - ord("0")
        here = np.flatnonzero(groups == decision.group)
        part = np.zeros(len(here), np.int64)
        for faces in (self.split_faces[decision.id], np.unique(self.base.rows[here])):
            if len(faces) == len(digits):  # otherwise another person changed the group at the same moment
                places = np.searchsorted(faces, self.base.rows[here]).clip(max=len(faces) - 1)
                known = faces[places] == self.base.rows[here]
                part[known] = digits[places[known]]
                break
        groups[here] = np.array(decision.made)[part]
