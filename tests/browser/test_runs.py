"""Runs that commands made, held against each other in the browser; the study as a file, saved and opened there."""

from functools import partial
from pathlib import Path
from typing import Any

import pytest

from fer_core.__main__ import main
from fer_core.study import study
from fer_core.study.store import Store
from fer_core.study.welcome import begun, prepare
from tests.browser.conftest import ROOT, Serve
from tests.browser.journey import LONG, download, until

pytestmark = pytest.mark.browser
ROW = 35


@pytest.fixture()
def mine(prepared: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A study on the prepared sample with two runs, all by command; its id."""
    monkeypatch.setenv("FER_LAB_HOME", str(prepared))
    store = Store(prepared)
    made = study.save(store, begun(study.create(store, "By command"), prepare(store)))
    assert main(["names", "simulate", made.id]) == 0
    assert main(["train", made.id, "--model", "neighbours", "--name", "by likeness"]) == 0
    assert main(["train", made.id, "--model", "discriminant"]) == 0
    return made.id


def select(page: Any, row: int) -> None:
    """Select a row of the first table, which is drawn on a canvas; its box is where the page's last run has put it."""
    table = page.get_by_test_id("stDataFrame").first
    table.scroll_into_view_if_needed()
    box = table.bounding_box()
    page.mouse.click(box["x"] + 15, box["y"] + ROW * (row + 1.5))


def test_two_runs_and_the_study_as_a_file(serve: Serve, page: Any, prepared: Path, mine: str) -> None:
    server = serve(ROOT / "app.py", home=prepared)
    page.goto(f"{server.url}/train?study={mine}&part=Runs")
    page.get_by_text("Every training of this study with").wait_for(timeout=LONG)
    page.get_by_text("All faces labelled").first.wait_for(timeout=LONG)
    for row, then in ((0, "tested on 281 faces."), (1, "McNemar's test on the same 281 test faces")):
        until(page, partial(select, page, row), page.get_by_text(then))
    assert page.get_by_text("Different settings").is_visible()

    page.goto(f"{server.url}/report?study={mine}")
    page.get_by_role("heading", name="Limits").wait_for()
    file = download(page, "Save this study (zip)")
    assert main(["study", "rerun", str(file)]) == 0
