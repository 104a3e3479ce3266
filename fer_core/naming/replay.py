"""From the log to what holds now: `replay` reads the decisions on one clustering in their order.

The rules, so that nobody has to guess:

- A face that was named by itself keeps that name when its group is named: who picks out the odd ones and then names
  the group means the rest. Among one person's verdicts on the same face, and on the same group, the later one wins.
- Each person has a history of their own. Undo takes back their last change, whatever it was; redo gives it back; a
  return brings their decisions back to how they stood after an earlier one. A new change ends what could be redone.
  Nobody takes back what another person did. Undo or redo with nothing to work on changes nothing.
- Nobody overwrites another person's verdict either. Where two people differ, both hold: a conflict. A skip abstains.
- A verdict on a group that does not exist now has no effect until the group is back.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise

from fer_core.base.errors import InvalidDecision
from fer_core.naming.correction import Correction
from fer_core.naming.decision import Decision, Membership
from fer_core.naming.groups import Partition, Reshape, Shape, labels, partition
from fer_core.naming.people import Person
from fer_core.naming.verdict import Said, Verdict
from fer_core.naming.words import decision_in_words, given_back, taken_back, verdict_in_words

PAUSE_SECONDS = 60.0
"""A longer gap between two decisions of one person is a break and not counted as work."""


@dataclass(frozen=True)
class Verdicts:
    """What one person said: ``groups`` by group number, ``faces`` by face index."""

    groups: Mapping[int, Verdict] = field(default_factory=dict)
    faces: Mapping[int, Verdict] = field(default_factory=dict)


@dataclass(frozen=True)
class Entry:
    """A line of the history: the decision's id, when (UTC, ISO 8601), who, what, and whether it has not been undone."""

    id: int
    at: str
    annotator: str
    words: str
    standing: bool


@dataclass(frozen=True)
class NamingState:
    """What holds after the last decision on one clustering.

    Attributes:
        group_verdicts: verdict of each group that has one; of a conflict the most frequent, else the earliest.
        face_verdicts: verdicts on single faces, by face index; they win over their group's.
        decisions: decisions that stand (an undone one does not count).
        active_seconds: time spent, each person's sum of gaps under a minute between their entries.
        can_undo, can_redo: whether the person who looks has something to take or give back.
        last_change: the last thing that this person did, in words; "" before the first. People count groups from 1.
        last_group: the group it happened to; None before the first, and where it was no single one.
        by_annotator: what each person said, where anything of it stands; also skips, and what others contradict.
        conflicts, face_conflicts: groups and faces on which people differ, with the verdict of each who said something.
        history: all but undo and redo, in the log's order.
        corrections: photos' faces that a person named, in the order they were made.
        reshapes: every split, merge and move ever made, by id; ``standing`` lists the ids of those that hold.
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

    @property
    def said_of_groups(self) -> dict[int, Said]:
        """For training: the verdict on each group, or all of them where people differ."""
        return {**self.group_verdicts, **{g: tuple(said.values()) for g, said in self.conflicts.items()}}

    @property
    def said_of_faces(self) -> dict[int, Said]:
        """The same for single faces."""
        return {**self.face_verdicts, **{f: tuple(said.values()) for f, said in self.face_conflicts.items()}}

    def verdict_in_words(self, group: int) -> str:
        """The verdict on a group in a few words: "" where there is none, "happy ≠ sad" where people differ."""
        if group in self.conflicts:
            return " ≠ ".join(dict.fromkeys(verdict_in_words(one) for one in self.conflicts[group].values()))
        verdict = self.group_verdicts.get(group)
        return verdict_in_words(verdict) if verdict else ""

    def partition(self, base: Membership) -> Partition:
        """The groups that hold now; ``base``: the clustering's own."""
        return partition(base, self.reshapes, self.standing)


