"""Named, rejected or open: what the verdicts on groups and faces come to."""

import numpy as np
import pytest

from fer_core.naming.coverage import NAMED, OPEN, REJECTED, Coverage, face_standings, faces_covered, groups_covered
from fer_core.naming.decision import Decision, Event, Membership, logged
from fer_core.naming.exchange import decisions_sheet, read_decisions
from fer_core.naming.replay import replay
from fer_core.naming.sheet import FORMATS
from fer_core.naming.verdict import Verdict

HAPPY, MIXED, NOBODY, OTHER = (
    Verdict("name", "happy"),
    Verdict("mixed"),
    Verdict("not_a_face"),
    Verdict("something_else"),
)
BASE = Membership(np.arange(10), np.array([0, 0, 1, 1, 1, 2, 2, 3, 3, -1]))


def said(*given: tuple[int | None, tuple[int, ...], Verdict], who: str = "") -> list[Decision]:
    events = [Event(f"c{who}", i, "k", "verdict", *one[:2], verdict=one[2]) for i, one in enumerate(given, 1)]
    return [logged(event, event.seq, "2026-01-01T00:00:00+00:00", who) for event in events]


def test_skipped_mixed_and_unanswered_are_open_and_rejections_are_not() -> None:
    state = replay(said((0, (), HAPPY), (1, (), OTHER), (2, (), MIXED), (1, (4,), HAPPY), (None, (9,), NOBODY)))
    groups = state.partition(BASE)
    assert groups_covered(state, groups) == Coverage(named=1, rejected=1, open=2)
    assert faces_covered(state, groups) == Coverage(named=3, rejected=3, open=4)


def test_people_must_all_reject() -> None:
    rows, groups = np.array([1, 2, 3]), np.array([0, 1, 2])
    given = {0: (OTHER, NOBODY), 1: (OTHER, HAPPY), 2: (NOBODY, MIXED)}
    assert face_standings(rows, groups, given, {}).tolist() == [REJECTED, NAMED, OPEN]
    assert face_standings(rows, groups, given, {3: HAPPY, 8: OTHER}).tolist() == [REJECTED, NAMED, NAMED]


@pytest.mark.parametrize(
    ("covered", "words"),
    [
        (Coverage(2000, 219, 0), "All 2,219 faces are named or rejected."),
        (Coverage(12, 0, 0), "All 12 faces are named."),
        (Coverage(5, 3, 2), "5 of 10 faces named, 3 rejected, 2 open."),
        (Coverage(0, 0, 7), "0 of 7 faces named, 7 open."),
    ],
)
def test_in_words(covered: Coverage, words: str) -> None:
    assert covered.in_words("face") == words


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.suffix)
def test_something_else_survives_a_file(form: object) -> None:
    decisions = said((1, (), OTHER), (0, (1,), OTHER))
    data = form.write(decisions_sheet(decisions))  # type: ignore[attr-defined]
    assert read_decisions(data, classes=("happy",), clusterings={"k": BASE}) == decisions
