"""From the log to the current state: `replay` reads the decisions on one clustering in order.

The rules:

- A face with its own name keeps it when its group is named: people pick out the exceptions, then name the rest. Of one
  person's verdicts on the same face, or on the same group, the latest counts.
- Each person has their own history. Undo reverts their last change, whatever it was; redo restores it; a return
  restores their decisions as of an earlier one. After a new change nothing can be redone. Nobody can revert changes of
  another person. Undo or redo without a change to revert or restore has no effect.
- Nobody overwrites the verdict of another person. If two people disagree, both verdicts count: a conflict. A skip
  counts as no verdict.
- A verdict on a group that does not exist has no effect until the group exists again.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise

from fer_core.base.errors import InvalidDecision
from fer_core.naming.again import NamedAgain, named_again
from fer_core.naming.correction import Correction
from fer_core.naming.decision import Decision, Membership
from fer_core.naming.groups import Partition, Reshape, Shape, labels, partition
from fer_core.naming.people import Person
from fer_core.naming.verdict import OneOrMore, Verdict
from fer_core.naming.words import decision_in_words, redo_in_words, undo_in_words, verdict_in_words

PAUSE_SECONDS = 60.0
"""A longer gap between two decisions of one person is a break and does not count as work."""


@dataclass(frozen=True)
class Verdicts:
    """The verdicts of one person: ``groups`` by group number, ``faces`` by face index."""

    groups: Mapping[int, Verdict] = field(default_factory=dict)
    faces: Mapping[int, Verdict] = field(default_factory=dict)


@dataclass(frozen=True)
class Entry:
    """A line of the history: the decision's id, time (UTC, ISO 8601), annotator, words, and whether it is in effect."""

    id: int
    at: str
    annotator: str
    words: str
    standing: bool


@dataclass(frozen=True)
class NamingState:
    """The state after the last decision on one clustering.

    Attributes:
        group_verdicts: verdict of each decided group; in a conflict the most frequent one, else the earliest.
        face_verdicts: verdicts on single faces, by face index; they override the verdict on the group.
        decisions: number of decisions in effect; undone ones do not count.
        active_seconds: time spent: for each person, the sum of gaps under a minute between their entries.
        can_undo, can_redo: whether the present person has a change to undo or redo.
        last_change: the last change of this person in words; "" before the first. Groups are counted from 1.
        last_group: the group that it changed; None before the first, and if it changed no single group.
        by_annotator: verdicts in effect of each person, including skips and conflicts.
        conflicts, face_conflicts: groups and faces on which people disagree, with the verdict of each person.
        history: all entries except undo and redo, in the log's order.
        corrections: named faces of photos, in the order they were made.
        reshapes: every split, merge and move ever made, by id; ``standing`` has the ids of those in effect.
        again: faces that were named where their labels are shown.
    """

    group_verdicts: Mapping[int, Verdict] = field(default_factory=dict)
    face_verdicts: Mapping[int, Verdict] = field(default_factory=dict)
    decisions: int = 0
    active_seconds: float = 0.0
    can_undo: bool = False
    can_redo: bool = False
    last_change: str = ""
    last_group: int | None = None
    by_annotator: Mapping[str, Verdicts] = field(default_factory=dict)
    conflicts: Mapping[int, Mapping[str, Verdict]] = field(default_factory=dict)
    face_conflicts: Mapping[int, Mapping[str, Verdict]] = field(default_factory=dict)
    history: tuple[Entry, ...] = ()
    corrections: tuple[Correction, ...] = ()
    reshapes: Mapping[int, Reshape] = field(default_factory=dict)
    standing: tuple[int, ...] = ()
    again: NamedAgain = NamedAgain()

    @property
    def verdicts_on_groups(self) -> dict[int, OneOrMore]:
        """For training: the verdict on each group, or the verdicts of all people if they disagree."""
        return {**self.group_verdicts, **{g: tuple(given.values()) for g, given in self.conflicts.items()}}

    @property
    def verdicts_on_faces(self) -> dict[int, OneOrMore]:
        """For training: the verdict on each single face, or the verdicts of all people if they disagree."""
        return {**self.face_verdicts, **{f: tuple(given.values()) for f, given in self.face_conflicts.items()}}

    def verdict_in_words(self, group: int) -> str:
        """The verdict on a group in words: "" for none, "happy ≠ sad" if people disagree."""
        if group in self.conflicts:
            return " ≠ ".join(dict.fromkeys(verdict_in_words(one) for one in self.conflicts[group].values()))
        verdict = self.group_verdicts.get(group)
        return verdict_in_words(verdict) if verdict else ""

    def partition(self, base: Membership) -> Partition:
        """The current groups; ``base``: those of the clustering."""
        return partition(base, self.reshapes, self.standing)


