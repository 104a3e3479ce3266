"""Cancel, reloads and late results, in a real browser."""

import itertools
from pathlib import Path
from typing import Any

import pytest

from fer_core.faces.faceset import FaceSet
from fer_core.features.pixels import Pixels
from fer_core.maps.projection import ProjectionSettings
from fer_core.reduction import ReductionSettings
from fer_core.study.study import Study
from tests.browser.conftest import Serve, SmallHome, small_home
from tests.browser.journey import AT_REST, LONG, holds, until, wait_for_link

pytestmark = pytest.mark.browser

COMPONENTS = itertools.count(5)
"""Each study takes another number, so that a second try finds nothing of the first on the disk."""


@pytest.fixture(scope="module")
def home(serve_all: Serve, faces: FaceSet, looked_at: Path, tmp_path_factory: pytest.TempPathFactory) -> SmallHome:
    """A home on a server of this module: its long work is listed on every page."""
    return small_home(tmp_path_factory.mktemp("long") / "home", faces, looked_at, serve_all)


@pytest.fixture()
def mine(home: SmallHome) -> Study:
    """A study with groups, of which no map is drawn and no other number is tried."""
    made = home.study(features=Pixels(), reduction=ReductionSettings(next(COMPONENTS)))
    lab = home.lab(made)
    lab.groups.clustering()
    lab.validation.check()
    return made


def test_a_map_that_comes_later(home: SmallHome, mine: Study, page: Any) -> None:
    page.goto(home.url("clusters", mine))
    wait_for_link(page, "Name")
    umap, trust = page.get_by_role("radio", name="UMAP"), page.get_by_text("Trustworthiness")
    until(page, umap.click, page.get_by_role("radio", name="UMAP", checked=True))
    lab = home.lab(mine)
    holds(page, lambda: lab.results.has("trust", lab.map.key(ProjectionSettings("umap"))), LONG)
    page.get_by_text("This is the PCA map until the other one is ready").wait_for(state="detached")
    page.wait_for_function(AT_REST)
    trust.wait_for()
    assert umap.is_checked()


def test_work_outlives_a_reload_and_is_told_on_other_pages(home: SmallHome, mine: Study, page: Any) -> None:
    page.goto(home.url("clusters", mine))
    wait_for_link(page, "Name")
    beside, cancel = page.locator("[data-testid=stSidebar]"), page.get_by_role("button", name="Cancel")
    seeds = page.get_by_role("spinbutton", name="Seeds")
    seeds.fill("20")
    seeds.press("Enter")
    page.get_by_role("radio", name="30", exact=True).click()
    page.get_by_role("button", name="Try k = 2 … 30").click()
    cancel.wait_for()

    # A reload finds the work with its settings; any page lists it and stops it
    page.reload()
    cancel.wait_for()
    assert page.get_by_role("button", name="Try k = 2 … 30").count() == 0
    beside.get_by_text("Trying k = 2 … 30").wait_for()
    page.get_by_role("link", name="Balance", exact=True).click()
    page.get_by_role("heading", name="Balance", exact=True).wait_for()
    beside.get_by_role("button", name="Cancel").click()
    page.get_by_text("Trying k = 2 … 30: stopped.").wait_for()
    beside.get_by_text("Trying k = 2 … 30").wait_for(state="detached")

    # What ends while a person is elsewhere is told there, and shown by one click
    page.get_by_role("link", name="Clusters", exact=True).click()
    page.get_by_role("radio", name="20", exact=True).click()
    page.get_by_role("button", name="Try k = 2 … 20").click()
    cancel.wait_for()
    page.get_by_role("link", name="Balance", exact=True).click()
    page.get_by_role("heading", name="Balance", exact=True).wait_for()
    beside.get_by_text("Trying k = 2 … 20 is done.").wait_for(timeout=LONG)
    beside.get_by_role("button", name="Show", exact=True).click()
    page.get_by_text("Inertia and its knee").wait_for()
    beside.get_by_text("is done").wait_for(state="detached")
