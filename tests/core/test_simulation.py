from typing import Any

import numpy as np
import pytest

from fer_core.base.errors import InvalidSettings
from fer_core.clustering import Clustering
from fer_core.faces.emotions import FER2013
from fer_core.naming.verdict import Verdict
from fer_core.simulation import NamerSettings, Pace, SimulatedNamer, perception
from fer_core.simulation.eyes import HUMAN_ACCURACY, PEOPLE

CLASSES = ("angry", "happy", "sad", "neutral", "fear")


def named(parts: dict[int, list[int]], **settings: Any) -> dict[int, Verdict]:
    """Verdicts on groups given as number -> true codes of their faces."""
    groups = np.concatenate([np.full(len(codes), g) for g, codes in parts.items()]).astype(np.int32)
    codes = np.concatenate([np.array(c, np.uint8) for c in parts.values()])
    return SimulatedNamer(NamerSettings(**settings)).name_groups(groups, codes, CLASSES)


def test_a_clear_group_gets_its_emotion() -> None:
    assert named({4: [1] * 90 + [2] * 2}) == {4: Verdict("name", "happy")}


def test_a_common_runner_up_becomes_the_second_name() -> None:
    assert named({0: [2] * 60 + [3] * 40}, looks=100) == {0: Verdict("name", "sad", "neutral")}
    assert named({0: [2] * 81 + [3] * 19}, looks=100) == {0: Verdict("name", "sad")}


def test_a_group_without_a_common_emotion_is_mixed() -> None:
    assert named({0: [0, 1, 2, 3, 4] * 20}, looks=100) == {0: Verdict("mixed")}


def test_only_some_faces_of_a_large_group_are_seen() -> None:
    half = {g: [1] * 500 + [2] * 500 for g in range(40)}
    firsts = {v.emotion for v in named(half).values()}
    assert firsts == {"happy", "sad"}  # by chance; all faces would make it a tie each time
    few = {v.second for v in named({g: [1] * 900 + [2] * 100 for g in range(60)}, looks=1).values()}
    assert few == {""}


def test_a_seed_repeats_and_another_looks_at_other_faces() -> None:
    half = {g: [1] * 50 + [2] * 50 for g in range(30)}
    assert named(half, seed=1) == named(half, seed=1) != named(half, seed=2)


def test_a_verdict_does_not_depend_on_other_groups() -> None:
    contested = [1] * 50 + [2] * 49 + [3] * 48
    for seed in range(10):
        assert named({7: contested}, seed=seed)[7] == named({2: [0] * 30, 7: contested}, seed=seed)[7]


def test_faces_in_no_group_are_not_named() -> None:
    assert set(named({-1: [1] * 20, 0: [1] * 5})) == {0}
    assert SimulatedNamer().name_groups(np.zeros(0, np.int32), np.zeros(0, np.uint8), CLASSES) == {}


def test_a_second_name_was_seen_even_where_any_share_would_do() -> None:
    assert named({0: [1] * 9}, second=0.0) == {0: Verdict("name", "happy")}


@pytest.mark.parametrize("settings", [{"looks": 0}, {"first": 1.5}, {"second": -0.1}])
def test_impossible_settings_are_refused(settings: dict) -> None:
    with pytest.raises(InvalidSettings):
        NamerSettings(**settings)


def clustering(distances: list[float], labels: list[int]) -> Clustering:
    """Groups with given distances of their faces to the centre."""
    zeros = np.zeros(len(labels), np.float32)
    centres = np.zeros((max(labels) + 1, 2), np.float32)
    return Clustering(np.array(labels, np.int32), centres, np.array(distances, np.float32), zeros, 0.0, 0.0)


@pytest.mark.parametrize(("order", "said"), [("typical", "happy"), ("odd", "sad")])
def test_the_faces_that_the_page_shows_first_decide(order: str, said: str) -> None:
    groups = clustering(list(range(100)), [0] * 100)
    codes = np.array([1] * 30 + [2] * 70, np.uint8)  # typical faces are happy, most of the group is sad
    namer = SimulatedNamer(NamerSettings(order=order))
    assert namer.name_clustering(groups, codes, CLASSES) == {0: Verdict("name", said)}


