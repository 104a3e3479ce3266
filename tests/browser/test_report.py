"""The report, fetched in a browser and opened from the disk with the network cut."""

from pathlib import Path
from typing import Any

import pytest

from fer_core.naming.decision import Event
from fer_core.naming.log import open_log
from fer_core.naming.replay import replay
from fer_core.study import study
from fer_core.study.store import Store
from fer_core.study.welcome import begun, prepare
from tests.browser.conftest import ROOT, Serve
from tests.browser.journey import download, simulated_verdicts, study_in

pytestmark = pytest.mark.browser

ALL_DRAWN = """() => [...document.querySelectorAll('[data-chart]')].every(
    (chart) => chart.querySelector('svg.main-svg .cartesianlayer :is(.trace, image)'))"""


def named_and_trained(home: Path) -> str:
    """Let a simulated person name the prepared sample; the study's id."""
    store = Store(home)
    mine = study.create(store, "Taken <b>away</b>")
    mine = study.save(store, begun(mine, prepare(store)))
    _, lab = study_in(home)
    log = open_log(study.folder(store, mine.id) / "decisions.sqlite", mine.id)
    verdicts = simulated_verdicts(home).items()
    log.append([Event("simulated", i, lab.groups.key, "verdict", g, (), v) for i, (g, v) in enumerate(verdicts, 1)])
    lab.training.result(lab.naming.named_faces(replay(log.for_clustering(lab.groups.key))))
    lab.references.all()
    log.close()
    return mine.id


def test_the_report_opens_without_a_network(serve: Serve, page: Any, prepared: Path, tmp_path: Path) -> None:
    mine = named_and_trained(prepared)
    server = serve(ROOT / "app.py", home=prepared)
    page.goto(f"{server.url}/report?study={mine}")
    page.get_by_role("heading", name="Limits").wait_for()
    report = tmp_path / "report.html"
    report.write_bytes(download(page, "Report (HTML)").read_bytes())
    page.get_by_role("link", name="Data", exact=True).click()
    page.get_by_text("Share of each emotion").wait_for()
    assert study_in(server.home)[0].results["report"]

    context = page.context.browser.new_context(offline=True)
    asked: list[str] = []
    errors: list[str] = []
    try:
        context.route("http*://**", lambda route: route.abort())
        alone = context.new_page()
        alone.on("request", lambda request: asked.append(request.url))
        alone.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
        alone.on("pageerror", lambda error: errors.append(str(error)))
        alone.goto(report.as_uri())
        alone.get_by_role("heading", name="Taken <b>away</b>").wait_for()
        alone.wait_for_function(ALL_DRAWN)
        assert alone.locator("[data-chart]").count() == 9 and alone.locator(".strips img").count() >= 10
        narrow = "() => document.documentElement.scrollWidth <= innerWidth"
        alone.set_viewport_size({"width": 420, "height": 900})
        alone.wait_for_function(narrow)
        assert not errors and not [url for url in asked if not url.startswith(("file:", "data:"))]
    finally:
        context.close()
