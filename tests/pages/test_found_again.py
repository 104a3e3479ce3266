"""Long work is found again by any page, tab and reload: its progress, its end, and what a person can do about it."""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from fer_core.base.errors import DamagedFile, NotFound
from fer_core.base.progress import Progress, silent
from fer_core.faces.faceset import FaceSet
from fer_core.faces.readers import Import
from fer_core.study import deleted, study
from fer_core.study.lab import audit, evaluation
from fer_core.study.store import Store
from fer_core.study.study import Study
from tests.pages.conftest import Open, study_shown, texts
from tests.pages.test_runs_part import named
from ui.data import importing
from ui.shell import cache, jobs, waiting


class Gate:
    """Holds work until a test lets it go on; then it reports and ends, or fails with ``error``."""

    def __init__(self) -> None:
        self.open = threading.Event()
        self.error: Exception | None = None

    def through(self, progress: Progress) -> None:
        progress(1, 4, "Comparing faces")
        self.open.wait(60)
        progress(2, 4, "Comparing faces")
        if self.error is not None:
            raise self.error


@pytest.fixture()
def gate(monkeypatch: pytest.MonkeyPatch) -> Iterator[Gate]:
    monkeypatch.setattr(waiting, "PATIENCE", 0.05)
    held = Gate()
    yield held
    held.open.set()


@pytest.fixture()
def slow_audit(monkeypatch: pytest.MonkeyPatch, gate: Gate) -> Gate:
    find = audit.FaceAudit.findings

    def slowly(self: audit.FaceAudit, progress: Progress = silent) -> Any:
        gate.through(progress)
        return find(self, progress)

    monkeypatch.setattr(audit.FaceAudit, "findings", slowly)
    return gate


def labels(app: AppTest) -> list[str]:
    return [button.label for button in app.button]


def press(app: AppTest, label: str) -> AppTest:
    [button] = [one for one in app.button if one.label == label]
    button.click().run()
    assert not app.exception, app.exception
    return app


def end(gate: Gate) -> None:
    """Let the work go on, and wait until it has ended."""
    gate.open.set()
    assert all(job.wait(60) for job in cache.jobs().listed())


def test_an_audit_is_found_by_other_tabs_and_cancelled_there(mine: Study, open_page: Open, slow_audit: Gate) -> None:
    first = press(open_page("data", mine), "Find problems")
    again = open_page("data", mine)
    for app in (first, again):
        assert "Find problems" not in labels(app) and labels(app).count("Cancel") == 1
    other = open_page("balance", mine)
    assert [b.label for b in other.sidebar.button].count("Cancel") == 1
    press(other, "Cancel")
    end(slow_audit)
    other.run()
    assert "Finding problems: stopped" in other.toast[0].value
    assert not other.run().toast, "told once"
    assert "stopped" in texts(again.run()) and "Start again" in labels(again)
    assert "Find problems" in labels(open_page("data", mine)), "a later visit begins anew"


def test_what_ended_meanwhile_is_told_until_it_is_dismissed(mine: Study, open_page: Open, slow_audit: Gate) -> None:
    press(open_page("data", mine), "Find problems")
    other = open_page("balance", mine)
    end(slow_audit)
    other.run()
    assert "**Finding problems** is done." in texts(other) and {"Show", "Dismiss"} <= set(labels(other))
    press(other, "Dismiss")
    assert "is done" not in texts(other) and "is done" not in texts(open_page("features", mine))
    assert "No face is excluded yet" in texts(open_page("data", mine))