def test_a_random_order_shows_the_faces_the_page_would_show() -> None:
    groups = clustering([0.0] * 200, [0, 1] * 100)
    codes = np.zeros(200, np.uint8)
    codes[groups.order(1, "random", seed=3)[:25]] = 4
    verdicts = SimulatedNamer(NamerSettings(order="random", seed=3)).name_clustering(groups, codes, CLASSES)
    assert verdicts == {0: Verdict("name", "angry"), 1: Verdict("name", "fear")}


def test_single_faces_are_named_the_same_whatever_else_is() -> None:
    codes = np.arange(300, dtype=np.uint8) % 7
    namer = SimulatedNamer(NamerSettings(eyes="people"))
    all_of_them = namer.name_faces(np.arange(300), codes, FER2013)
    assert namer.name_faces(np.array([250, 7]), codes[[250, 7]], FER2013) == {250: all_of_them[250], 7: all_of_them[7]}
    assert SimulatedNamer().name_faces(np.array([5]), np.array([3]), FER2013) == {5: Verdict("name", "happy")}


def test_people_err_as_often_and_as_they_are_known_to() -> None:
    sad, neutral = FER2013.index("sad"), FER2013.index("neutral")
    verdicts = SimulatedNamer(NamerSettings(eyes="people")).name_faces(np.arange(2000), np.full(2000, sad), FER2013)
    said = [verdict.emotion or verdict.kind for verdict in verdicts.values()]
    assert said.count("sad") / 2000 == pytest.approx(0.60, abs=0.05)
    assert said.count("neutral") / 2000 == pytest.approx(PEOPLE[sad, neutral], abs=0.05)
    assert said.count("skip") / 2000 == pytest.approx(PEOPLE[sad, -1], abs=0.03)


def test_human_errors_make_names_less_sure() -> None:
    happy = {g: [1] * 40 for g in range(40)}
    assert {v.emotion for v in named(happy, eyes="symmetric").values()} == {"happy"}
    few = {v.emotion for v in named(happy, eyes="symmetric", looks=1).values()}
    assert len(few) > 1


def test_eyes_are_tables_of_chances() -> None:
    for eyes in ("labels", "symmetric", "people"):
        table = perception(eyes, FER2013)
        assert table.shape == (7, 8)
        np.testing.assert_allclose(table.sum(axis=1), 1)
    other = (*FER2013[3:], *FER2013[:3])
    assert perception("people", other)[0, 0] == PEOPLE[3, 3]
    assert perception("people", other)[1, -1] == PEOPLE[4, -1]


def test_people_agree_with_fer2013_as_often_as_was_published() -> None:
    faces = np.array([3995, 436, 4097, 7215, 4830, 3171, 4965])  # of FER2013's training part
    assert (np.diag(PEOPLE) * faces).sum() / faces.sum() == pytest.approx(HUMAN_ACCURACY, abs=0.05)


def test_a_group_in_which_nobody_can_tell_is_skipped(monkeypatch: pytest.MonkeyPatch) -> None:
    blind = np.hstack([np.zeros((5, 5)), np.ones((5, 1))])
    monkeypatch.setattr("fer_core.simulation.namer.perception", lambda eyes, classes: blind)
    assert named({0: [1] * 30}) == {0: Verdict("skip")}


def test_unknown_eyes_and_emotions_are_refused() -> None:
    with pytest.raises(InvalidSettings, match="no perception"):
        perception("closed", FER2013)
    with pytest.raises(InvalidSettings, match="only for the seven"):
        perception("people", ("yes", "no"))


def test_time_counts_looks_decisions_and_second_names() -> None:
    pace = Pace(look=0.1, decide=1.0, second=0.5)
    verdicts = [Verdict("name", "sad"), Verdict("name", "sad", "fear"), Verdict("mixed")]
    assert pace.seconds(verdicts, looks=60) == pytest.approx(6 + 3 + 0.5)
    assert SimulatedNamer().looked_at(np.array([100, 25, 3])) == 53
    with pytest.raises(InvalidSettings):
        Pace(look=-1)
