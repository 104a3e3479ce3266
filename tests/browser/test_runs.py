"""Runs that commands made, held against each other in the browser; the study as a file, saved and opened there."""

from functools import partial
from typing import Any

import pytest

from fer_core.__main__ import main
from fer_core.study.study import Study
from tests.browser.conftest import SmallHome
from tests.browser.journey import LONG, download, until

pytestmark = pytest.mark.browser
ROW = 35


@pytest.fixture()
def mine(small_alone: SmallHome, monkeypatch: pytest.MonkeyPatch) -> Study:
    """A study with two runs, all by command."""
    monkeypatch.setenv("FER_LAB_HOME", str(small_alone.store.home))
    made = small_alone.study("By command")
    small_alone.lab(made).groups.clustering()
    assert main(["names", "simulate", made.id]) == 0
    assert main(["train", made.id, "--model", "neighbours", "--name", "by likeness"]) == 0
    assert main(["train", made.id, "--model", "discriminant"]) == 0
    return made


def select(page: Any, row: int) -> None:
    """Select a row of the first table, which is drawn on a canvas; its box is where the page's last run has put it."""
    table = page.get_by_test_id("stDataFrame").first
    table.scroll_into_view_if_needed()
    box = table.bounding_box()
    page.mouse.click(box["x"] + 15, box["y"] + ROW * (row + 1.5))


def test_two_runs_and_the_study_as_a_file(page: Any, small_alone: SmallHome, mine: Study) -> None:
    page.goto(small_alone.url("train", mine) + "&part=Runs")
    page.get_by_text("Every training of this study with").wait_for(timeout=LONG)
    page.get_by_text("All faces labelled").first.wait_for(timeout=LONG)
    tested = len(small_alone.lab(mine).division.split.test)
    for row, then in ((0, f"tested on {tested} faces."), (1, f"McNemar's test on the same {tested} test faces")):
        until(page, partial(select, page, row), page.get_by_text(then))
    page.get_by_text("Different settings").wait_for()

    page.goto(small_alone.url("report", mine))
    page.get_by_role("heading", name="Limits").wait_for()
    file = download(page, "Save this study (zip)")
    assert main(["study", "rerun", str(file)]) == 0
