"""Uploads, cancel, reloads and late results, in a real browser."""

import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from fer_core.faces.faceset import FaceSet
from fer_core.faces.readers import Import
from fer_core.study import datasets, study
from fer_core.study.lab import Lab
from fer_core.study.store import Store
from tests.browser.conftest import ROOT, Serve
from tests.browser.journey import LONG, past_the_welcome, wait_for_link

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def test_a_map_that_comes_later(serve: Serve, page: Any, prepared: Path) -> None:
    server = serve(ROOT / "app.py", home=prepared)
    page.goto(server.url)
    past_the_welcome(page)

    page.get_by_role("link", name="Clusters", exact=True).click()
    wait_for_link(page, "Name")
    page.get_by_role("radio", name="UMAP").click()
    waiting = page.get_by_text("This is the PCA map until the other one is ready")
    waiting.wait_for()
    page.get_by_text("The groups", exact=True).wait_for()  # the rest of the page is there meanwhile
    waiting.wait_for(state="detached", timeout=LONG)
    assert len(list((server.home / "artefacts" / "map").iterdir())) == 2


def test_an_upload_becomes_a_data_set(serve: Serve, page: Any, prepared: Path, tmp_path: Path, faces: FaceSet) -> None:
    assert faces.emotions is not None
    rows = [
        f"{emotion},{' '.join(map(str, image.ravel()))},Training"
        for image, emotion in zip(faces.images[:90], faces.emotions[:90], strict=True)
    ]
    rows[6] = rows[6].replace(" ", " 300 ", 1)
    csv = tmp_path / "mine.csv"
    csv.write_text("emotion,pixels,Usage\n" + "\n".join(rows) + "\n")

    server = serve(ROOT / "app.py", home=prepared)
    page.goto(server.url)
    past_the_welcome(page)
    page.get_by_text("Open other faces").click()
    page.get_by_role("tab", name="Upload").click()
    page.locator("input[type=file]").first.set_input_files(csv)
    page.get_by_role("button", name="Open upload").click()
    page.locator("[data-testid=stMetricValue]", has_text=re.compile("^89$")).wait_for()
    page.get_by_text("Import report: 1 rejected").wait_for()
    assert not list((server.home / "uploads").iterdir())


def test_work_outlives_a_reload_and_is_told_on_other_pages(
    serve: Serve, page: Any, faces: FaceSet, looked_at: Path, tmp_path: Path
) -> None:
    store = Store(tmp_path / "home")
    shutil.copytree(looked_at, store.home / "artefacts")
    dataset = datasets.save(store, Import(faces, (), "sample"), "sample")
    mine = study.create(store, "Mine", dataset, study.fitting(faces))
    lab = Lab(store, faces, mine.choices)
    lab.groups.clustering()
    lab.validation.check()
    page.goto(f"{serve(ROOT / 'app.py', store.home).url}/clusters?study={mine.id}")
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
