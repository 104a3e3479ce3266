"""Report: the story on the screen, what can be taken away, and when the step is done."""

from collections.abc import Callable
from typing import Any

import pytest

from fer_core.study import study
from fer_core.study.store import Store
from fer_core.study.study import Study
from tests.pages.conftest import Open, name_groups, texts
from tests.pages.test_pages import grouped, links, metric
from ui.report import downloads
from ui.shared import exchange


@pytest.fixture()
def taught(home: Store, mine: Study, open_page: Open) -> Study:
    """The study with names, and a recognizer that learnt them."""
    key = grouped(home, mine, open_page)
    name_groups(home, mine, key, {g: ("happy", "sad", "angry")[g % 3] for g in range(10)})
    open_page("train", mine)
    return mine


def test_without_a_recognizer_the_page_says_where_to_go(home: Store, mine: Study, open_page: Open) -> None:
    app = open_page("report", mine)
    assert "nothing to report yet" in texts(app) and "Go to Train" in links(app)
    name_groups(home, mine, grouped(home, mine, open_page), {0: "happy", 1: "sad"})
    assert "not been trained on the newest names" in texts(open_page("report", mine))


def test_the_story_is_told_and_can_be_taken_away(
    home: Store, taught: Study, open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    files: dict[str, Callable[[], bytes]] = {}

    def caught(title: str, make: Callable[[], bytes], name: str, media: str, *, key: str, **more: Any) -> None:
        files[key] = make

    monkeypatch.setattr(exchange, "download", caught)
    monkeypatch.setattr(downloads, "download", caught)
    assert "report" not in study.load(home, taught.id).results
    app = open_page("report", taught)
    assert "95 % interval" in texts(app).replace("\\", "") and "Art. 5(1)(f)" in texts(app).replace("\\", "")
    assert metric(app, "Decisions") == "10" and metric(app, "Accuracy").endswith("%")
    assert [e.label for e in app.expander][:3] == ["Data", "Defects", "Balance"]
    assert app.button(key="another-study").label == "Start another study"
    assert set(files) == {
        "report-html", "model-card-md", "predictions-csv", "predictions-parquet", "predictions-json",
        "labelled-faces-csv", "labelled-faces-parquet", "labelled-faces-json",
    }  # fmt: skip

    assert study.load(home, taught.id).results["report"] == study.load(home, taught.id).results["train"]  # looked at
    assert files["predictions-csv"]().startswith(b"face,predicted,true")

    page = files["report-html"]()
    assert (
        page.startswith(b"<!doctype html>") and b' src="data:image/jpeg' in page
    )  # synthetic faces: shown unless unticked
    app.checkbox(key=f"report-pictures-{taught.id}").uncheck().run()
    assert files["report-html"]().count(b' src="data:image') == 0


def test_the_recognizer_can_be_taken_away_after_it_was_compared(taught: Study, open_page: Open) -> None:
    app = open_page("report", taught)
    app.button(key=f"export-make-{taught.id}").click().run()
    assert any("the same prediction for" in success.value for success in app.success), texts(app)
    keys = {one.key for one in app.get("download_button")}
    assert {f"export-{name}-{taught.id}" for name in ("recognizer.onnx", "recognizer.skops", "run.py")} <= keys
