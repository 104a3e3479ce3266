"""The whole journey in a real browser: on the shipped sample, and on real FER2013 where it is given."""

import re
import shutil
import zipfile
from pathlib import Path
from typing import Any

import pytest

from fer_core.study import study
from fer_core.study.store import Store
from tests.browser.conftest import ROOT, Serve
from tests.browser.journey import (
    AT_REST,
    LONG,
    go,
    name_all_groups,
    open_other_faces,
    past_the_welcome,
    simulated_verdicts,
    start_naming,
    study_in,
    tour_on,
    wait_for_link,
)

pytestmark = pytest.mark.browser


def score(page: Any) -> float:
    """The share that the Train page shows in its headline, 0..1."""
    headline = page.get_by_role("heading", name=re.compile("correct on"))
    headline.wait_for(timeout=300_000)
    return float(re.match(r"([\d.]+)%", headline.inner_text()).group(1)) / 100  # type: ignore[union-attr]


def likely_accuracy(page: Any, decisions: int) -> tuple[float, float]:
    """The range of the likely accuracy after so many decisions, as the Name page says it, 0..1."""
    sentence = page.get_by_text(re.compile(rf"After {decisions} decisions.*between \d+% and \d+%")).first
    sentence.wait_for(timeout=120_000)
    low, high = re.findall(r"(\d+)%", sentence.inner_text().split("between")[1])[:2]
    return float(low) / 100, float(high) / 100


def looked_at_before(prepared: Path, home: Path) -> None:
    """Give a home what a look at every sample face takes minutes to find, as if the work had been stopped later."""
    for kind in ("mesh", "alignment", "learned", "features"):
        shutil.copytree(prepared / "artefacts" / kind, home / "artefacts" / kind, dirs_exist_ok=True)


def test_from_an_empty_home_to_a_score_and_back_tomorrow(
    serve: Serve, page: Any, prepared_once: Path, console_errors: list[str]
) -> None:
    outside: list[str] = []
    page.on("request", lambda r: outside.append(r.url) if "127.0.0.1" not in r.url and r.url[:4] == "http" else None)
    server = serve(ROOT / "app.py")
    page.goto(server.url)

    # The sample opens by itself, already grouped; what was stopped can be started again
    page.get_by_role("button", name="Cancel").click()
    page.get_by_text("stopped. Earlier results are still saved").wait_for()
    assert study.listing(Store(server.home))[0].results == {}
    looked_at_before(prepared_once, server.home)
    page.get_by_role("button", name="Start again").click()
    past_the_welcome(page)
    page.get_by_text("2,800", exact=True).wait_for()
    page.get_by_text("Share of each emotion").wait_for()
    go(page, "Balance")
    page.get_by_text("Training faces that are copies of test faces are set aside").wait_for()
    go(page, "Features")
    wait_for_link(page, "Clusters")
    page.get_by_text("Variance explained by each component").wait_for()
    go(page, "Clusters")

    # Clusters: fewer groups, by keyboard
    wait_for_link(page, "Name")
    slider = page.get_by_role("slider", name="Number of groups (k)")
    slider.focus()
    for _ in range(11):
        slider.press("ArrowLeft")
    page.get_by_text("Page of 2").wait_for()
    page.locator("[data-testid=stMetricValue]", has_text=re.compile("^14$")).wait_for()
    wait_for_link(page, "Name")
    assert study_in(server.home)[0].choices.clusters.k == 14
    go(page, "Name")

    # Name: every group by one key
    verdicts = simulated_verdicts(server.home)
    assert name_all_groups(page, verdicts, study_in(server.home)[1].faces.classes) == 14
    page.get_by_text("14 of 14 groups").wait_for()
    page.get_by_role("heading", name="All 14 groups are answered").wait_for()
    wait_for_link(page, "Train")
    page.wait_for_function(AT_REST)  # a late run would take the key
    page.keyboard.press("t")  # the key of “Train my recognizer”
    page.get_by_role("heading", name="Train", exact=True).wait_for()

    # Train: a score, held against others
    reached = score(page)
    assert reached > 0.45
    page.get_by_text("Groups mix emotions:").wait_for()
    mine = study_in(server.home)[0]
    assert page.url.endswith(f"/train?study={mine.id}")

    assert not [e for e in console_errors if "404" not in e]  # Streamlit asks for its health beside deep addresses

    # Tomorrow: a restarted server, the same address
    server.kill()
    server.start()
    page.goto(page.url)
    assert score(page) == reached
    page.get_by_role("link", name="Name", exact=True).click()
    page.get_by_text("14 of 14 groups").wait_for()
    page.get_by_role("link", name="Data", exact=True).click()
    page.get_by_text("14 decisions").wait_for()
    assert not outside


