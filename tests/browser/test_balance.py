"""Ways to balance side by side, in a real browser: cancel, run, read, take away."""

import csv
import dataclasses
import shutil
from pathlib import Path
from typing import Any

import pytest

from fer_core.faces.faceset import FaceSet
from fer_core.faces.readers import Import
from fer_core.study import datasets, study
from fer_core.study.store import Store
from tests.browser.conftest import ROOT, Serve
from tests.browser.journey import LONG, download

pytestmark = pytest.mark.browser


def test_side_by_side_is_cancelled_run_and_taken_away(
    serve: Serve, page: Any, tmp_path: Path, faces: FaceSet, looked_at: Path, console_errors: list[str]
) -> None:
    store = Store(tmp_path / "home")
    shutil.copytree(looked_at, store.home / "artefacts")
    dataset = datasets.save(store, Import(faces, (), "sample"), "sample")
    # Altered pictures take seconds (each is looked at), so that there is something to cancel.
    ways = ("none", "augment")
    choices = dataclasses.replace(study.fitting(faces), compared=ways, compared_seeds=3, trained_on=("geometry", "hog"))
    mine = study.create(store, "Mine", dataset, choices)

    server = serve(ROOT / "app.py", home=store.home)
    page.goto(f"{server.url}/balance?study={mine.id}")
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
