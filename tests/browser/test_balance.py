"""Ways to balance side by side, in a real browser: cancel, run, read, take away."""

import csv
from typing import Any

import pytest

from tests.browser.conftest import SmallHome
from tests.browser.journey import LONG, download

pytestmark = pytest.mark.browser


def test_side_by_side_is_cancelled_run_and_taken_away(
    small_alone: SmallHome, page: Any, console_errors: list[str]
) -> None:
    # Altered pictures take seconds (each is looked at), so that there is something to cancel.
    ways = ("none", "augment")
    mine = small_alone.study(compared=ways, compared_seeds=3, trained_on=("geometry", "hog"))
    page.goto(small_alone.url("balance", mine))
    page.get_by_role("button", name="Run comparison").click(timeout=60_000)
    page.get_by_role("button", name="Cancel").click(timeout=60_000)
    page.get_by_text("stopped. Earlier results are still saved").wait_for(timeout=60_000)
    page.get_by_role("button", name="Start again").click(timeout=60_000)
    page.get_by_text("★ best").wait_for(timeout=LONG)
    page.get_by_text("Compared with “No balancing”").wait_for()
    page.get_by_text("Recall of each emotion").wait_for()

    lines = list(csv.DictReader(download(page, "Download results (CSV)").read_text("utf-8").splitlines()))
    assert [(line["strategy"], line["seed"]) for line in lines] == [(way, seed) for way in ways for seed in "012"]
    assert all(0 < float(line["accuracy"]) <= 1 for line in lines)
    assert not [error for error in console_errors if "404" not in error]
