"""From the log to what holds now: `replay` reads the decisions on one clustering in their order.

The rules, so that nobody has to guess:

- A face that was named by itself keeps that name when its group is named: who picks out the odd ones and then names
  the group means the rest. Among verdicts on the same face, and among those on the same group, the later one wins.
- Undo takes back the last verdict that still stands, whoever gave it; redo gives back what was undone last.
  A new verdict ends what could be redone. Undo or redo with nothing to work on changes nothing.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise

from fer_core.errors import InvalidDecision
from fer_core.naming.decision import Decision
from fer_core.naming.verdict import Verdict

PAUSE_SECONDS = 60.0
"""A longer gap between two decisions is a break and not counted as work."""


@dataclass(frozen=True)
class NamingState:
    """What holds after the last decision on one clustering.

    Attributes:
        group_verdicts: verdict of each group that has one.
        face_verdicts: verdicts on single faces, by face index; they win over their group's.
        decisions: verdicts that stand (an undone one does not count).
        active_seconds: time spent, the sum of gaps under a minute between entries.
        can_undo, can_redo: whether there is something to take or give back.
        last_change: the last thing that happened, in words; "" before the first. People count groups from 1.
        last_group: the group it happened to; None before the first.
    """

    group_verdicts: Mapping[int, Verdict] = field(default_factory=dict)
    face_verdicts: Mapping[int, Verdict] = field(default_factory=dict)
    decisions: int = 0
    active_seconds: float = 0.0
    can_undo: bool = False
    can_redo: bool = False
    last_change: str = ""
    last_group: int | None = None


def replay(decisions: Iterable[Decision]) -> NamingState:
    """The state after ``decisions`` (all on one clustering, in the log's order). Raises InvalidDecision."""
    entries = list(decisions)
    if len({entry.clustering for entry in entries}) > 1:
        raise InvalidDecision("These decisions belong to different clusterings.")
    standing: list[Decision] = []
    undone: list[Decision] = []
    change, group = "", None
    for entry in entries:
        moved = _step(entry, standing, undone)
        if moved is not None:
            change, group = _words(entry.action, moved), moved.group
    groups, faces = _verdicts(standing)
    return NamingState(
        groups, faces, len(standing), active_seconds(entries), bool(standing), bool(undone), change, group
    )


def _step(entry: Decision, standing: list[Decision], undone: list[Decision]) -> Decision | None:
    """Apply one entry to the two stacks; the verdict that moved, or None."""
    if entry.action == "verdict":
        standing.append(entry)
        undone.clear()
        return entry
    source, target = (standing, undone) if entry.action == "undo" else (undone, standing)
    if not source:
        return None
    target.append(source.pop())
    return target[-1]


def _verdicts(standing: list[Decision]) -> tuple[dict[int, Verdict], dict[int, Verdict]]:
    groups: dict[int, Verdict] = {}
    faces: dict[int, Verdict] = {}
    for entry in standing:
        assert entry.group is not None and entry.verdict is not None
        if entry.faces:
            faces.update(dict.fromkeys(entry.faces, entry.verdict))
        else:
            groups[entry.group] = entry.verdict
    return groups, faces


def active_seconds(decisions: Iterable[Decision]) -> float:
    """Seconds of work: the sum of the gaps under `PAUSE_SECONDS` between successive decisions."""
    times = [datetime.fromisoformat(entry.at).timestamp() for entry in decisions if entry.at]
    gaps = (later - earlier for earlier, later in pairwise(times))
    return float(sum(gap for gap in gaps if 0 < gap < PAUSE_SECONDS))


def said(verdict: Verdict) -> str:
    """A verdict in a word or two: "happy", "happy + sad", "mixed", "skipped", "not a face"."""
    if verdict.kind == "name":
        return " + ".join(filter(None, (verdict.emotion, verdict.second)))
    return {"mixed": "mixed", "skip": "skipped", "not_a_face": "not a face"}[verdict.kind]


def _words(action: str, moved: Decision) -> str:
    assert moved.verdict is not None
    count = len(moved.faces)
    what = f"group {(moved.group or 0) + 1}"
    if count:
        what = f"{count} {'face' if count == 1 else 'faces'} of {what}"
    text = f"{what} named {said(moved.verdict)}" if moved.verdict.kind == "name" else f"{what} {said(moved.verdict)}"
    return {"undo": "Undo: ", "redo": "Redo: "}.get(action, "") + (
        text if action != "verdict" else text[:1].upper() + text[1:]
    )
