"""Histories that up to three people could have written, drawn through the same door as a browser's events."""

import contextlib
from typing import Any

import numpy as np
from hypothesis import strategies as st

from fer_core.base.errors import InvalidDecision
from fer_core.faces.emotions import FER2013
from fer_core.naming.decision import Decision, Event, Membership
from fer_core.naming.events import parse_events
from fer_core.naming.replay import replay

BASE = Membership(
    np.array([2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37]), np.array([0, 1, 0, 1, 2, 2, 0, 1, 0, 2, 3, 0])
)
Log = Any  # DecisionLog or Memory
PEOPLE = ("Ann", "Bob", "")

_number = st.integers(0, 30)
_said = st.sampled_from([("name", "happy", ""), ("name", "sad", "fear"), ("mixed", "", ""), ("skip", "", "")])
_kinds = ["verdict", "verdict", "verdict", "split", "merge", "move", "return", "undo", "undo", "redo"]
steps = st.lists(
    st.tuples(st.sampled_from(PEOPLE), st.sampled_from(_kinds), _number, _number, st.sets(_number, max_size=3), _said),
    max_size=24,
)
"""Who does what; numbers are taken modulo what there is to choose from at that moment."""


class Memory:
    """A log in memory; the tests of the log hold that files and servers do the same."""

    def __init__(self) -> None:
        self.decisions: list[Decision] = []

    def all(self) -> list[Decision]:
        return self.decisions

    def for_clustering(self, key: str) -> list[Decision]:
        return [d for d in self.decisions if d.clustering == key]

    def ack(self, client: str) -> int:
        return max((d.seq for d in self.decisions if d.client == client), default=0)

    def append(self, events: list[Event], annotator: str = "") -> None:
        for event in events:
            number = len(self.decisions) + 1
            at = f"2026-01-01T10:{number // 60:02d}:{number % 60:02d}.000+00:00"
            self.decisions.append(Decision(**vars(event), id=number, at=at, annotator=annotator))


def digits(faces: np.ndarray, parts: int, by: str = "likeness") -> str:
    return "".join(str(i % parts) for i in range(len(faces)))


def play(log: Log, drawn: list[Any], clustering: str = "a") -> None:
    """Write the drawn steps to the log; those that make no sense at their turn are refused and left out."""
    for seq, (who, kind, one, other, some, said) in enumerate(drawn, len(log.all()) + 1):
        item = _item(log, clustering, kind, one, other, some, said)
        item |= {"client": f"client-{who}-page", "seq": seq, "clustering": clustering, "action": kind}
        with contextlib.suppress(InvalidDecision):
            events: list[Event] = parse_events(
                [item], classes=FER2013, clusterings={clustering: BASE}, log=log, divide=digits, annotator=who
            )
            log.append(events, who)


def _item(log: Log, key: str, kind: str, one: int, other: int, some: set[int], said: Any) -> dict[str, Any]:
    decisions = log.for_clustering(key)
    groups = replay(decisions).partition(BASE)
    numbers = groups.numbers
    group, to = numbers[one % len(numbers)], numbers[other % len(numbers)]
    members = groups.faces(group).tolist()
    faces = sorted({members[i % len(members)] for i in some})
    verdict = {"kind": said[0], "emotion": said[1], "second": said[2]}
    ids = [0, *(d.id for d in decisions)]
    return {
        "verdict": {"group": group, "faces": faces, "verdict": verdict},
        "split": {"group": group, "parts": 2 + other % 2},
        "merge": {"groups": sorted({group, to})},
        "move": {"group": group, "faces": faces, "to": to},
        "return": {"to": ids[one % len(ids)]},
    }.get(kind, {})
