"""What cannot be read or made, on the pages: a sentence, on every one, and the rest goes on."""

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

from fer_core.study import study
from fer_core.study.journey import STEPS
from fer_core.study.store import Store
from fer_core.study.study import Study
from tests.locked import lock
from tests.pages.conftest import Open, texts
from ui.data import welcome


def said(app: AppTest) -> str:
    return texts(app).replace("\\", "")


def test_the_sidebar_names_studies_that_cannot_be_read(
    home: Store, mine: Study, open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    damaged, locked = (study.create(home, name) for name in ("Damaged", "Locked"))
    (home.home / "studies" / damaged.id / "study.json").write_bytes(b"\xff\xfe")
    lock(monkeypatch, home.home / "studies" / locked.id)
    app = open_page("data")
    caption = next(c.value.replace("\\", "") for c in app.sidebar.caption if "not listed" in c.value)
    assert caption.startswith("2 studies are not listed.")
    assert damaged.id in caption and locked.id in caption and "Permission denied" in caption
    assert [box.options for box in app.sidebar.selectbox] == [["Mine"]]
    assert len(app.metric) or "faces" in said(app)


def test_where_no_study_can_be_read_a_new_one_begins(
    home: Store, mine: Study, open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(welcome, "_sample", lambda workspace: None)  # drawing its sample takes long
    (home.home / "studies" / mine.id / "study.json").write_text("[]")
    assert mine.id in said(open_page("data", mine)) and not study.listing(home), "its address starts none"
    open_page("data")
    assert [s.name for s in study.listing(home)] == ["First study"]
    assert (home.home / "studies" / mine.id / "study.json").read_text() == "[]"


def test_data_sets_that_cannot_be_read_are_named_where_they_would_be_listed(
    home: Store, mine: Study, open_page: Open
) -> None:
    (home.home / "datasets" / ("a" * 16)).mkdir()
    assert f"1 data set is not listed. datasets/{'a' * 16}" in said(open_page("data", mine))


@pytest.mark.parametrize("kind", ["a file", "locked", "cannot be made"])
def test_every_page_says_why_there_is_no_home_folder(
    kind: str, home: Store, tmp_path: Path, open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = {"a file": tmp_path / "file", "locked": tmp_path / "locked"}.get(kind, Path("/proc/none/home"))
    (tmp_path / "file").write_text("")
    (tmp_path / "locked").mkdir()
    lock(monkeypatch, tmp_path / "locked")
    monkeypatch.setenv("FER_LAB_HOME", str(place))
    app = open_page("data")
    for step in STEPS:
        app._page_hash = calc_hash(step.key)  # AppTest knows the way to files alone
        app.run()
        assert not app.exception, app.exception
        assert len(app.error) == 1 and "FER_LAB_HOME" in said(app) and str(place) in said(app), step.key


TRAIN_GOES_ON = ("train", "nothing to train on")
REFUSED: dict[str, tuple[Callable[[Path, Path], object], str, tuple[str, str]]] = {
    "uploads are a file": (lambda home, own: (home / "uploads").write_text(""), "", TRAIN_GOES_ON),
    "an upload is a folder": (lambda home, own: (home / "uploads" / "x").mkdir(parents=True), "", TRAIN_GOES_ON),
    "runs are a file": (lambda home, own: (own / "runs").write_text(""), "", TRAIN_GOES_ON),
    "decisions are a folder": (
        lambda home, own: (own / "decisions.sqlite").mkdir(), "", ("features", "The decisions cannot be opened")
    ),
    "results are root's": (lambda home, own: None, "artefacts", ("features", "Permission denied")),
    "networks are root's": (lambda home, own: (home / "encoders").mkdir(), "encoders", TRAIN_GOES_ON),
    "data sets are root's": (lambda home, own: None, "datasets", ("train", "Permission denied")),
}  # fmt: skip
"""What is done to a home and to a study's folder in it, what is then locked, and what a page says."""


@pytest.mark.parametrize("what", REFUSED)
def test_no_page_breaks_on_what_it_may_not_read(
    what: str, home: Store, mine: Study, open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    happens, locked, (page, told) = REFUSED[what]
    happens(home.home, home.home / "studies" / mine.id)
    if locked:
        lock(monkeypatch, home.home / locked)
    assert told in said(open_page(page, mine))
