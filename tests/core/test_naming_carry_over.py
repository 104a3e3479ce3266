"""Names go over to other groups by faces."""

import numpy as np
import pytest

from fer_core.naming.carry_over import Suggestion, carry_over
from fer_core.naming.decision import Decision, Membership
from fer_core.naming.groups import Partition
from fer_core.naming.replay import NamingState, replay
from fer_core.naming.verdict import Verdict

CLASSES = ("angry", "happy", "sad")
HAPPY, SAD = Verdict("name", "happy"), Verdict("name", "sad")


def groups(labels: list[int], rows: list[int] | None = None) -> Partition:
    base = Membership(np.array(rows if rows else range(len(labels))), np.array(labels))
    return replay([]).partition(base)


def said(of_groups: dict[int, Verdict], of_faces: dict[int, Verdict] | None = None) -> NamingState:
    told = [(group, (), verdict) for group, verdict in of_groups.items()]
    told += [(None, (face,), verdict) for face, verdict in (of_faces or {}).items()]  # type: ignore[list-item]
    return replay(Decision("c", i, "b", "verdict", *about, id=i) for i, about in enumerate(told, 1))  # type: ignore[arg-type]


EARLIER = groups([5, 5, 5, 5, 9, 9, 9, 9])


def test_names_follow_the_faces_and_not_the_numbers() -> None:
    now = groups([9, 9, 9, 9, 5, 5, 5, 5])
    found = carry_over(now, [(EARLIER, said({5: HAPPY, 9: SAD}))], CLASSES)
    assert found == {9: Suggestion(HAPPY, 1, 1), 5: Suggestion(SAD, 1, 1)}


def test_a_mixed_group_gets_the_name_of_most_and_says_how_sure() -> None:
    now = groups([0, 0, 0, 0, 0, 1, 1, 1])
    found = carry_over(now, [(EARLIER, said({5: HAPPY, 9: SAD}))], CLASSES)
    assert found[0] == Suggestion(HAPPY, 0.8, 1)
    assert found[1] == Suggestion(SAD, 1, 1)
    half = carry_over(groups([0, 1, 1, 0, 0, 0, 0, 1]), [(EARLIER, said({5: HAPPY, 9: SAD}))], CLASSES)
    assert half[0] == Suggestion(Verdict("name", "sad", "happy"), 0.6, 1)


def test_faces_without_a_name_make_it_less_sure_and_groups_without_any_get_none() -> None:
    found = carry_over(groups([0, 0, 0, 0, 0, 0, 1, 1]), [(EARLIER, said({5: HAPPY, 9: Verdict("mixed")}))], CLASSES)
    assert found == {0: Suggestion(HAPPY, pytest.approx(2 / 3), pytest.approx(2 / 3))}  # type: ignore[arg-type]


def test_a_second_name_comes_along_and_does_not_make_the_first_less_sure() -> None:
    both = Verdict("name", "happy", "sad")
    assert carry_over(groups([0] * 4), [(EARLIER, said({5: both}))], CLASSES) == {0: Suggestion(both, 1, 1)}


def test_a_face_s_own_name_wins_over_its_group_s_wherever_it_was_given() -> None:
    other = groups([0, 0, 0, 0, 0, 0, 0, 0])
    earlier = [(EARLIER, said({5: HAPPY}, {0: SAD, 1: SAD, 2: SAD})), (other, said({0: HAPPY}))]
    assert carry_over(groups([0, 0, 0, 0, 1, 1, 1, 1]), earlier, CLASSES)[0] == Suggestion(
        Verdict("name", "sad", "happy"), 0.75, 1
    )


def test_only_the_same_faces_count() -> None:
    now = groups([0, 0, 1, 1], rows=[100, 101, 3, 3])  # a face may be grouped twice, after balancing
    assert carry_over(now, [(EARLIER, said({5: HAPPY}))], CLASSES) == {1: Suggestion(HAPPY, 1, 1)}
    assert carry_over(now, [], CLASSES) == {}
    assert carry_over(now, [(EARLIER, said({}))], CLASSES) == {}
