"""Which groups there are: a clustering's own, changed by the splits, merges and moves that stand.

A split names the subgroup of every face, so nothing is computed again: it holds for the faces that were in the group
when it was made. Faces that an undo brought into the group since then follow its first, biggest part. A merge unites
those of its groups that still exist, if there are two; a move needs the group that it goes to. What lacks its group has
no effect until that group is back.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from fer_core.naming.decision import FIRST_NEW, Decision, Membership, parts_of

_MOST_SHOWN = 4
NONE = -1
"""The "group" of faces in no group: it has a label, but no number among a partition's, and no size."""


@dataclass(frozen=True)
class Reshape:
    """A split, merge or move, and the ids of those (ascending) that stood when it was made."""

    decision: Decision
    before: tuple[int, ...]


class Shape:
    """Which groups exist after some splits, merges and moves, by their numbers alone.

    Attributes:
        parents: for each group that was made: the groups it was made of.
    """

    def __init__(self, decisions: Iterable[Decision] = ()) -> None:
        self.parents: dict[int, tuple[int, ...]] = {}
        self._gone: set[int] = set()
        self._places: dict[int, tuple[int, ...]] = {}
        for decision in decisions:
            self.add(decision)

    def exists(self, group: int) -> bool:
        """Whether there is such a group; a clustering's own number is taken to be one."""
        return group not in self._gone and (group < FIRST_NEW or group in self.parents)

    def place(self, group: int) -> tuple[int, ...]:
        """Sorts groups for people: parts stand where their group was, a merged one where its first was."""
        return self._places.get(group, (group,))

    def add(self, decision: Decision) -> tuple[int, ...]:
        """Take in a split, merge or move; returns the groups it uses up, none where it has no effect."""
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
    """What people call a group; they count a clustering's own from 1."""
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
    """The groups that hold now: ``rows`` int [m] face indices, ``groups`` int64 [m] the number of each one's group,
    `NONE` for faces in no group.

    Attributes:
        numbers: of the groups that have a face, in the order for people.
        sizes: faces of each of them.
        labels: what people call each of them.
        lineage: for each that was made by a split or merge: the groups it was made of, directly.
    """

    numbers: tuple[int, ...] = ()
    sizes: Mapping[int, int] = field(default_factory=dict)
    labels: Mapping[int, str] = field(default_factory=dict)
    lineage: Mapping[int, tuple[int, ...]] = field(default_factory=dict)


def partition(base: Membership, reshapes: Mapping[int, Reshape], standing: Sequence[int]) -> Partition:
    """The groups of ``base`` after those ``reshapes`` (all ever made, by id) whose ids are ``standing``, ascending."""
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
    """The number of the group that people call ``label``, else of the first that was made of it; None for no such."""
    for number in groups.numbers:
        if groups.labels[number] == label:
            return number
    own = int(label) - 1 if label.isascii() and label.isdigit() and len(label) < 9 else None
    return next((number for number in groups.numbers if own in _ancestors(groups, number)), None)


def _ancestors(groups: Partition, number: int) -> set[int]:
    """The groups that one was made of, those too that they were made of."""
    parents = set(groups.lineage.get(number, ()))
    return parents.union(*(_ancestors(groups, parent) for parent in parents))


class _Shaper:
    """Applies splits, merges and moves to the faces; remembers what each split was made of."""

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
        """Keep which faces the split had before it; other decisions may stand now than then."""
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
            if len(faces) == len(digits):  # else somebody else changed the group at the same moment
                places = np.searchsorted(faces, self.base.rows[here]).clip(max=len(faces) - 1)
                known = faces[places] == self.base.rows[here]
                part[known] = digits[places[known]]
                break
        groups[here] = np.array(decision.made)[part]
