"""Reads events that a browser sends, which is untrusted: either all are valid, or the first invalid one is reported.

Whether a group exists depends on earlier decisions, also in the same payload. So each event is checked against the
groups after all events before it. Events that are in the log already are not checked again.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol, cast, get_args

import numpy as np

from fer_core.base.errors import FerLabError, InvalidDecision
from fer_core.naming.decision import ACTIONS, MOST_PARTS, Action, Decision, Event, Membership, logged
from fer_core.naming.divide import SplitBy
from fer_core.naming.event_values import MAX_NUMBER, entry_of, faces_in, group_in, merged, verdict_of, whole
from fer_core.naming.groups import Partition
from fer_core.naming.replay import Replay

MAX_EVENTS = 500
"""Most events in one payload. A browser with more of them sends the oldest first."""

Divide = Callable[[np.ndarray, int, SplitBy], str]
"""From faces (int [g], ascending), a number of parts and how to split: one digit for each face. Raises FerLabError."""


class Known(Protocol):
    """The part of a `DecisionLog` that is needed here."""

    def ack(self, client: str) -> int:
        """The highest number of a client that is in the log."""
        ...

    def for_clustering(self, key: str) -> Sequence[Decision]:
        """The decisions on one clustering."""
        ...


class Nothing:
    """An empty log."""

    def ack(self, client: str) -> int:
        """Always 0."""
        return 0

    def for_clustering(self, key: str) -> Sequence[Decision]:
        """Always empty."""
        return ()


class RefusedEvent(InvalidDecision):
    """An event that was refused. ``client`` and ``seq`` identify it; they are "" and 0 if it lacks them."""

    def __init__(self, what: str, client: str = "", seq: int = 0) -> None:
        super().__init__(what, remedy="Reload the page and give this name again.")
        self.client = client
        self.seq = seq


def parse_events(
    payload: Any,
    *,
    classes: Sequence[str],
    clusterings: Mapping[str, Membership],
    log: Known | None = None,
    divide: Divide | None = None,
    annotator: str = "",
) -> list[Event]:
    """The valid events in a browser's JSON (a list of objects) that are not in the log yet.

    Args:
        payload: untrusted, already decoded JSON.
        classes: names of the data set.
        clusterings: members by clustering key; late events for an earlier clustering are accepted if its members are
            given here.
        log: earlier decisions; none by default.
        divide: makes the parts of a split; without it, splits are refused.
        annotator: who sent the events.

    Raises:
        RefusedEvent: for the first invalid event.
    """
    if not isinstance(payload, list) or len(payload) > MAX_EVENTS:
        raise RefusedEvent(f"Expected a list of at most {MAX_EVENTS} decisions.")
    reader = _Reader(classes, clusterings, log or Nothing(), divide, annotator)
    last: dict[str, int] = {}
    events: list[Event] = []
    for item in payload:
        client, seq = _sender(item)
        if seq <= last.get(client, 0):
            raise RefusedEvent("Decisions came out of order.", client, seq)
        if client not in last:
            reader.acks[client] = reader.log.ack(client)
        last[client] = seq
        if seq > reader.acks[client]:
            events.append(reader.read(item, client, seq))
    return events


def _sender(item: Any) -> tuple[str, int]:
    if not isinstance(item, dict):
        raise RefusedEvent("A decision is not an object.")
    client, seq = item.get("client"), item.get("seq")
    if not isinstance(client, str) or not re.fullmatch(r"[0-9A-Za-z-]{8,64}", client):
        raise RefusedEvent("A decision does not name the page that it comes from.")
    if not whole(seq, 1, MAX_NUMBER):
        raise RefusedEvent("A decision has no valid number.", client)
    return client, cast(int, seq)


class _Course:
    """The decisions on one clustering so far, and the groups after them."""

    def __init__(self, base: Membership, decisions: Sequence[Decision], annotator: str) -> None:
        self.base, self.annotator = base, annotator
        self.replay = Replay(decisions)
        self.last = decisions[-1].id if decisions else 0
        self._groups: Partition | None = None

    @property
    def groups(self) -> Partition:
        if self._groups is None:
            self._groups = self.replay.partition(self.base)
        return self._groups

    def add(self, event: Event) -> None:
        self.last += 1
        self.replay.add(logged(event, self.last, "", self.annotator))
        if event.action != "verdict":
            self._groups = None


class _Reader:
    def __init__(
        self,
        classes: Sequence[str],
        clusterings: Mapping[str, Membership],
        log: Known,
        divide: Divide | None,
        annotator: str,
    ) -> None:
        self.classes, self.clusterings, self.log = classes, clusterings, log
        self.divide, self.annotator = divide, annotator
        self.acks: dict[str, int] = {}
        self._courses: dict[str, _Course] = {}

    def read(self, item: dict[str, Any], client: str, seq: int) -> Event:
        try:
            key, action = item.get("clustering"), item.get("action")
            if not isinstance(key, str) or key not in self.clusterings:
                raise InvalidDecision("The groups of this decision do not exist any more.")
            if action not in ACTIONS:
                raise InvalidDecision("A decision is of an unknown kind.")
            course = self._course(key)
            about = self._about(item, action, course)
            event = Event(client, seq, key, action, **about)
        except FerLabError as error:
            raise RefusedEvent(error.what, client, seq) from error
        course.add(event)
        return event

    def _course(self, key: str) -> _Course:
        if key not in self._courses:
            self._courses[key] = _Course(self.clusterings[key], self.log.for_clustering(key), self.annotator)
        return self._courses[key]

    def _about(self, item: dict[str, Any], action: Action, course: _Course) -> dict[str, Any]:
        """The fields of the event that depend on its action."""
        groups = course.groups
        if action == "verdict":
            group = None if item.get("group") is None and item.get("faces") else group_in(item.get("group"), groups)
            verdict = verdict_of(item.get("verdict"), self.classes)
            return {"group": group, "faces": faces_in(item.get("faces"), group, groups), "verdict": verdict}
        if action == "split":
            group = group_in(item.get("group"), groups)
            return {"group": group, "parts": self._parts(item, np.unique(groups.faces(group)))}
        if action == "merge":
            return {"groups": merged(item.get("groups"), groups)}
        if action == "move":
            group, to = group_in(item.get("group"), groups), group_in(item.get("to"), groups)
            faces = faces_in(item.get("faces"), group, groups)
            if to == group or not faces or len(faces) == len(np.unique(groups.faces(group))):
                raise InvalidDecision("Only some faces of a group can be moved. To move all of them, merge the groups.")
            return {"group": group, "faces": faces, "to": to}
        if action == "return":
            return {"to": entry_of(item.get("to"), course.replay.entries)}
        return {}

    def _parts(self, item: dict[str, Any], faces: np.ndarray) -> str:
        count, by = item.get("parts"), item.get("by", "likeness")
        if not whole(count, 2, MOST_PARTS):
            raise InvalidDecision(f"A group can be split into 2 to {MOST_PARTS} parts.")
        if not isinstance(by, str) or by not in get_args(SplitBy) or (by == "core" and count != 2):
            raise InvalidDecision("A group is split by similarity, or into two parts, its core and the rest.")
        if len(faces) < cast(int, count):
            raise InvalidDecision(f"This group has only {len(faces)} faces.")
        if self.divide is None:
            raise InvalidDecision("Groups cannot be split here.")
        return self.divide(faces, cast(int, count), cast(SplitBy, by))
