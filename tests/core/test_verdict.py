"""Verdicts and the labels that follow from them."""

from collections.abc import Mapping

import numpy as np
import pytest

from fer_core.base.errors import InvalidDecision
from fer_core.naming.verdict import OneOrMore, Verdict, named_faces

CLASSES = ("angry", "happy", "sad")
ROWS = np.array([10, 20, 30, 40, 50])
GROUPS = np.array([0, 0, 1, 2, 2])


def labels(groups: Mapping[int, OneOrMore], faces: Mapping[int, OneOrMore]) -> dict[int, dict[str, float]]:
    named = named_faces(ROWS, GROUPS, groups, faces, CLASSES)
    out: dict[int, dict[str, float]] = {}
    for row, code, weight in zip(named.rows, named.codes, named.weights, strict=True):
        out.setdefault(int(row), {})[CLASSES[code]] = round(float(weight), 2)
    return out


def test_a_group_name_labels_its_faces_and_no_others() -> None:
    assert labels({0: Verdict("name", "happy")}, {}) == {10: {"happy": 1.0}, 20: {"happy": 1.0}}


def test_two_names_share_a_face() -> None:
    assert labels({1: Verdict("name", "sad", "angry")}, {}) == {30: {"sad": 0.65, "angry": 0.35}}


@pytest.mark.parametrize("kind", ["mixed", "skip", "not_a_face", "something_else"])
def test_other_verdicts_give_no_label(kind: str) -> None:
    assert labels({0: Verdict(kind), 1: Verdict("name", "sad")}, {}) == {30: {"sad": 1.0}}  # type: ignore[arg-type]


def test_a_face_s_own_verdict_wins_over_its_group_s() -> None:
    groups = {0: Verdict("name", "happy", "sad"), 2: Verdict("mixed")}
    faces = {20: Verdict("not_a_face"), 40: Verdict("name", "angry")}
    assert labels(groups, faces) == {10: {"happy": 0.65, "sad": 0.35}, 40: {"angry": 1.0}}


def test_where_people_differ_a_face_gets_the_mean_of_their_labels() -> None:
    happy, both = Verdict("name", "happy"), Verdict("name", "sad", "happy")
    assert labels({1: (happy, both)}, {}) == {30: {"happy": 0.68, "sad": 0.32}}  # 1 + .35 and .65, halved
    assert labels({1: (happy, Verdict("not_a_face"))}, {}) == {30: {"happy": 0.5}}
    assert labels({0: happy}, {10: (happy, Verdict("name", "sad"))})[10] == {"happy": 0.5, "sad": 0.5}
    named = named_faces(ROWS, GROUPS, {1: (happy, both), 0: (happy, Verdict("name", "sad"))}, {}, CLASSES)
    assert named.counts(3).tolist() == [0, 1, 0]  # no first name where it is half and half


def test_nothing_said_nothing_named() -> None:
    assert len(named_faces(ROWS, GROUPS, {}, {}, CLASSES)) == 0


@pytest.mark.parametrize(
    "parts",
    [("name",), ("mixed", "happy"), ("name", "happy", "happy"), ("maybe",), ("name", "", "sad")],
)
def test_impossible_verdicts_are_refused(parts: tuple[str, ...]) -> None:
    with pytest.raises(InvalidDecision):
        Verdict(*parts)  # type: ignore[arg-type]
