"""What a browser may and may not put into the log."""

import json

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fer_core.base.errors import InvalidDecision
from fer_core.faces.emotions import FER2013
from fer_core.naming.decision import Event, Membership, made_by
from fer_core.naming.event_values import MAX_FACES
from fer_core.naming.events import MAX_EVENTS, RefusedEvent, parse_events
from fer_core.naming.verdict import Verdict
from tests.core.naming_histories import Memory

GROUPS = {"a": Membership(np.array([10, 11, 12, 20, 21]), np.array([0, 0, 0, 1, 1]))}
GOOD = {
    "client": "client-1", "seq": 1, "clustering": "a", "action": "verdict", "group": 0, "faces": [10, 12],
    "verdict": {"kind": "name", "emotion": "happy", "second": "sad"},
}  # fmt: skip


def parse(*items: object) -> list[Event]:
    return parse_events(json.loads(json.dumps(list(items))), classes=FER2013, clusterings=GROUPS)


def test_a_valid_event_says_what_was_decided() -> None:
    [event] = parse(GOOD)
    assert event == Event("client-1", 1, "a", "verdict", 0, (10, 12), Verdict("name", "happy", "sad"))


def test_undo_needs_no_group() -> None:
    [event] = parse({"client": "client-1", "seq": 4, "clustering": "a", "action": "undo"})
    assert event.action == "undo"
    assert event.verdict is None


@pytest.mark.parametrize(
    "change",
    [
        {"client": 7}, {"client": "x"}, {"client": "<script>alert(1)</script>"}, {"client": None},
        {"seq": -1}, {"seq": 0}, {"seq": "1"}, {"seq": True}, {"seq": 1.5}, {"seq": 2**31},
        {"clustering": "b"}, {"clustering": None}, {"clustering": ["a"]},
        {"action": "delete"}, {"action": None}, {"action": ["undo"]},
        {"group": 2}, {"group": -1}, {"group": None, "faces": []}, {"group": True}, {"group": "0"}, {"group": 10**30},
        {"faces": [20]}, {"faces": [10, 20]}, {"faces": [99]}, {"faces": [-1]}, {"faces": ["10"]},
        {"faces": [10.0]}, {"faces": [True]}, {"faces": None}, {"faces": {"0": 10}}, {"faces": [10**30]},
        {"faces": [10] * (MAX_FACES + 1)},
        {"verdict": None}, {"verdict": "happy"}, {"verdict": {}}, {"verdict": {"kind": "name"}},
        {"verdict": {"kind": "name", "emotion": "bored"}}, {"verdict": {"kind": "name", "emotion": ["happy"]}},
        {"verdict": {"kind": "name", "emotion": "happy", "second": "happy"}},
        {"verdict": {"kind": "name", "emotion": "happy", "second": "=1+1"}},
        {"verdict": {"kind": "mixed", "emotion": "happy"}}, {"verdict": {"kind": "maybe"}},
        {"verdict": {"kind": ["name"], "emotion": "happy"}},
    ],
)  # fmt: skip
def test_one_bad_event_refuses_all(change: dict[str, object]) -> None:
    with pytest.raises(InvalidDecision):
        parse({**GOOD, "client": "client-0"}, {**GOOD, **change})


def test_the_refusal_names_the_event() -> None:
    with pytest.raises(RefusedEvent) as caught:
        parse(GOOD, {**GOOD, "seq": 2, "group": 9})
    assert (caught.value.client, caught.value.seq) == ("client-1", 2)
    assert "group 10" in caught.value.what


@pytest.mark.parametrize("payload", [None, 3, "x", {}, {"client": "client-1"}, [[]], [None], [GOOD] * (MAX_EVENTS + 1)])
def test_other_shapes_are_refused(payload: object) -> None:
    with pytest.raises(RefusedEvent):
        parse_events(payload, classes=FER2013, clusterings=GROUPS)


@pytest.mark.parametrize("seqs", [(1, 1), (2, 1)])
def test_events_of_a_client_ascend(seqs: tuple[int, int]) -> None:
    with pytest.raises(RefusedEvent):
        parse(*({**GOOD, "seq": seq} for seq in seqs))


SPLIT = {"client": "client-1", "seq": 1, "clustering": "a", "action": "split", "group": 0, "parts": 2}
MERGE = {"client": "client-1", "seq": 1, "clustering": "a", "action": "merge", "groups": [0, 1]}
MOVE = {"client": "client-1", "seq": 1, "clustering": "a", "action": "move", "group": 0, "faces": [11], "to": 1}
BACK = {"client": "client-1", "seq": 1, "clustering": "a", "action": "return", "to": 0}


def digits(faces: np.ndarray, parts: int, by: str = "likeness") -> str:
    if by == "core":
        return "0" * (len(faces) - 1) + "1"
    return "".join(str(i % parts) for i in range(len(faces)))


