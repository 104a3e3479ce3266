"""Groups that people split, merged and changed; several people; and the way back."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fer_core.naming.decision import Action, Decision, Membership, annotator_name, made_by
from fer_core.naming.log import DecisionLog
from fer_core.naming.replay import NamingState, replay
from fer_core.naming.verdict import Verdict
from tests.core.naming_histories import BASE, PEOPLE, Memory, play, steps

HAPPY, SAD, MIXED, SKIP = Verdict("name", "happy"), Verdict("name", "sad"), Verdict("mixed"), Verdict("skip")
SMALL = Membership(np.arange(10), np.array([0, 0, 0, 0, 1, 1, 1, 2, 2, 2]))


class Story:
    """Decisions in the order of the log, by number."""

    def __init__(self) -> None:
        self.told: list[Decision] = []

    def then(self, action: Action, who: str = "", **about: Any) -> "Story":
        number = len(self.told) + 1
        self.told.append(Decision("client-1", number, "a", action, **about, id=number, annotator=who))
        return self

    def name(self, group: int, said: Verdict = HAPPY, who: str = "", faces: tuple[int, ...] = ()) -> "Story":
        return self.then("verdict", who, group=group, faces=faces, verdict=said)

    def state(self, who: str = "") -> NamingState:
        return replay(self.told, who)

    def groups(self) -> dict[str, list[int]]:
        now = self.state().partition(SMALL)
        return {now.labels[n]: now.faces(n).tolist() for n in now.numbers}


def test_a_split_gives_each_face_its_part_and_stands_where_the_group_was() -> None:
    story = Story().then("split", group=1, parts="010")
    assert story.groups() == {"1": [0, 1, 2, 3], "2a": [4, 6], "2b": [5], "3": [7, 8, 9]}
    now = story.state().partition(SMALL)
    assert now.sizes == {0: 4, made_by(1, 0): 2, made_by(1, 1): 1, 2: 3}
    assert now.lineage == {made_by(1, 0): (1,), made_by(1, 1): (1,)}
    assert story.state().last_change == "Group 2 split into 2a, 2b"
    assert story.state().last_group == made_by(1, 0)


def test_parts_can_be_split_merged_and_moved_again() -> None:
    story = Story().then("split", group=0, parts="0011").then("split", group=made_by(1, 1), parts="01")
    assert story.groups() == {"1a": [0, 1], "1b1": [2], "1b2": [3], "2": [4, 5, 6], "3": [7, 8, 9]}
    story.then("merge", groups=(2, made_by(2, 0), 1))
    assert story.groups() == {"1a": [0, 1], "3 + 1b1 + 2": [2, 4, 5, 6, 7, 8, 9], "1b2": [3]}
    story.then("move", group=made_by(3), faces=(9, 4), to=made_by(1, 0))
    assert story.groups() == {"1a": [0, 1, 4, 9], "3 + 1b1 + 2": [2, 5, 6, 7, 8], "1b2": [3]}
    assert story.state().last_change == "2 faces moved from group 3 + 1b1 + 2 to group 1a"
    story.then("split", group=made_by(3), parts="00101")
    assert list(story.groups()) == ["1a", "(3 + 1b1 + 2)a", "(3 + 1b1 + 2)b", "1b2"]


def test_names_of_parts_are_void_while_the_split_is_undone_and_come_back() -> None:
    story = Story().name(1, MIXED).then("split", group=1, parts="010").name(made_by(2, 0)).name(made_by(2, 1), SAD)
    assert story.state().group_verdicts == {made_by(2, 0): HAPPY, made_by(2, 1): SAD}  # the mixed one is gone
    story.then("undo").then("undo").then("undo")
    assert story.groups() == {"1": [0, 1, 2, 3], "2": [4, 5, 6], "3": [7, 8, 9]}
    assert story.state().group_verdicts == {1: MIXED}
    assert story.state().last_change == "Undo: group 2 split into 2a, 2b"
    assert story.state().last_group == 1
    story.then("redo").then("redo").then("redo")
    assert story.state().group_verdicts == {made_by(2, 0): HAPPY, made_by(2, 1): SAD}


def test_another_s_undo_of_the_split_voids_names_and_takes_nothing_from_anybody() -> None:
    story = Story().then("split", "Ann", group=1, parts="010").name(made_by(1, 1), HAPPY, "Bob").then("undo", "Ann")
    assert story.state().group_verdicts == {}
    assert story.state("Bob").can_undo
    assert story.then("redo", "Ann").state().group_verdicts == {made_by(1, 1): HAPPY}


def test_a_split_holds_for_the_faces_it_was_made_of_whatever_is_undone_before_it() -> None:
    story = Story().then("move", "Bob", group=0, faces=(0,), to=1).then("split", "Ann", group=0, parts="101")
    before = story.groups()
    assert before == {"1a": [2], "1b": [1, 3], "2": [0, 4, 5, 6], "3": [7, 8, 9]}
    story.then("undo", "Bob")
    assert story.groups() == {"1a": [0, 2], "1b": [1, 3], "2": [4, 5, 6], "3": [7, 8, 9]}
    assert story.then("redo", "Bob").groups() == before


def test_a_split_at_the_same_moment_as_another_change_breaks_nothing() -> None:
    story = Story().then("move", "Bob", group=0, faces=(0,), to=1).then("split", "Ann", group=0, parts="0101")
    assert story.groups()["1a"] == [1, 2, 3]
    twice = Story().then("split", "Ann", group=1, parts="010").then("split", "Bob", group=1, parts="001")
    assert list(twice.groups()) == ["1", "2a", "2b", "3"]
    assert list(twice.then("undo", "Ann").groups()) == ["1", "2a", "2b", "3"]  # now those of Bob
    assert twice.groups()["2a"] == [4, 5]


def test_return_takes_several_decisions_back_at_once_and_is_one_step() -> None:
    story = Story().name(0).then("split", group=1, parts="010").name(2, SAD).name(0, SAD, faces=(1,)).then("undo")
    there = story.then("return", to=1).state()
    assert (there.group_verdicts, there.last_change) == ({0: HAPPY}, "Returned to decision 1")
    assert [entry.standing for entry in there.history] == [True, False, False, False, True]
    back = story.then("undo").state()
    assert back.group_verdicts == {0: HAPPY, 2: SAD} and len(story.groups()) == 4
    assert [entry.standing for entry in back.history] == [True, True, True, False, False]
    assert story.then("redo").state().group_verdicts == {0: HAPPY}
    assert story.then("return", to=4).state().face_verdicts == {1: SAD}  # also forward, to what was undone since
    assert story.then("return", to=0).state().decisions == 0


def test_return_and_undo_leave_other_people_s_decisions_alone() -> None:
    story = Story().name(0, HAPPY, "Ann").name(1, SAD, "Bob").name(2, HAPPY, "Ann").then("return", "Ann", to=0)
    assert story.state().group_verdicts == {1: SAD}
    assert story.then("undo", "Bob").state().group_verdicts == {}
    assert story.then("undo", "Ann").state().group_verdicts == {0: HAPPY, 2: HAPPY}
    assert not story.state("Eve").can_undo and story.state("Bob").can_redo
    assert story.state("Bob").last_change == "Undo: group 2 named sad"


def test_people_who_differ_make_a_conflict_and_overwrite_nothing() -> None:
    story = Story().name(0, SAD, "Ann").name(0, HAPPY, "Bob").name(1, SAD, "Bob").name(1, SKIP, "Ann")
    state = story.state()
    assert state.conflicts == {0: {"Ann": SAD, "Bob": HAPPY}}
    assert state.group_verdicts == {0: SAD, 1: SAD}  # the earliest; a skip abstains
    assert state.by_annotator["Ann"].groups == {0: SAD, 1: SKIP}
    assert state.verdicts_on_groups == {0: (SAD, HAPPY), 1: SAD}
    state = story.name(0, HAPPY, "Eve").state()
    assert state.group_verdicts[0] == HAPPY  # two of three
    assert story.name(0, HAPPY, "Ann").state().conflicts == {}


def test_people_who_differ_on_faces() -> None:
    story = Story().name(0, SAD, "Ann", (1, 2)).name(0, HAPPY, "Bob", (2, 3))
    assert story.state().face_conflicts == {2: {"Ann": SAD, "Bob": HAPPY}}
    assert story.state().face_verdicts == {1: SAD, 2: SAD, 3: HAPPY}


def test_the_history_tells_who_did_what_and_whether_it_holds() -> None:
    story = Story().name(0, SAD, "Ann").name(1, MIXED, "Bob").then("undo", "Ann")
    told = [(e.id, e.annotator, e.words, e.standing) for e in story.state().history]
    assert told == [(1, "Ann", "Group 1 named sad", False), (2, "Bob", "Group 2 mixed", True)]


def test_the_time_of_two_people_adds_up() -> None:
    at = "2026-01-01T10:00:{:02d}+00:00".format
    decisions = [
        Decision("c", i, "a", "verdict", 0, (), HAPPY, id=i, at=at(i * 5), annotator="AB"[i % 2]) for i in range(1, 5)
    ]
    assert replay(decisions).active_seconds == 20


calm = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def played(drawn: list[Any]) -> list[Decision]:
    log = Memory()
    play(log, drawn)
    return log.decisions


def standing(state: NamingState) -> tuple[object, ...]:
    """What holds, for all to see."""
    now = state.partition(BASE)
    groups = {now.labels[n]: now.faces(n).tolist() for n in now.numbers}
    return (
        state.group_verdicts, state.face_verdicts, state.by_annotator, state.conflicts, state.face_conflicts,
        state.decisions, state.standing, groups, now.numbers, now.lineage,
    )  # fmt: skip


@calm
@given(steps, st.sampled_from(PEOPLE))
def test_undo_then_redo_is_the_identity_for_each_person(drawn: list[Any], who: str) -> None:
    told = played(drawn)
    last = len(told)
    undo = Decision("client-x", 1, "a", "undo", id=last + 1, annotator=who)
    redo = Decision("client-x", 2, "a", "redo", id=last + 2, annotator=who)
    before = replay(told, who)
    if before.can_undo:
        assert standing(replay([*told, undo, redo], who)) == standing(before)
    if before.can_redo:
        assert standing(replay([*told, redo, undo], who)) == standing(before)


@calm
@given(steps, st.sampled_from(PEOPLE), st.integers(0, 25))
def test_return_gives_a_person_what_they_had_and_undo_takes_it_back(drawn: list[Any], who: str, to: int) -> None:
    told = played(drawn)
    last = len(told)
    back = Decision("client-x", 1, "a", "return", to=min(to, last), id=last + 1, annotator=who)
    undo = Decision("client-x", 2, "a", "undo", id=last + 2, annotator=who)
    then, now = replay(told[:to], who), replay([*told, back], who)
    mine = {e.id for e in then.history if e.standing and e.annotator == who} - {
        d.id for d in told if d.action == "return"
    }
    found = {e.id for e in now.history if e.standing and e.annotator == who} - {
        d.id for d in [*told, back] if d.action == "return"
    }
    assert found == mine
    assert standing(replay([*told, back, undo], who)) == standing(replay(told, who))


@calm
@given(steps)
def test_every_face_is_in_one_group_and_every_verdict_on_a_group_that_exists(drawn: list[Any]) -> None:
    state = replay(played(drawn))
    now = state.partition(BASE)
    assert len(now.groups) == len(BASE.rows)
    assert sum(now.sizes.values()) == len(BASE.rows) and set(now.groups.tolist()) == set(now.numbers)
    assert len(set(now.labels.values())) == len(now.numbers)
    assert all(any(g in v.groups for v in state.by_annotator.values()) for g in state.group_verdicts)


@settings(max_examples=1, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(steps, min_size=12, max_size=12))
def test_a_fresh_process_reads_the_same_from_the_file(histories: list[list[Any]]) -> None:
    """One process for many histories: each is one file."""
    program = (
        "import sys; from pathlib import Path; from fer_core.naming.log import DecisionLog\n"
        "from tests.core.test_naming_groups import replay, standing\n"
        "for folder in sys.argv[1:]:\n"
        "    print(standing(replay(DecisionLog(Path(folder) / 'decisions.sqlite').for_clustering('a'))))"
    )
    with tempfile.TemporaryDirectory() as home:
        expected = []
        folders = [Path(home) / str(i) for i in range(len(histories))]
        for folder, drawn in zip(folders, histories, strict=True):
            folder.mkdir()
            log = DecisionLog(folder / "decisions.sqlite")
            play(log, drawn)
            expected.append(str(standing(replay(log.all()))))
            log.close()
        found = subprocess.run(
            [sys.executable, "-c", program, *map(str, folders)], capture_output=True, text=True, check=True,
            env={**os.environ, "PYTHONPATH": str(Path.cwd())},
        )  # fmt: skip
    assert found.stdout.splitlines() == expected


def test_labels_of_large_merges_stay_short() -> None:
    story = Story().then("merge", groups=(0, 1, 2, 3, 4, 5))
    assert story.state().history[0].words == "Groups 1, 2, 3, 4, 5, 6 merged"
    assert "1 + 2 + 3 + 3 more" in story.groups()


@pytest.mark.parametrize("name", ["a" * 100, "  Ann \n B ", "\u202eAnn", ""])
def test_names_of_people_are_plain(name: str) -> None:
    clean = annotator_name(name)
    assert clean.isprintable() and len(clean) <= 40 and clean == annotator_name(clean)
