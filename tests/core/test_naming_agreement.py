"""How far people agree, against scikit-learn and against the example that Fleiss printed."""

import math

import numpy as np
import pytest
from sklearn.metrics import cohen_kappa_score

from fer_core.naming.agreement import cohen_kappa, fleiss_kappa, most_disputed, on_faces, on_groups
from fer_core.naming.decision import Decision, Membership
from fer_core.naming.groups import Partition
from fer_core.naming.replay import NamingState, replay
from fer_core.naming.verdict import Verdict

CLASSES = ("angry", "happy", "sad")
GROUPS = Membership(np.arange(20), np.repeat([0, 1, 2, 3], [10, 6, 3, 1]))

# Fleiss 1971, table 1: 30 patients, each diagnosed by 6 psychiatrists as one of 5; kappa 0.430.
FLEISS = np.array([
    [0, 0, 0, 6, 0], [0, 3, 0, 0, 3], [0, 1, 4, 0, 1], [0, 0, 0, 0, 6], [0, 3, 0, 3, 0], [2, 0, 4, 0, 0],
    [0, 0, 4, 0, 2], [2, 0, 3, 1, 0], [2, 0, 0, 4, 0], [0, 0, 0, 0, 6], [1, 0, 0, 5, 0], [1, 1, 0, 4, 0],
    [0, 3, 3, 0, 0], [1, 0, 0, 5, 0], [0, 2, 0, 3, 1], [0, 0, 5, 0, 1], [3, 0, 0, 1, 2], [5, 1, 0, 0, 0],
    [0, 2, 0, 4, 0], [1, 0, 2, 0, 3], [0, 0, 0, 0, 6], [0, 1, 0, 5, 0], [0, 2, 0, 1, 3], [2, 0, 0, 4, 0],
    [1, 0, 0, 4, 1], [0, 5, 0, 1, 0], [4, 0, 0, 0, 2], [0, 2, 0, 4, 0], [1, 0, 5, 0, 0], [0, 0, 0, 0, 6],
])  # fmt: skip


def said(*verdicts: tuple[str, int, str]) -> tuple[NamingState, Partition]:
    """Who said what of which group."""
    decisions = [
        Decision("c", i, "a", "verdict", group, (), _verdict(what), id=i, annotator=who)
        for i, (who, group, what) in enumerate(verdicts, 1)
    ]
    state = replay(decisions)
    return state, state.partition(GROUPS)


def _verdict(what: str) -> Verdict:
    return Verdict("name", what) if what in CLASSES else Verdict(what)  # type: ignore[arg-type]


@pytest.mark.parametrize("seed", range(5))
def test_cohen_is_what_scikit_learn_says(seed: int) -> None:
    random = np.random.default_rng(seed)
    first = random.integers(0, 4, 60)
    second = np.where(random.random(60) < 0.6, first, random.integers(0, 5, 60))
    assert cohen_kappa(first, second) == pytest.approx(cohen_kappa_score(first, second))


def test_fleiss_gives_the_figure_of_the_paper() -> None:
    assert (FLEISS.sum(axis=1) == 6).all()
    assert fleiss_kappa(FLEISS) == pytest.approx(0.430, abs=0.0005)


def test_fleiss_per_answer_gives_the_figures_of_the_paper() -> None:
    # Fleiss 1971, table 2: depression .245, personality disorder .245, schizophrenia .520, neurosis .471, other .566
    found = [fleiss_kappa(np.stack([column, 6 - column], axis=1)) for column in FLEISS.T]
    assert found == pytest.approx([0.245, 0.245, 0.520, 0.471, 0.566], abs=0.0011)


def test_items_with_one_answer_do_not_count() -> None:
    assert fleiss_kappa(np.vstack([FLEISS, [[1, 0, 0, 0, 0]] * 50])) == pytest.approx(fleiss_kappa(FLEISS))


def test_full_agreement_chance_and_nothing() -> None:
    assert cohen_kappa(np.array([0, 1, 2]), np.array([0, 1, 2])) == 1
    assert cohen_kappa(np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1])) == 0
    assert math.isnan(cohen_kappa(np.zeros(3), np.zeros(3)))
    assert math.isnan(fleiss_kappa(np.zeros((0, 3), int)))


def test_two_people_on_groups_and_on_faces() -> None:
    state, groups = said(
        ("Ann", 0, "happy"), ("Bob", 0, "happy"), ("Ann", 1, "sad"), ("Bob", 1, "mixed"), ("Ann", 2, "sad"),
        ("Bob", 2, "sad"), ("Ann", 3, "angry"), ("Bob", 3, "skip"),
    )  # fmt: skip
    found = on_groups(state, groups, CLASSES)
    assert (found.measure, found.people, found.items) == ("Cohen's kappa", ("Ann", "Bob"), 3)
    assert found.overall == pytest.approx(cohen_kappa_score([1, 2, 2], [1, 3, 2]))
    assert found.alike == pytest.approx(2 / 3)
    assert found.per_answer["happy"] == 1
    assert found.per_answer["sad"] == pytest.approx(cohen_kappa_score([0, 1, 1], [0, 0, 1]))
    assert set(found.per_answer) == {"happy", "sad", "mixed"}
    faces = on_faces(state, groups, CLASSES)
    assert (faces.items, faces.alike) == (19, pytest.approx(13 / 19))
    assert most_disputed(state, groups, CLASSES) == [(1, 6)]


def test_three_people() -> None:
    verdicts = [(who, group, "happy") for who in "ABC" for group in (0, 1)]
    state, groups = said(*verdicts, ("A", 2, "sad"), ("B", 2, "sad"), ("C", 2, "angry"), ("C", 3, "sad"))
    found = on_groups(state, groups, CLASSES)
    assert (found.measure, found.items) == ("Fleiss' kappa", 3)
    assert found.overall == pytest.approx(fleiss_kappa(np.array([[0, 3, 0], [0, 3, 0], [1, 0, 2]])))
    assert most_disputed(state, groups, CLASSES) == [(2, 3)]


def test_a_face_named_by_itself_can_be_what_people_differ_on() -> None:
    state, groups = said(("Ann", 0, "happy"), ("Bob", 0, "happy"))
    more = Decision("c", 9, "a", "verdict", 0, (3, 4), Verdict("name", "sad"), id=9, annotator="Bob")
    first = Decision("c", 8, "a", "verdict", 0, (), Verdict("name", "happy"), id=7, annotator="Ann")
    second = Decision("c", 8, "a", "verdict", 0, (), Verdict("name", "happy"), id=8, annotator="Bob")
    state = replay([first, second, more])
    assert on_groups(state, groups, CLASSES).alike == 1
    assert on_faces(state, groups, CLASSES).alike == pytest.approx(0.8)
    assert most_disputed(state, groups, CLASSES) == [(0, 2)]


@pytest.mark.parametrize("verdicts", [(), (("Ann", 0, "happy"),), (("Ann", 0, "happy"), ("Bob", 1, "happy"))])
def test_without_two_answers_there_is_nothing_to_say(verdicts: tuple[tuple[str, int, str], ...]) -> None:
    state, groups = said(*verdicts)
    for found in (on_groups(state, groups, CLASSES), on_faces(state, groups, CLASSES)):
        assert found.items == 0 and math.isnan(found.overall)
    assert most_disputed(state, groups, CLASSES) == []