def with_log(log: Memory, *items: object) -> list[Event]:
    """The events that are accepted; they are written, as the server does."""
    events = parse_events(list(items), classes=FER2013, clusterings=GROUPS, log=log, divide=digits, annotator="Ann")
    log.append(events, "Ann")
    return events


def test_the_server_makes_the_parts_of_a_split() -> None:
    assert with_log(Memory(), SPLIT)[0] == Event("client-1", 1, "a", "split", 0, parts="010")
    assert with_log(Memory(), {**SPLIT, "by": "core"})[0] == Event("client-1", 1, "a", "split", 0, parts="001")
    assert with_log(Memory(), MERGE)[0] == Event("client-1", 1, "a", "merge", groups=(0, 1))
    assert with_log(Memory(), MOVE)[0] == Event("client-1", 1, "a", "move", 0, (11,), to=1)
    assert with_log(Memory(), BACK)[0] == Event("client-1", 1, "a", "return", to=0)


@pytest.mark.parametrize(
    ("item", "change"),
    [
        (SPLIT, {"parts": 1}), (SPLIT, {"parts": 6}), (SPLIT, {"parts": "2"}), (SPLIT, {"parts": 5}),
        (SPLIT, {"by": "name"}), (SPLIT, {"by": ["core"]}), (SPLIT, {"by": "core", "parts": 3}), (SPLIT, {"by": None}),
        (SPLIT, {"group": 7}), (SPLIT, {"group": None}), (SPLIT, {"group": made_by(1)}),
        (MERGE, {"groups": [0]}), (MERGE, {"groups": [0, 0]}), (MERGE, {"groups": [0, 7]}), (MERGE, {"groups": 3}),
        (MERGE, {"groups": [0, "1"]}), (MERGE, {"groups": []}),
        (MOVE, {"faces": []}), (MOVE, {"faces": [20]}), (MOVE, {"to": 0}), (MOVE, {"to": 7}), (MOVE, {"to": None}),
        (MOVE, {"faces": [10, 11, 12]}),
        (BACK, {"to": 1}), (BACK, {"to": -1}), (BACK, {"to": "0"}), (BACK, {"to": None}),
    ],
)  # fmt: skip
def test_changes_of_groups_that_make_no_sense_are_refused(item: dict[str, object], change: dict[str, object]) -> None:
    with pytest.raises(RefusedEvent):
        with_log(Memory(), {**item, **change})


def test_a_split_needs_somebody_who_divides() -> None:
    with pytest.raises(RefusedEvent, match="cannot be split"):
        parse(SPLIT)


def test_names_are_checked_against_the_groups_as_they_are_by_then() -> None:
    log = Memory()
    with_log(log, SPLIT)
    part = made_by(1, 1)
    with pytest.raises(RefusedEvent, match="may have been split or merged meanwhile"):
        with_log(log, {**GOOD, "seq": 2})
    with_log(log, {**GOOD, "seq": 3, "group": part, "faces": [11]})
    with pytest.raises(RefusedEvent, match="group 1b"):
        with_log(log, {**GOOD, "seq": 4, "group": part, "faces": [10]})
    # In one payload: after the undo of the name and of the split, the group is there again.
    undo = {"client": "client-1", "clustering": "a", "action": "undo"}
    again = with_log(log, {**undo, "seq": 4}, {**undo, "seq": 5}, {**GOOD, "seq": 6})
    assert [event.action for event in again] == ["undo", "undo", "verdict"]


def test_what_is_in_the_log_is_not_checked_again() -> None:
    """The browser repeats a split until it is acknowledged; by then the group is gone."""
    log = Memory()
    assert len(with_log(log, SPLIT)) == 1
    assert with_log(log, SPLIT, {**GOOD, "seq": 2, "group": 1, "faces": []})[0].seq == 2
    assert [d.seq for d in log.all()] == [1, 2]


def test_faces_of_several_groups_get_a_name_in_one_step() -> None:
    [event] = parse({**GOOD, "group": None, "faces": [10, 21]})
    assert (event.group, event.faces) == (None, (10, 21))
    with pytest.raises(RefusedEvent, match="any group"):
        parse({**GOOD, "group": None, "faces": [10, 99]})


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(sorted(GOOD)), inner, max_size=4),
    max_leaves=12,
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.dictionaries(st.sampled_from([*GOOD, "other"]), _json, max_size=3))
def test_whatever_comes_is_valid_or_refused(change: dict[str, object]) -> None:
    try:
        [event] = parse_events([{**GOOD, **change}], classes=FER2013, clusterings=GROUPS)
    except InvalidDecision:
        return
    assert event.clustering == "a"
    assert event.group in (None, 0, 1)
    assert set(event.faces) <= {10, 11, 12, 20, 21}


def test_a_face_named_twice_counts_once() -> None:
    assert parse({**GOOD, "faces": [12, 10, 12]})[0].faces == (12, 10)
