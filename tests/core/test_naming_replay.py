"""What holds after a series of verdicts, undos and redos."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fer_core.base.errors import InvalidDecision
from fer_core.naming.decision import Decision
from fer_core.naming.replay import NamingState, active_seconds, replay
from fer_core.naming.verdict import Verdict

HAPPY, SAD, MIXED = Verdict("name", "happy"), Verdict("name", "sad"), Verdict("mixed")


def verdict(group: int, said: Verdict, *faces: int, at: str = "") -> Decision:
    return Decision("client-1", 1, "a", "verdict", group, faces, said, at=at)


UNDO, REDO = Decision("client-1", 1, "a", "undo"), Decision("client-1", 1, "a", "redo")


def held(state: NamingState) -> tuple[dict[int, Verdict], dict[int, Verdict]]:
    return dict(state.group_verdicts), dict(state.face_verdicts)


def test_nothing_decided() -> None:
    state = replay([])
    assert held(state) == ({}, {})
    assert (state.decisions, state.can_undo, state.can_redo, state.last_change) == (0, False, False, "")


def test_faces_named_by_themselves_keep_their_name_when_the_rest_is_named() -> None:
    named = [verdict(0, HAPPY), verdict(0, SAD, 10)]
    assert held(replay(named)) == ({0: HAPPY}, {10: SAD})
    assert held(replay([*named, verdict(0, MIXED)])) == ({0: MIXED}, {10: SAD})
    assert held(replay([*named, verdict(0, HAPPY, 10)])) == ({0: HAPPY}, {10: HAPPY})
    assert held(replay([*named, verdict(1, MIXED)])) == ({0: HAPPY, 1: MIXED}, {10: SAD})
    assert held(replay([*named, verdict(0, MIXED), UNDO])) == ({0: HAPPY}, {10: SAD})


def test_undo_brings_back_the_earlier_name() -> None:
    assert held(replay([verdict(0, HAPPY), verdict(0, SAD), UNDO])) == ({0: HAPPY}, {})
    assert held(replay([verdict(0, HAPPY), UNDO, UNDO, UNDO])) == ({}, {})


def test_a_new_verdict_ends_what_could_be_redone() -> None:
    state = replay([verdict(0, HAPPY), UNDO, verdict(1, SAD), REDO])
    assert held(state) == ({1: SAD}, {})
    assert not state.can_redo


def test_the_last_change_in_words() -> None:
    both = Verdict("name", "happy", "sad")
    assert replay([verdict(12, both)]).last_change == "Group 13 named happy + sad"
    assert replay([verdict(12, HAPPY), UNDO]).last_change == "Undo: group 13 named happy"
    assert replay([verdict(12, HAPPY), UNDO, REDO]).last_change == "Redo: group 13 named happy"
    assert replay([verdict(12, Verdict("skip"))]).last_change == "Group 13 skipped"
    assert replay([verdict(12, SAD, 1)]).last_change == "1 face of group 13 named sad"
    assert replay([verdict(3, HAPPY), verdict(12, Verdict("not_a_face"), 1, 2), UNDO]).last_group == 12


def test_breaks_are_not_work() -> None:
    times = ["2025-01-01T10:00:00+00:00", "2025-01-01T10:00:03.500+00:00", "2025-01-01T12:00:00+00:00"]
    assert active_seconds([verdict(0, HAPPY, at=at) for at in times]) == 3.5


def test_two_clusterings_at_once_are_a_mistake() -> None:
    with pytest.raises(InvalidDecision):
        replay([verdict(0, HAPPY), Decision("client-1", 2, "b", "verdict", 0, (), SAD)])


_verdicts = st.builds(
    lambda group, said, faces: verdict(group, said, *(group * 10 + face for face in faces)),
    st.integers(0, 3), st.sampled_from([HAPPY, SAD, MIXED]), st.lists(st.integers(0, 4), max_size=3, unique=True),
)  # fmt: skip
calm = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
histories = st.lists(_verdicts | st.sampled_from([UNDO, REDO]), max_size=30)


@calm
@given(histories)
def test_redo_is_the_opposite_of_undo(history: list[Decision]) -> None:
    before = replay(history)
    if before.can_undo:
        assert held(replay([*history, UNDO, REDO])) == held(before)
    if before.can_redo:
        assert held(replay([*history, REDO, UNDO])) == held(before)


@calm
@given(histories)
def test_undoing_all_leaves_nothing_and_redoing_all_brings_it_back(history: list[Decision]) -> None:
    before = replay(history)
    undone = [*history, *[UNDO] * before.decisions]
    assert held(replay(undone)) == ({}, {})
    assert held(replay([*undone, *[REDO] * before.decisions])) == held(before)


@calm
@given(histories)
def test_a_verdict_and_its_undo_leave_no_trace(history: list[Decision]) -> None:
    assert held(replay([*history, verdict(0, SAD), UNDO])) == held(replay(history))


@calm
@given(st.lists(_verdicts, max_size=20))
def test_each_face_has_what_was_last_said_of_it_by_itself_else_of_its_group(history: list[Decision]) -> None:
    state = replay(history)
    for face in range(40):
        alone = [d for d in history if face in d.faces]
        about = alone or [d for d in history if d.group == face // 10 and not d.faces]
        found = state.face_verdicts.get(face) or state.group_verdicts.get(face // 10)
        assert found == (about[-1].verdict if about else None)