class Replay:
    """Reads decisions one by one; `state` gives the state after those read so far."""

    def __init__(self, decisions: Iterable[Decision] = ()) -> None:
        self.entries: list[Decision] = []
        self.people: dict[str, Person] = {}
        self.reshapes: dict[int, Reshape] = {}
        for decision in decisions:
            self.add(decision)

    def add(self, decision: Decision) -> None:
        """Read the next decision. Raises InvalidDecision if it is on another clustering."""
        if self.entries and decision.clustering != self.entries[0].clustering:
            raise InvalidDecision("These decisions belong to different clusterings.")
        if decision.reshapes:
            self.reshapes[decision.id] = Reshape(decision, self.standing)
        self.entries.append(decision)
        self.people.setdefault(decision.annotator, Person()).add(decision)

    @property
    def standing(self) -> tuple[int, ...]:
        """Ids of the splits, merges and moves in effect, ascending."""
        return tuple(sorted(d.id for person in self.people.values() for d in person.reshaping()))

    def partition(self, base: Membership) -> Partition:
        """The current groups; ``base``: those of the clustering."""
        return partition(base, self.reshapes, self.standing)

    def state(self, annotator: str = "") -> NamingState:
        """The current state; undo, redo and the last change are those of ``annotator``."""
        standing = self.standing
        shape = Shape(self.reshapes[number].decision for number in standing)
        given = {name: _verdicts(person.standing(), shape) for name, person in self.people.items()}
        order = {d.id: i for i, d in enumerate(self.entries)}
        groups, conflicts = _current({name: v[0] for name, v in given.items()}, order)
        faces, face_conflicts = _current({name: v[1] for name, v in given.items()}, order)
        me = self.people.get(annotator, Person())
        made = labels(self.reshapes[number].decision for number in sorted(self.reshapes))
        return NamingState(
            groups, faces, sum(len(p.standing()) for p in self.people.values()), self._seconds(),
            bool(me.past), bool(me.future), _last_words(me, made), _last_group(me),
            {name: Verdicts(_plain(v[0]), _plain(v[1])) for name, v in given.items() if v[0] or v[1]},
            conflicts, face_conflicts, self._history(made), self._corrections(), dict(self.reshapes), standing,
            named_again(self._standing()),
        )  # fmt: skip

    def _corrections(self) -> tuple[Correction, ...]:
        return tuple(Correction(d.picture, d.verdict.emotion) for d in self._standing() if d.picture and d.verdict)

    def _standing(self) -> list[Decision]:
        """All decisions in effect, in the order they were made."""
        return sorted((d for person in self.people.values() for d in person.standing()), key=lambda d: d.id)

    def _seconds(self) -> float:
        return sum(active_seconds(e for e in self.entries if e.annotator == name) for name in self.people)

    def _history(self, made: Mapping[int, str]) -> tuple[Entry, ...]:
        in_force = {d.id for person in self.people.values() for d in person.in_force()}
        shown = (e for e in self.entries if e.action not in ("undo", "redo"))
        return tuple(Entry(e.id, e.at, e.annotator, decision_in_words(e, made), e.id in in_force) for e in shown)


def replay(decisions: Iterable[Decision], annotator: str = "") -> NamingState:
    """The state after ``decisions`` (all on one clustering, in the log's order), as ``annotator`` sees it.

    Raises InvalidDecision if they are on several clusterings.
    """
    return Replay(decisions).state(annotator)


def active_seconds(decisions: Iterable[Decision]) -> float:
    """Seconds of one person's work: the sum of the gaps under `PAUSE_SECONDS` between successive decisions."""
    times = [datetime.fromisoformat(entry.at).timestamp() for entry in decisions if entry.at]
    gaps = (later - earlier for earlier, later in pairwise(times))
    return float(sum(gap for gap in gaps if 0 < gap < PAUSE_SECONDS))


_Given = dict[int, Decision]
"""The decision that counts for each group or face."""


def _verdicts(standing: list[Decision], shape: Shape) -> tuple[_Given, _Given]:
    groups: _Given = {}
    faces: _Given = {}
    for entry in standing:
        if entry.verdict is None or entry.action == "correction":
            continue
        if entry.faces:
            faces.update(dict.fromkeys(entry.faces, entry))
        elif entry.group is not None and shape.exists(entry.group):
            groups[entry.group] = entry
    return groups, faces


def _plain(given: _Given) -> dict[int, Verdict]:
    return {number: entry.verdict for number, entry in given.items() if entry.verdict is not None}


def _current(
    given: Mapping[str, _Given], order: Mapping[int, int]
) -> tuple[dict[int, Verdict], dict[int, dict[str, Verdict]]]:
    """The verdict for each number, and the verdicts of all people for those on which they disagree."""
    if len(given) == 1:
        return _plain(next(iter(given.values()))), {}
    current: dict[int, Verdict] = {}
    conflicts: dict[int, dict[str, Verdict]] = {}
    for number in sorted({number for own in given.values() for number in own}):
        entries = sorted((own[number] for own in given.values() if number in own), key=lambda e: order[e.id])
        answers = [e for e in entries if e.verdict and e.verdict.kind != "skip"] or entries[:1]
        counts = Counter(e.verdict for e in answers)  # the earliest of equally frequent ones comes first
        verdict = counts.most_common(1)[0][0]
        assert verdict is not None
        current[number] = verdict
        if len(counts) > 1:
            conflicts[number] = {e.annotator: e.verdict for e in answers if e.verdict is not None}
    return current, conflicts


def _last_words(me: Person, made: Mapping[int, str]) -> str:
    if me.last is None:
        return ""
    action, moved = me.last
    return {"undo": undo_in_words, "redo": redo_in_words}.get(action, decision_in_words)(moved, made)


def _last_group(me: Person) -> int | None:
    if me.last is None:
        return None
    action, moved = me.last
    if moved.action in ("split", "merge") and action != "undo":
        return moved.made[0]
    return moved.groups[0] if moved.action == "merge" else moved.group
