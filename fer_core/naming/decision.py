"""Decision: one entry of the log; Event: a decision as a browser sends it, checked before it may enter the log.

What a browser sends is untrusted. `parse_events` either returns events that fit the study, or refuses the
first one that does not and thereby all that came with it.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from fer_core.errors import InvalidDecision
from fer_core.naming.verdict import Verdict

Action = Literal["verdict", "undo", "redo"]
ACTIONS: tuple[Action, ...] = ("verdict", "undo", "redo")

MAX_EVENTS = 500
"""Events in one payload. A browser with more of them waiting sends the oldest first."""
MAX_FACES = 2000
"""Faces named by one key."""
_MAX_SEQ = 2**31 - 1


@dataclass(frozen=True)
class Event:
    """A decision before the log has given it a number and a time.

    Attributes:
        client: random id of one loaded page; two tabs are two clients.
        seq: number of the event within its client, 1 or more, ascending.
        clustering: key of the clustering that was looked at; a group's number means nothing without it.
        action: a verdict, or undo or redo of the last one in this clustering.
        group: number of the group that was looked at; None for undo and redo.
        faces: indices of faces in their FaceSet; empty means the whole group.
        verdict: what was said; None for undo and redo.
    """

    client: str
    seq: int
    clustering: str
    action: Action = "verdict"
    group: int | None = None
    faces: tuple[int, ...] = ()
    verdict: Verdict | None = None

    def __post_init__(self) -> None:
        said = self.verdict is not None and self.group is not None
        silent = self.verdict is None and self.group is None and not self.faces
        if self.action not in ACTIONS or not (said if self.action == "verdict" else silent):
            raise InvalidDecision("A verdict belongs to a group; undo and redo belong to none.")


@dataclass(frozen=True)
class Decision(Event):
    """An entry of the log. ``id`` ascends in the order of writing, ``at`` is UTC in ISO 8601."""

    id: int = 0
    at: str = ""
    annotator: str = ""


@dataclass(frozen=True, eq=False)
class Membership:
    """Which faces are in which group of a clustering: ``rows`` int [m] face indices, ``groups`` int [m]."""

    rows: np.ndarray
    groups: np.ndarray

    def faces(self, group: int) -> np.ndarray:
        """int [g]: indices of the faces in a group; empty where there is no such group."""
        return self.rows[self.groups == group]


class RefusedEvent(InvalidDecision):
    """An event that must not enter the log; ``client`` and ``seq`` say which ("" and 0 if it does not say)."""

    def __init__(self, what: str, client: str = "", seq: int = 0) -> None:
        super().__init__(what, remedy="Reload the page and give this name again.")
        self.client = client
        self.seq = seq


def parse_events(payload: Any, *, classes: Sequence[str], clusterings: Mapping[str, Membership]) -> list[Event]:
    """Events out of a browser's JSON (a list of objects), all of them valid. Raises RefusedEvent.

    Args:
        payload: untrusted, already decoded JSON.
        classes: names that a face can be given.
        clusterings: members by clustering key; a late event for an earlier clustering is accepted
            as long as its members are given here.
    """
    if not isinstance(payload, list) or len(payload) > MAX_EVENTS:
        raise RefusedEvent(f"Expected a list of at most {MAX_EVENTS} decisions.")
    events = [_parse(item, classes, clusterings) for item in payload]
    last: dict[str, int] = {}
    for event in events:
        if event.seq <= last.get(event.client, 0):
            raise RefusedEvent("Decisions came out of order.", event.client, event.seq)
        last[event.client] = event.seq
    return events


def _parse(item: Any, classes: Sequence[str], clusterings: Mapping[str, Membership]) -> Event:
    if not isinstance(item, dict):
        raise RefusedEvent("A decision is not an object.")
    client, seq = item.get("client"), item.get("seq")
    if not isinstance(client, str) or not re.fullmatch(r"[0-9A-Za-z-]{8,64}", client):
        raise RefusedEvent("A decision does not say which page it comes from.")
    if not _whole(seq, 1, _MAX_SEQ):
        raise RefusedEvent("A decision has no valid number.", client)
    assert isinstance(seq, int)
    try:
        return _event(item, client, seq, classes, clusterings)
    except RefusedEvent:
        raise
    except InvalidDecision as error:
        raise RefusedEvent(error.what, client, seq) from error


def _event(
    item: dict[str, Any],
    client: str,
    seq: int,
    classes: Sequence[str],
    clusterings: Mapping[str, Membership],
) -> Event:
    key, action = item.get("clustering"), item.get("action")
    if not isinstance(key, str) or key not in clusterings:
        raise InvalidDecision("The groups this decision was made on are no longer there.")
    if action not in ACTIONS:
        raise InvalidDecision("A decision is neither a verdict nor undo nor redo.")
    if action != "verdict":
        return Event(client, seq, key, action)
    group = item.get("group")
    if not _whole(group, 0, _MAX_SEQ):
        raise InvalidDecision("A decision does not say which group it is about.")
    assert isinstance(group, int)
    members = clusterings[key].faces(group)
    if not len(members):
        raise InvalidDecision(f"There is no group {group + 1}.")
    return Event(
        client, seq, key, "verdict", group, _faces(item.get("faces"), group, members),
        _verdict(item.get("verdict"), classes),
    )  # fmt: skip


def _faces(value: Any, group: int, members: np.ndarray) -> tuple[int, ...]:
    if not isinstance(value, list) or len(value) > MAX_FACES:
        raise InvalidDecision(f"Expected a list of at most {MAX_FACES} faces.")
    if not all(_whole(face, 0, _MAX_SEQ) for face in value):
        raise InvalidDecision("A face is given by something that is not its number.")
    faces = tuple(dict.fromkeys(value))
    if not np.isin(np.array(faces, np.int64), members).all():
        raise InvalidDecision(f"Not all of these faces are in group {group + 1}.")
    return faces


def _verdict(value: Any, classes: Sequence[str]) -> Verdict:
    if not isinstance(value, dict):
        raise InvalidDecision("A decision does not say what was decided.")
    kind, first, second = value.get("kind"), value.get("emotion", ""), value.get("second", "")
    if not isinstance(kind, str):
        raise InvalidDecision("A decision does not say what was decided.")
    for name in (first, second):
        if not isinstance(name, str) or (name and name not in classes):
            raise InvalidDecision("A name is not among those of this data set.")
    return Verdict(kind, first, second)  # type: ignore[arg-type]  # Verdict checks the kind


def _whole(value: Any, low: int, high: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and low <= value <= high