def test_the_tour_leads_from_nothing_to_a_recognizer(serve: Serve, page: Any, prepared: Path) -> None:
    server = serve(ROOT / "app.py", home=prepared)
    page.goto(server.url)
    page.get_by_role("heading", name="Welcome to FER Lab").wait_for()
    start_naming(page)
    page.get_by_text("1 of 5").wait_for()
    # The card follows while a person names, and leads on when every group is named
    name_all_groups(page, simulated_verdicts(server.home), study_in(server.home)[1].faces.classes)
    page.get_by_text("2 of 5").wait_for()
    page.locator(".st-key-tour").get_by_text("Every group has an answer").wait_for()
    low, high = likely_accuracy(page, 25)
    page.get_by_role("link", name="Balance", exact=True).click()
    page.get_by_role("button", name="Back to the tour").click()
    tour_on(page, 3)
    assert 0.5 < low <= score(page) <= high
    page.locator(".st-key-tour").get_by_text("Your recognizer is trained").wait_for()
    page.get_by_role("radio", name="Emotion by emotion").click()
    page.wait_for_function("location.search.includes('part=')")
    tour_on(page, 4)  # another page opens although the address holds a part of this one
    page.wait_for_function(
        f"location.pathname === '/report' && location.search === '?study={study_in(server.home)[0].id}'"
    )
    tour_on(page, 5)
    page.get_by_role("radio", name="Test face").click()
    page.get_by_text("You trained an emotion recognizer with 25 decisions").wait_for()
    page.get_by_role("button", name="Open my own faces").click()
    page.locator(".st-key-opening-first").get_by_role("button", name="Open faces").wait_for()
    page.locator(".st-key-tour").wait_for(state="detached")
    assert study_in(server.home)[0].tour == 0
    # On the Data page itself, the same place comes into view
    page.get_by_role("link", name="Next: Balance").scroll_into_view_if_needed()
    page.get_by_role("button", name="Open other faces").click()
    page.wait_for_function("document.querySelector('[data-testid=stMain]').scrollTop === 0")
    page.get_by_role("button", name="Take the tour").click()
    page.get_by_role("dialog").get_by_role("button", name="Start the tour").click()
    page.get_by_text("2 of 5").wait_for()  # the first stop is done

    # A renamed study stays open; a new one starts on the same faces and leaves the first as it is
    first = study_in(server.home)[0]
    page.get_by_role("button", name="Rename").click()
    page.get_by_role("textbox", name="Study name").fill("Renamed")
    page.get_by_role("dialog").get_by_role("button", name="Rename").click()
    page.get_by_role("dialog").wait_for(state="detached")
    page.get_by_role("link", name="Balance", exact=True).click()
    page.get_by_role("heading", name="Balance", exact=True).wait_for()
    assert page.url.endswith(f"/balance?study={first.id}")
    page.get_by_role("link", name="Name", exact=True).click()
    page.get_by_role("radio", name="map").click()
    page.wait_for_function("location.search.includes('view=map')")
    page.get_by_role("button", name="New").click()
    page.get_by_role("textbox", name="Study name").fill("Second try")
    page.get_by_role("button", name="Create").click()
    page.get_by_role("heading", name="Data", exact=True).wait_for()
    page.get_by_text("2,800", exact=True).wait_for()
    studies = {s.name: s for s in study.listing(Store(server.home))}
    assert set(studies) == {"Renamed", "Second try"}
    assert studies["Renamed"].results.items() >= first.results.items()


def every_twelfth(whole: Path, part: Path) -> tuple[Path, int]:
    """A zip with every twelfth face of ``whole``, and how many these are: all of them take minutes."""
    with zipfile.ZipFile(whole) as source, zipfile.ZipFile(part, "w") as target:
        names = sorted(name for name in source.namelist() if not name.endswith("/"))[::12]
        for name in names:
            target.writestr(name, source.read(name))
    return part, len(names)


@pytest.mark.real_data
def test_real_faces_from_the_zip_to_a_score(
    serve: Serve, page: Any, prepared: Path, real_data: Path, tmp_path: Path
) -> None:
    part, faces = every_twelfth(real_data / "fer2013_images.zip", tmp_path / "part.zip")
    server = serve(ROOT / "app.py", home=prepared)
    page.goto(server.url)
    past_the_welcome(page)
    open_other_faces(page)
    page.get_by_role("textbox", name="File or folder").fill(str(part))
    page.get_by_role("button", name="Open faces").click()
    page.get_by_text(f"{faces:,}", exact=True).wait_for(timeout=LONG)

    wait_for_link(page, "Balance")
    for title, ready in (("Balance", "Features"), ("Features", "Clusters"), ("Clusters", "Name")):
        go(page, title)
        wait_for_link(page, ready)
    assert study_in(server.home)[0].choices.clusters.k == 25
    go(page, "Name")
    assert name_all_groups(page, simulated_verdicts(server.home), study_in(server.home)[1].faces.classes) == 25
    page.get_by_text("25 of 25 groups").wait_for()
    go(page, "Train")
    assert score(page) >= 0.37