def test_show_opens_the_part_in_which_it_was_started(
    mine: Study, open_page: Open, home: Store, gate: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slowly(self: evaluation.Evaluation, decisions: Any, progress: Progress = silent) -> Any:
        gate.through(progress)
        raise DamagedFile("The decisions cannot be replayed.", where="here")

    monkeypatch.setattr(evaluation.Evaluation, "effort", slowly)
    monkeypatch.setattr(jobs, "LONG", 0.0)
    named(home, mine)
    app = open_page("train", mine)
    assert all(job.wait(60) for job in cache.jobs().listed())  # trained
    app.query_params["part"] = "Effort"
    app.run()
    app.segmented_control(key="part").set_value("Runs").run()
    end(gate)
    [job] = [one for one in cache.jobs().listed() if one.title == "Replaying your decisions"]
    for asking in (app, open_page("balance", mine)):  # on the same page, where another part is open, and on another
        job.told = False
        asking.run().button(key=f"show-{job.number}").click().run()
        assert not asking.exception and "cannot be replayed" in asking.error[0].value
        assert asking.segmented_control(key="part").value == "Effort"


def test_a_failure_elsewhere_is_told_with_its_sentence(mine: Study, open_page: Open, slow_audit: Gate) -> None:
    press(open_page("data", mine), "Find problems")
    other = open_page("balance", mine)
    slow_audit.error = DamagedFile("Face 7 cannot be read.", where="datasets")
    end(slow_audit)
    assert "**Finding problems** has failed. Face 7 cannot be read." in texts(other.run()).replace("\\", "")
    press(other, "Show")
    assert "Face 7 cannot be read" in other.error[0].value and "Dismiss" not in labels(other)


def test_an_import_that_ended_elsewhere_offers_its_faces(
    home: Store, mine: Study, faces: FaceSet, open_page: Open, gate: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = FaceSet.of(faces.images[:40], faces.emotions[:40], classes=faces.classes, name="few")  # type: ignore[index]

    def read(source: str, progress: Progress, options: object, name: str | None = None) -> Import:
        gate.through(progress)
        return Import(few, (), "csv")

    monkeypatch.setattr(importing, "read_faces", read)
    app = open_page("data", mine)
    app.text_input(key="open-path-text").set_value("/home/me/few.csv")
    press(app, "Open faces")
    assert "Cancel" in labels(app)
    reloaded = open_page("data", mine)
    assert "Cancel" in labels(reloaded)
    other = open_page("balance", mine)
    end(gate)
    assert "**Opening few.csv** is done." in texts(other.run()).replace("\\", "")
    later = open_page("data", mine)
    assert study.load(home, mine.id).dataset == mine.dataset, "nothing is opened unasked"
    assert labels(later).count("Open these faces") == 1
    press(later, "Open these faces")
    assert study.load(home, mine.id).dataset == few.fingerprint
    assert not later.error and "Open these faces" not in labels(open_page("balance", mine))


# Addresses of studies


def test_an_unknown_study_in_the_address_is_told_and_nothing_is_opened(
    home: Store, mine: Study, open_page: Open
) -> None:
    app = open_page("data", study.Study("ffffffff", "gone"))
    assert "no study with the id ffffffff" in app.error[0].value and "No other study was opened" in texts(app)
    assert [s.id for s in study.listing(home)] == [mine.id]
    app.button(key=f"open-{mine.id}").click().run()
    assert study_shown(app) == mine.id and not app.error


def test_without_any_study_an_unknown_one_starts_none_unasked(home: Store, open_page: Open) -> None:
    app = open_page("data", study.Study("ffffffff", "gone"))
    assert study.listing(home) == []
    press(app, "Start a new study")
    assert len(study.listing(home)) == 1


def test_a_deleted_study_in_the_address_can_be_restored(home: Store, mine: Study, open_page: Open) -> None:
    app = open_page("balance", mine)
    deleted.delete_study(home, mine.id)
    app.run()
    assert "was deleted" in app.info[0].value
    press(app, "Restore “Mine”")
    assert study.load(home, mine.id).choices == mine.choices and study_shown(app) == mine.id


# The list of studies


def dialog() -> None:
    """The dialog alone, drawn at every run: AppTest forgets it otherwise."""
    from ui.shell import studies
    from ui.shell.workspace import open_workspace

    studies.show(open_workspace())


def test_studies_are_listed_copied_deleted_and_restored(home: Store, mine: Study, open_page: Open) -> None:
    app = AppTest.from_function(dialog, default_timeout=120)
    app.query_params["study"] = mine.id
    table = app.run().dataframe[0].value
    assert table["study"].tolist() == ["Mine"] and table["faces"].tolist() == [210]
    press(press(app, "Duplicate"), "Duplicate this study")
    assert {s.name for s in study.listing(home)} == {"Mine", "Mine copy"}
    app.session_state["study"] = next(s.id for s in study.listing(home) if s.id != mine.id)
    app.button(key=f"dataset-delete-{mine.dataset}").click().run()
    assert "“Mine”" in app.warning[0].value and "Delete this data set" not in labels(app)
    app.selectbox[0].set_value(mine.id).run()
    app.button(key="studies-Delete").click().run()
    assert "with its choices, 0 decisions and 0 runs" in app.warning[0].value
    press(app, "Delete this study")
    with pytest.raises(NotFound):
        study.load(home, mine.id)
    assert (Path(home.home) / "deleted" / "studies" / mine.id / "study.json").exists()
    app.button(key="studies-undo").click().run()
    assert study.load(home, mine.id).choices == mine.choices
