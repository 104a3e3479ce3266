import numpy as np
import pytest

from fer_core.errors import InvalidSettings
from fer_core.naming.verdict import Verdict
from fer_core.simulation import NamerSettings, SimulatedNamer

CLASSES = ("angry", "happy", "sad", "neutral", "fear")


def named(parts: dict[int, list[int]], **settings: float) -> dict[int, Verdict]:
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
