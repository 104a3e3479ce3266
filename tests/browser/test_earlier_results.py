"""Another number of groups, chosen with the real widget: the result stays, says what it belongs to, and leads back."""

from pathlib import Path
from typing import Any

import pytest

from fer_core.__main__ import main
from fer_core.study import study
from fer_core.study.store import Store
from fer_core.study.welcome import begun, prepare
from tests.browser.conftest import ROOT, Serve
from tests.browser.journey import AT_REST, LONG, open_by_link

pytestmark = pytest.mark.browser


def test_another_k_and_back(
    serve: Serve, page: Any, prepared: Path, monkeypatch: pytest.MonkeyPatch, console_errors: list[str]
) -> None:
    monkeypatch.setenv("FER_LAB_HOME", str(prepared))
    store = Store(prepared)
    made = study.save(store, begun(study.create(store, "By command"), prepare(store))).id
    assert main(["study", "set", made, "trained_on=hog"]) == 0
    assert main(["names", "simulate", made]) == 0 and main(["train", made]) == 0
    server = serve(ROOT / "app.py", home=prepared)
    page.goto(f"{server.url}/clusters?study={made}")
    page.get_by_role("link", name="Next: Name").wait_for(timeout=LONG)

    thumb = page.get_by_role("slider").first
    thumb.focus()
    thumb.press("ArrowLeft")
    banner = page.locator(".st-key-earlier-results")
    banner.get_by_text("belong to 25 groups; you now have 24 groups.").wait_for()
    page.get_by_test_id("stSidebar").get_by_text("on earlier groups").wait_for()
    banner.get_by_role("link", name="Carry the names over").wait_for(timeout=LONG)  # the new groups are there

    page.get_by_role("link", name="Train", exact=True).click()
    banner.get_by_text("These results belong to 25 groups").wait_for()
    page.get_by_text("faces that it has never seen").first.wait_for()
    assert not page.get_by_text("No decisions yet").count()
    page.get_by_text("made with earlier choices").wait_for()
    page.get_by_role("button", name="Back to 25 groups").click()
    page.get_by_text("You are back at 25 groups").wait_for()
    banner.wait_for(state="detached")
    assert study.load(store, made).choices.clusters.k == 25

    open_by_link(page, "Clusters")
    page.get_by_role("link", name="Next: Name").wait_for(timeout=LONG)
    page.wait_for_function(AT_REST)
    assert page.get_by_role("slider").first.get_attribute("aria-valuetext") == "25"
    assert not banner.count()
    assert not [error for error in console_errors if "404" not in error]
