"""Faces named where their labels are shown: told apart from other names, counted, and undone like all decisions."""

import dataclasses

import pytest

from fer_core.base.errors import InvalidDecision
from fer_core.naming.decision import LABELS, Event, logged
from fer_core.naming.exchange import decisions_sheet, read_decisions
from fer_core.naming.replay import replay
from fer_core.naming.sheet import to_csv
from fer_core.naming.table import decision_of, row_of
from fer_core.naming.verdict import Verdict

SAD = Verdict("name", "sad")
AGAIN = Event("c", 1, "k", faces=(5,), verdict=SAD, shown=LABELS)


def state(*events: Event):  # type: ignore[no-untyped-def]
    numbered = [dataclasses.replace(event, seq=i) for i, event in enumerate(events, 1)]
    return replay(logged(event, event.seq, "2026-01-01T00:00:00+00:00", "") for event in numbered)


def test_names_beside_labels_and_corrections_of_test_faces_are_counted() -> None:
    blind = dataclasses.replace(AGAIN, faces=(6,), shown="")
    test = dataclasses.replace(AGAIN, action="correction", faces=(9,))
    now = state(AGAIN, blind, test)
    assert now.again.training == {5} and dict(now.again.tests) == {9: "sad"}
    assert set(now.face_verdicts) == {5, 6}, "a correction of a test face is no name to train on"


def test_undo_takes_them_back_and_a_later_blind_name_counts_as_blind() -> None:
    undo = Event("c", 1, "k", "undo")
    assert not state(AGAIN, undo).again.training
    assert not state(AGAIN, dataclasses.replace(AGAIN, shown="")).again.training


def test_the_field_goes_through_log_and_file_and_older_ones_lack_it() -> None:
    decision = logged(AGAIN, 1, "2026-01-01T00:00:00+00:00", "")
    assert decision_of(row_of(decision)).shown == LABELS
    assert "shown" not in row_of(dataclasses.replace(decision, shown=""))["detail"], "logs of others stay as they were"
    data = to_csv(decisions_sheet([decision]))
    assert read_decisions(data, classes=("sad",))[0].shown == LABELS
    header, line = data.decode().splitlines()[:2]
    assert header.endswith(",shown") and line.endswith(",labels")
    older = "\n".join(text.rsplit(",", 1)[0] for text in (header, line)).encode()
    assert read_decisions(older, classes=("sad",))[0].shown == ""


@pytest.mark.parametrize("change", [{"shown": "yes"}, {"faces": (), "group": 1}])
def test_other_values_are_refused(change: dict[str, object]) -> None:
    with pytest.raises(InvalidDecision):
        dataclasses.replace(AGAIN, **change)
