"""The audit in a real browser: what is excluded counts everywhere, and checks stay open."""

import dataclasses
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from fer_core.faces.faceset import FaceSet
from fer_core.faces.readers import Import
from fer_core.features.pixels import Pixels
from fer_core.reduction import ReductionSettings
from fer_core.study import datasets, study
from fer_core.study.lab import Lab
from fer_core.study.session import study_log
from fer_core.study.store import Store
from tests.browser.conftest import ROOT, Serve
from tests.browser.journey import LONG

pytestmark = pytest.mark.browser


def test_faces_of_a_check_are_excluded_everywhere_named_by_keys_and_looked_at_in_place(
    serve: Serve, page: Any, faces: FaceSet, tmp_path: Path, console_errors: list[str]
) -> None:
    home = Store(tmp_path / "home")
    images = np.array(faces.images)
    images[[1, 3, 5, 7]] = images[[0, 2, 4, 6]]
    usage = (np.arange(len(faces)) >= 150).astype(np.uint8)
    made = FaceSet.of(images, faces.emotions, classes=faces.classes, usage=usage, usages=("Training", "PublicTest"))
    chosen = dataclasses.replace(
        study.fitting(made), aligned=False, features=Pixels(), reduction=ReductionSettings(5), trained_on=("pixels",)
    )
    mine = study.create(home, "Mine", datasets.save(home, Import(made, (), "sample"), "sample"), chosen)
    Lab(home, made, mine.choices).groups.clustering()

    page.goto(serve(ROOT / "app.py", home=home.home).url)
    page.get_by_role("button", name="Find problems").click()
    all_are_there = page.get_by_text("No face is excluded yet. 150 are training faces and 60 are test faces.")
    all_are_there.wait_for(timeout=LONG)
    page.get_by_text("Exact duplicates").click()
    check = page.get_by_test_id("stExpander").filter(has_text="Exact duplicates")
    legend = check.get_by_text("A bar joins the copies of one picture")
    legend.wait_for(timeout=LONG)

    # Excluding leaves the check open and says what it did
    check.get_by_text("Exclude", exact=True).click()
    check.get_by_text("4 of 8 faces excluded").wait_for()
    assert legend.is_visible() and check.locator(".faces .dark").count() == 4
    page.get_by_text("146 are training faces and 60 are test faces.").wait_for()
    page.get_by_text("206", exact=True).wait_for()
    page.get_by_text("(4 excluded)").wait_for()

    # What is excluded is excluded everywhere until that is undone
    page.get_by_role("link", name="Balance", exact=True).click()
    page.get_by_text("146 of 146 training faces are grouped").wait_for()
    page.get_by_role("link", name="Data", exact=True).click()
    page.get_by_role("button", name="Undo last").click()
    all_are_there.wait_for()
    page.get_by_text("210", exact=True).wait_for()

    # In place too, and the check stays open
    page.get_by_text("Exact duplicates").click()
    check.get_by_text("Exclude", exact=True).click()
    check.get_by_text("4 of 8 faces excluded").wait_for()
    check.get_by_role("button", name="Undo", exact=True).click()
    check.get_by_text("4 of 8 faces excluded").wait_for(state="detached")
    assert legend.is_visible()

    # Keys name face after face, faster than the page answers, and U takes the last one back
    tiles = check.locator(".faces button")
    check.get_by_text("Name a face again").wait_for()
    tiles.first.focus()
    page.keyboard.press("4")
    page.keyboard.press("5")
    check.get_by_text("named happy").first.wait_for()
    check.get_by_text("named sad").first.wait_for()
    page.wait_for_function(
        "() => [...document.querySelectorAll('*')].some((e) => e.shadowRoot?.activeElement?.dataset.id === '2') "
        "|| document.activeElement.dataset.id === '2'"
    )
    page.keyboard.press("u")
    check.get_by_text("Undo: 1 face named sad").wait_for()
    names = [(d.action, d.faces, d.shown) for d in study_log(home, mine.id).all()]
    assert names == [("verdict", (0,), "labels"), ("verdict", (1,), "labels"), ("undo", (), "")]

    # A click shows the face large, and a key names it there too
    tiles.nth(2).click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_text("This is a training face").wait_for()
    dialog.get_by_role("button", name=re.compile("^fear")).click()
    dialog.get_by_text("Named fear").wait_for()
    page.keyboard.press("Escape")
    dialog.wait_for(state="detached")
    check.get_by_text("named fear").first.wait_for()
    assert not [error for error in console_errors if "404" not in error]
