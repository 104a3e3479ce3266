"""What people answered for each face, and how often each answer was given."""

import numpy as np

from fer_core.naming.answers import OTHERS, Tally, answer_codes, tally
from fer_core.naming.decision import Decision, Membership
from fer_core.naming.replay import NamingState, replay
from fer_core.naming.verdict import NamedFaces, Verdict, named_faces

CLASSES = ("happy", "sad", "fear")
BASE = Membership(np.array([2, 3, 5, 7, 8, 9]), np.array([0, 0, 1, 1, 2, -1]))


def said(*about: dict) -> tuple[NamingState, NamedFaces]:  # type: ignore[type-arg]
    state = replay(Decision("me", i, "c", "verdict", id=i, **one) for i, one in enumerate(about, 1))
    groups = state.partition(BASE)
    given = (state.verdicts_on_groups, state.verdicts_on_faces)
    return state, named_faces(groups.rows, groups.groups, *given, CLASSES)


def test_a_face_has_its_own_answer_or_that_of_its_group() -> None:
    state, named = said(
        {"group": 0, "verdict": Verdict("name", "happy", "sad")},
        {"group": 1, "verdict": Verdict("mixed")},
        {"group": None, "faces": (3,), "verdict": Verdict("not_a_face")},
        {"group": None, "faces": (7, 9), "verdict": Verdict("name", "sad")},
    )
    codes = answer_codes(state.partition(BASE), state, named, len(CLASSES)).tolist()
    other = {kind: len(CLASSES) + place for place, kind in enumerate(OTHERS)}
    assert codes == [0, other["not_a_face"], other["mixed"], 1, -1, 1]


def test_groups_and_faces_are_counted_by_answer_and_empty_emotions_stand_too() -> None:
    state, named = said(
        {"group": 0, "verdict": Verdict("name", "happy")},
        {"group": 1, "verdict": Verdict("mixed")},
        {"group": 2, "verdict": Verdict("skip")},
        {"group": None, "faces": (5,), "verdict": Verdict("name", "sad")},
    )
    names, others = tally(state.partition(BASE), state, named, CLASSES)
    assert names == [Tally("happy", 1, 2), Tally("sad", 0, 1), Tally("fear", 0, 0)]
    assert others == [Tally("mixed", 1, 1), Tally("skipped", 1, 1)]


def test_before_the_first_answer_nothing_is_counted() -> None:
    state, named = said()
    names, others = tally(state.partition(BASE), state, named, CLASSES)
    assert {(one.groups, one.faces) for one in names} == {(0, 0)} and others == []
