"""The Train page in a real browser: a click on a confusion cell, its faces, one in front, and the curve of effort."""

import re
from typing import Any

import pytest

from fer_core.features.pixels import Pixels
from fer_core.naming.decision import Event
from fer_core.recognizer.cells import in_cell
from fer_core.reduction import ReductionSettings
from fer_core.study import study
from fer_core.study.automatic import simulated
from tests.browser.conftest import SmallHome
from tests.browser.journey import AT_REST, LONG, download, wait_for_link

pytestmark = pytest.mark.browser


def test_a_confusion_cell_shows_its_faces_and_effort_its_curve(page: Any, small: SmallHome) -> None:
    mine = small.study(aligned=False, features=Pixels(), reduction=ReductionSettings(5), trained_on=("pixels",))
    lab, log, faces = small.lab(mine), small.log(mine), small.faces
    verdicts = simulated(lab, 0)
    log.append([Event("c", i + 1, lab.groups.key, "verdict", g, (), v) for i, (g, v) in enumerate(verdicts.items())])
    log.close()
    page.goto(small.url("train", mine))
    page.get_by_text("On to unseen faces").wait_for(timeout=LONG)
    wait_for_link(page, "Try it")

    # The cell of happy faces called happy: the fourth row and column of the chart
    page.get_by_text("Emotion by emotion").click()
    page.get_by_text("Precision, recall and F1").wait_for()
    page.wait_for_function(AT_REST)
    cells = page.locator(".js-plotly-plot").nth(1).locator(".nsewdrag").first
    cells.scroll_into_view_if_needed()
    page.wait_for_function(AT_REST)
    size = cells.bounding_box()
    happy = {"x": size["width"] * 3.5 / 7, "y": size["height"] * 3.5 / 7}
    cells.hover(position=happy)
    cells.click(position=happy)
    page.get_by_text(re.compile("labelled happy, predicted happy")).wait_for()
    assert "cell=happy%2Chappy" in page.url
    training = small.lab(mine).training.finished(study.load(small.store, mine.id).results["train"])
    assert training is not None and faces.emotions is not None
    places = in_cell(faces.emotions[lab.division.split.test], training.probabilities, 3, 3)
    of_the_cell = page.locator(f".st-key-cell-faces-{mine.id}")
    first = of_the_cell.get_by_role("button", name=re.compile("^Face .* label happy, predicted happy"))
    first.first.wait_for()
    assert first.count() == min(24, len(places))
    assert f"Face {lab.division.split.test[places[0]]}," in first.first.get_attribute("aria-label")

    # One of them in front, and back
    first.first.click()
    page.get_by_role("dialog").get_by_text("Address of this face").wait_for()
    page.keyboard.press("Escape")
    page.get_by_role("dialog").wait_for(state="detached")

    # What the work brought
    page.get_by_text("Effort", exact=True).click()
    page.get_by_text(re.compile(f"after {len(verdicts)} decisions")).wait_for(timeout=LONG)
    assert "named groups" in download(page, "Download this curve (CSV)").read_text("utf-8")
