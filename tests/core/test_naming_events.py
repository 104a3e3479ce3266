"""What a browser may and may not put into the log."""

import json

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fer_core.emotions import FER2013
from fer_core.errors import InvalidDecision
from fer_core.naming.decision import Event, Membership
from fer_core.naming.events import MAX_EVENTS, MAX_FACES, RefusedEvent, parse_events
from fer_core.naming.verdict import Verdict

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
