"""The audit in a real browser: leave out what was found, see it counted on another page, take it back."""

from typing import Any

import numpy as np
import pytest

from fer_core.faces.faceset import FaceSet
from fer_core.faces.readers import Import
from fer_core.study import datasets, study
from fer_core.study.store import Store
from tests.browser.conftest import ROOT, Serve
from tests.browser.journey import LONG

pytestmark = pytest.mark.browser


def test_what_is_left_out_is_left_out_everywhere_until_undone(
    serve: Serve, page: Any, faces: FaceSet, tmp_path: Any, looked_at: Any
) -> None:
    home = Store(tmp_path / "home")
    images = np.array(faces.images)
    images[[1, 3, 5, 7]] = images[[0, 2, 4, 6]]
    usage = (np.arange(len(faces)) >= 150).astype(np.uint8)
    made = FaceSet.of(images, faces.emotions, classes=faces.classes, usage=usage, usages=("Training", "PublicTest"))
    dataset = datasets.save(home, Import(made, (), "sample"), "sample")
    study.create(home, "Mine", dataset, study.fitting(made))

    page.goto(serve(ROOT / "app.py", home=home.home).url)
    page.get_by_role("button", name="Find problems").click()
    page.get_by_text("No face is excluded yet. 150 are training faces and 60 are test faces.").wait_for(timeout=LONG)
    page.get_by_text("Exact duplicates").click()
    page.get_by_text("A bar joins the copies of one picture").wait_for()
    page.get_by_text("Exclude", exact=True).click()
    page.get_by_text("146 are training faces and 60 are test faces.").wait_for()
    page.get_by_text("206", exact=True).wait_for()
    page.get_by_text("(4 excluded)").wait_for()

    page.get_by_role("link", name="Balance", exact=True).click()
    page.get_by_text("146 of 146 training faces are grouped").wait_for()
    page.get_by_role("link", name="Data", exact=True).click()
    page.get_by_role("button", name="Undo last").click()
    page.get_by_text("No face is excluded yet. 150 are training faces and 60 are test faces.").wait_for()
    page.get_by_text("210", exact=True).wait_for()
