"""The order of groups: each once, by what it adds, the same whatever the labels; and the pace of naming."""

from collections.abc import Sequence

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from fer_core.naming.decision import Decision
from fer_core.naming.next_group import group_middles, group_spreads, in_useful_order
from fer_core.naming.pace import FEWEST, seconds_a_group
from fer_core.naming.uncertain import by_disagreement, uncertain_faces
from fer_core.naming.verdict import Verdict


@given(
    st.lists(st.tuples(st.integers(0, 10_000), st.integers(1, 999)), min_size=1, max_size=12, unique_by=lambda g: g[0]),
    st.sets(st.integers(0, 11)),
    st.integers(0, 3),
)
def test_every_group_without_a_verdict_is_offered_once(
    known: list[tuple[int, int]], places: set[int], width: int
) -> None:
    numbers, sizes = [number for number, _ in known], dict(known)
    decided = {numbers[place] for place in places if place < len(numbers)}
    middles = np.random.default_rng(0).integers(0, 3, (len(numbers), width)).astype(float)  # some at the same place
    offers = in_useful_order(numbers, middles, np.arange(len(numbers)) % 2.0, sizes, decided)  # some without spread
    assert sorted(o.group for o in offers) == sorted(set(numbers) - decided)
    assert all(f"{sizes[o.group]:,}" in o.reason for o in offers)


def offered(
    middles: Sequence[Sequence[float]], sizes: list[int], decided: tuple[int, ...] = (), spreads: Sequence[float] = ()
) -> list[int]:
    spread = np.array(spreads or [1.0] * len(sizes))
    offers = in_useful_order(range(len(sizes)), np.array(middles, float), spread, dict(enumerate(sizes)), decided)
    return [offer.group for offer in offers]


def test_a_group_beside_a_named_one_waits() -> None:
    assert offered([[0.0, 0.0], [0.0, 1.0], [9.0, 0.0]], [100, 100, 100], decided=(0,)) == [2, 1]


def test_of_groups_as_far_away_the_larger_comes_first() -> None:
    assert offered([[0.0, 0.0], [0.0, 5.0], [5.0, 0.0]], [10, 100, 200], decided=(0,)) == [2, 1]


def test_the_crowd_in_the_middle_is_no_beginning() -> None:
    """The largest group is what the average face looks like already."""
    assert offered([[0.0, 0.0], [4.0, 0.0], [-4.0, 0.1]], [500, 200, 210])[0] == 2


def test_a_few_patterns_far_from_every_face_are_no_beginning() -> None:
    """Test patterns and blank pictures are what differs most, and would be a first decision that nobody can take."""
    assert offered([[0.0, 0.0], [1.0, 0.0], [0.0, 9.0]], [200, 100, 5], spreads=[2.0, 1.0, 4.0])[0] == 1


def test_a_handful_of_faces_is_no_beginning_however_similar() -> None:
    assert offered([[-2.0, 0.0], [2.0, 0.0], [0.0, 9.0]], [100, 100, 12], spreads=[90.0, 80.0, 0.1])[0] == 1


def test_of_groups_as_large_and_far_the_one_of_similar_faces_is_the_beginning() -> None:
    assert offered([[2.0, 0.0], [-2.0, 0.0]], [100, 100], spreads=[3.0, 1.0]) == [1, 0]


def test_naming_in_this_order_does_not_change_it() -> None:
    random = np.random.default_rng(1)
    middles, sizes = random.normal(size=(20, 5)), random.integers(50, 500, 20).tolist()
    order = offered(middles.tolist(), sizes)
    for named in range(20):
        assert offered(middles.tolist(), sizes, tuple(order[:named])) == order[named:]


def test_middles_are_the_means_of_the_faces_in_the_order_asked_for() -> None:
    points = np.array([[0.0, 0], [2, 2], [5, 5], [7, 7]], np.float32)
    groups = np.array([1_000_008, 1_000_008, 3, 3])
    np.testing.assert_allclose(group_middles(points, groups, [1_000_008, 3]), [[1, 1], [6, 6]])
    np.testing.assert_allclose(group_middles(points, groups, [3, 1_000_008]), [[6, 6], [1, 1]])
    np.testing.assert_allclose(group_spreads(points, groups, [3, 1_000_008], np.array([[6.0, 6], [1, 1]])), [2, 2])


# Single faces


def test_the_least_sure_faces_come_first_and_not_all_from_one_group() -> None:
    sure = np.array([0.5, 0.52, 0.54, 0.9, 0.6, 0.51])
    faces = uncertain_faces(
        np.stack([sure, 1 - sure], axis=1), np.arange(10, 16), np.array([0, 0, 0, 1, 1, 1]), {15}, 4, most_of_a_group=2
    )
    assert faces.tolist() == [10, 11, 14, 13]


def test_a_face_that_stands_twice_is_asked_for_once() -> None:
    probabilities = np.array([[0.5, 0.5], [0.5, 0.5], [0.9, 0.1]])
    assert uncertain_faces(probabilities, np.array([4, 4, 2]), np.zeros(3, int), (), 5).tolist() == [4, 2]
    assert uncertain_faces(np.zeros((0, 2)), np.zeros(0, int), np.zeros(0, int), (), 5).tolist() == []


def test_doubtful_faces_are_those_that_the_recognizer_takes_for_something_else() -> None:
    probabilities = np.array([[0.9, 0.1, 0.0], [0.2, 0.7, 0.1], [0.1, 0.0, 0.9], [0.6, 0.4, 0.0]])
    assert by_disagreement(probabilities, np.array([1.0, 0, 0])).tolist() == [2, 1, 3, 0]
    assert by_disagreement(probabilities, np.array([0.5, 0.5, 0])).tolist() == [2, 1, 0, 3]
    nothing_said = by_disagreement(probabilities, np.zeros(3))  # its own mean over the group: mostly the first
    assert nothing_said.tolist()[0] == 2 and nothing_said.tolist()[-1] == 0
    assert by_disagreement(np.zeros((0, 3)), np.zeros(3)).tolist() == []


# Pace


def said(at: float, annotator: str = "ann", faces: tuple[int, ...] = ()) -> Decision:
    time = f"2026-01-01T10:{int(at // 60):02d}:{at % 60:06.3f}+00:00"
    return Decision("c", 1, "k", "verdict", 3, faces, Verdict("mixed"), id=1, at=time, annotator=annotator)


def test_the_pace_is_ones_own_and_breaks_do_not_count() -> None:
    own = [said(10.0 * i) for i in range(FEWEST + 1)]
    others = [said(10.0 * i + 1, "bob") for i in range(5)]
    after_a_break = [said(10.0 * FEWEST + 1800)]
    mixed = sorted([*own, *others], key=lambda d: d.at)
    assert seconds_a_group([*mixed, *after_a_break], "ann") == 10
    assert seconds_a_group([*mixed, *after_a_break], "bob") is None
    assert seconds_a_group(own[:-1], "ann") is None


def test_single_faces_are_no_measure_of_groups() -> None:
    decisions = [said(10.0 * i, faces=(i,) if i % 2 else ()) for i in range(2 * FEWEST + 1)]
    assert seconds_a_group(decisions, "ann") == 10
    assert seconds_a_group([d for d in decisions if d.faces], "ann") is None
