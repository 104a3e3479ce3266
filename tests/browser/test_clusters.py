"""Clusters in a real browser: a sweep that is stopped and one that is used, a comparison, a card that opens Name."""

import re
from typing import Any

import pytest

from fer_core.features.pixels import Pixels
from fer_core.reduction import ReductionSettings
from fer_core.study import study
from tests.browser.conftest import SmallHome
from tests.browser.journey import LONG, wait_for_link

pytestmark = pytest.mark.browser


def test_sweep_and_cancel_compare_and_a_card_that_opens_on_name(page: Any, small_alone: SmallHome) -> None:
    store, mine = small_alone.store, small_alone.study(features=Pixels(), reduction=ReductionSettings(5))
    lab = small_alone.lab(mine)
    lab.groups.clustering()
    lab.validation.check()
    page.goto(small_alone.url("clusters", mine))
    page.get_by_text(re.compile("Slices of a continuum|No better than noise|eparate groups")).first.wait_for()

    # A long sweep, stopped: what was done is kept
    seeds = page.get_by_role("spinbutton", name="Seeds")
    seeds.fill("20")
    seeds.press("Enter")
    page.get_by_role("radio", name="30", exact=True).click()
    page.get_by_role("button", name="Try k = 2 … 30").click()
    page.get_by_role("button", name="Cancel").click()
    page.get_by_text("stopped. Earlier results are still saved").wait_for()
    assert len(list((store.home / "artefacts" / "sweep").glob("*/manifest.json"))) < 30

    # A short one, and the k that it finds
    seeds.fill("1")
    seeds.press("Enter")
    page.get_by_role("radio", name="10", exact=True).click()
    page.get_by_role("button", name="Try k = 2 … 10").click()
    page.get_by_text("Inertia and its knee").wait_for(timeout=LONG)
    choice = page.locator(".st-key-sweep-choices").get_by_role("button", name="Use k = ", disabled=False).first
    k = int(re.sub(r"\D", "", choice.inner_text()))
    choice.click()
    page.locator("[data-testid=stMetricValue]", has_text=re.compile(f"^{k}$")).first.wait_for()
    wait_for_link(page, "Name")
    assert study.load(store, mine.id).choices.clusters.k == k != mine.choices.clusters.k

    # Beside the groups before it
    page.get_by_text("Compare with other groups").click()
    page.get_by_text("Where the faces of each group are in the other groups").wait_for()
    page.get_by_text("Faces that moved").first.wait_for()

    # The second group's card leads to it
    page.locator(".st-key-card-1").get_by_role("link", name="Open on Name").click()
    page.wait_for_function(
        """() => [...document.querySelectorAll('*')].some(
            e => e.shadowRoot?.querySelector('.lab')?.dataset.group === '1')"""
    )
    page.get_by_text(re.compile(f"^Group 2 of {k}")).wait_for()
    assert "group=" not in page.url
