"""Uploads, cancel and late results, in a real browser."""

import re
from pathlib import Path
from typing import Any

import pytest

from fer_core.faces.faceset import FaceSet
from tests.browser.conftest import ROOT, Serve
from tests.browser.journey import LONG, open_other_faces, past_the_welcome, wait_for_link

pytestmark = pytest.mark.browser


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
    open_other_faces(page)
    page.get_by_role("tab", name="Upload").click()
    page.locator("input[type=file]").first.set_input_files(csv)
    page.get_by_role("button", name="Open upload").click()
    page.locator("[data-testid=stMetricValue]", has_text=re.compile("^89$")).wait_for()
    page.get_by_text("Import report: 1 rejected").wait_for()
    assert not list((server.home / "uploads").iterdir())