class Replay:
    """Reads decisions one by one; `state` tells at any time what holds."""

    def __init__(self, decisions: Iterable[Decision] = ()) -> None:
        self.entries: list[Decision] = []
        self.people: dict[str, Person] = {}
        self.reshapes: dict[int, Reshape] = {}
        for decision in decisions:
            self.add(decision)

    def add(self, decision: Decision) -> None:
        """Take in the next one. Raises InvalidDecision for one of another clustering."""
        if self.entries and decision.clustering != self.entries[0].clustering:
            raise InvalidDecision("These decisions belong to different clusterings.")
        if decision.reshapes:
            self.reshapes[decision.id] = Reshape(decision, self.standing)
        self.entries.append(decision)
        self.people.setdefault(decision.annotator, Person()).add(decision)

    @property
    def standing(self) -> tuple[int, ...]:
        """Ids of the splits, merges and moves that hold, ascending."""
        return tuple(sorted(d.id for person in self.people.values() for d in person.reshaping()))

    def partition(self, base: Membership) -> Partition:
        """The groups that hold now."""
        return partition(base, self.reshapes, self.standing)

    def state(self, annotator: str = "") -> NamingState:
        """What holds now; undo, redo and the last change are those of ``annotator``."""
        standing = self.standing
        shape = Shape(self.reshapes[number].decision for number in standing)
        said = {name: _verdicts(person.standing(), shape) for name, person in self.people.items()}
        order = {d.id: i for i, d in enumerate(self.entries)}
        groups, conflicts = _held({name: v[0] for name, v in said.items()}, order)
        faces, face_conflicts = _held({name: v[1] for name, v in said.items()}, order)
        me = self.people.get(annotator, Person())
        made = labels(self.reshapes[number].decision for number in sorted(self.reshapes))
        return NamingState(
            groups, faces, sum(len(p.standing()) for p in self.people.values()), self._seconds(),
            bool(me.past), bool(me.future), _last_words(me, made), _last_group(me),
            {name: Verdicts(_plain(v[0]), _plain(v[1])) for name, v in said.items() if v[0] or v[1]},
            conflicts, face_conflicts, self._history(made), self._corrections(), dict(self.reshapes), standing,
        )  # fmt: skip

    def _corrections(self) -> tuple[Correction, ...]:
        standing = sorted((d for p in self.people.values() for d in p.standing() if d.picture), key=lambda d: d.id)
        return tuple(Correction(d.picture, d.verdict.emotion) for d in standing if d.verdict)

    def _seconds(self) -> float:
        return sum(active_seconds(e for e in self.entries if e.annotator == name) for name in self.people)

    def _history(self, made: Mapping[int, str]) -> tuple[Entry, ...]:
        holds = {d.id for person in self.people.values() for d in person.in_force()}
        told = (e for e in self.entries if e.action not in ("undo", "redo"))
        return tuple(Entry(e.id, e.at, e.annotator, decision_in_words(e, made), e.id in holds) for e in told)


def replay(decisions: Iterable[Decision], annotator: str = "") -> NamingState:
    """The state after ``decisions`` (all on one clustering, in the log's order), as ``annotator`` sees it.

    Raises InvalidDecision.
    """
    return Replay(decisions).state(annotator)


def active_seconds(decisions: Iterable[Decision]) -> float:
    """Seconds of one person's work: the sum of the gaps under `PAUSE_SECONDS` between successive decisions."""
    times = [datetime.fromisoformat(entry.at).timestamp() for entry in decisions if entry.at]
    gaps = (later - earlier for earlier, later in pairwise(times))
    return float(sum(gap for gap in gaps if 0 < gap < PAUSE_SECONDS))


_Given = dict[int, Decision]
"""The decision that speaks for each group or face."""


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


def _held(
    said: Mapping[str, _Given], order: Mapping[int, int]
) -> tuple[dict[int, Verdict], dict[int, dict[str, Verdict]]]:
    """What holds for each number, and what people said where they differ."""
    if len(said) == 1:
        return _plain(next(iter(said.values()))), {}
    held: dict[int, Verdict] = {}
    conflicts: dict[int, dict[str, Verdict]] = {}
    for number in sorted({number for given in said.values() for number in given}):
        entries = sorted((given[number] for given in said.values() if number in given), key=lambda e: order[e.id])
        spoken = [e for e in entries if e.verdict and e.verdict.kind != "skip"] or entries[:1]
        counts = Counter(e.verdict for e in spoken)  # of equal counts the first, which is the earliest
        verdict = counts.most_common(1)[0][0]
        assert verdict is not None
        held[number] = verdict
        if len(counts) > 1:
            conflicts[number] = {e.annotator: e.verdict for e in spoken if e.verdict is not None}
    return held, conflicts


def _last_words(me: Person, made: Mapping[int, str]) -> str:
    if me.last is None:
        return ""
    action, moved = me.last
    return {"undo": taken_back, "redo": given_back}.get(action, decision_in_words)(moved, made)


def _last_group(me: Person) -> int | None:
    if me.last is None:
        return None
    action, moved = me.last
    if moved.action in ("split", "merge") and action != "undo":
        return moved.made[0]
    return moved.groups[0] if moved.action == "merge" else moved.group
