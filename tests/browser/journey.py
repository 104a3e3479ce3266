"""Steps of the journey as a person takes them, and a simulated person to name the groups."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from fer_core.naming.verdict import Verdict
from fer_core.simulation import NamerSettings, SimulatedNamer
from fer_core.study import datasets, study
from fer_core.study.lab import Lab
from fer_core.study.store import Store

LONG = 400_000
"""Milliseconds for the longest work: the face mesh of all of FER2013 on two busy cores."""


READY_WITH_ANOTHER = """before => {
    const host = [...document.querySelectorAll('*')].find(e => e.shadowRoot?.querySelector('.lab'));
    const { state, group } = host?.shadowRoot.querySelector('.lab').dataset ?? {};
    return state === 'ready' && Number(group) !== before;
}"""
"""Whether the grid shows another group than ``before`` and takes keys."""


AT_REST = """() => document.querySelector('[data-testid=stApp]')?.dataset.testScriptState === 'notRunning'
    && !document.querySelector('[data-stale=true]')"""
"""Whether no run of the page is under way, and none of an earlier run is shown."""


def study_in(home: Path) -> tuple[study.Study, Lab]:
    """The newest study below ``home``, as the server wrote it."""
    store = Store(home)
    newest = study.listing(store)[0]
    return newest, Lab(store, datasets.load(store, newest.dataset), newest.choices)


def simulated_verdicts(home: Path) -> dict[int, Verdict]:
    """What a simulated person, who looks at 25 faces of a group, says of each group of the newest study."""
    _, lab = study_in(home)
    assert lab.faces.emotions is not None
    groups, codes = lab.groups.clustering().labels, lab.faces.emotions[lab.division.grouped_rows]
    return SimulatedNamer(NamerSettings(seed=0)).name_groups(groups, codes, lab.faces.classes)


def past_the_welcome(page: Any) -> None:
    """From an empty home: wait for the groups that are made by themselves, go to Name, skip the tour, go to Data."""
    start_naming(page)
    page.get_by_role("button", name="Skip", exact=True).click()
    page.locator(".st-key-tour").wait_for(state="detached")
    page.get_by_role("link", name="Data", exact=True).click()
    wait_for_link(page, "Balance")


def start_naming(page: Any) -> None:
    """From the welcome to the first group, by one key."""
    page.get_by_role("button", name="Start naming").wait_for(timeout=LONG)
    page.wait_for_function(AT_REST)
    page.keyboard.press("Enter")
    page.locator(".lab .title").wait_for(timeout=LONG)


def open_other_faces(page: Any) -> None:
    """By the button in the sidebar, from any page."""
    page.get_by_role("button", name="Open other faces").click()
    page.locator(".st-key-opening-first").get_by_role("tab", name="Upload").wait_for()


def tour_on(page: Any, stop: int) -> None:
    """Go on to a stop of the tour; from page to page the old card may stand beside the new one for a moment."""
    page.wait_for_function("document.querySelectorAll('.st-key-tour').length === 1")
    page.locator(".st-key-tour-next").get_by_role("button", name="Next").click()
    page.get_by_text(f"{stop} of 5").wait_for()


def go(page: Any, title: str, timeout: float = 30_000) -> None:
    """Go on to a page by the link at the bottom."""
    page.get_by_role("link", name=f"Next: {title}").click()
    page.get_by_role("heading", name=title, exact=True).wait_for(timeout=timeout)


def wait_for_link(page: Any, title: str, timeout: float = LONG) -> None:
    """Wait until the page is ready, so that its way on is there, and at rest: a late run would take a click or key."""
    page.get_by_role("link", name=f"Next: {title}").wait_for(timeout=timeout)
    page.wait_for_function(AT_REST, timeout=timeout)


def name_all_groups(
    page: Any, verdicts: dict[int, Verdict], classes: tuple[str, ...], think: Callable[[], None] = lambda: None
) -> int:
    """Name every group by keyboard, as ``verdicts`` say, after some thinking; the number of groups."""
    done: list[int] = []
    while len(done) < len(verdicts):
        page.wait_for_function(READY_WITH_ANOTHER, arg=done[-1] if done else -1)
        think()
        group = int(page.locator(".lab").get_attribute("data-group"))
        press(page, verdicts[group], classes)
        done.append(group)
    return len(verdicts)


def press(page: Any, verdict: Verdict, classes: tuple[str, ...]) -> None:
    """The keys of one verdict."""
    if verdict.kind != "name":
        page.keyboard.press({"mixed": "m", "skip": "s", "not_a_face": "n", "something_else": "o"}[verdict.kind])
        return
    if verdict.second:
        page.keyboard.press(f"Shift+Digit{classes.index(verdict.second) + 1}")
    page.keyboard.press(f"Digit{classes.index(verdict.emotion) + 1}")


def until(page: Any, act: Callable[[], object], then: Any) -> None:
    """Do ``act`` when the page rests, and once more where a late run of the page took it, until ``then`` is there."""
    from playwright.sync_api import Error  # no browser test runs without it

    for attempt in (1, 2, 3):
        page.wait_for_function(AT_REST)
        try:
            act()
            then.wait_for(timeout=30_000)
            return
        except Error:
            if attempt == 3:
                raise


def holds(page: Any, condition: Callable[[], bool], timeout: float = 60_000) -> None:
    """Wait for something that the page does not say; ``timeout`` in milliseconds."""
    deadline = time.monotonic() + timeout / 1000
    while not condition():
        assert time.monotonic() < deadline, "It did not come to hold."
        page.wait_for_timeout(100)


def download(page: Any, name: str) -> Path:
    """The file behind a download button: clicked when the page rests, and once more where a late run took the click."""
    from playwright.sync_api import TimeoutError

    for attempt in (1, 2):
        page.wait_for_function(AT_REST)
        try:
            with page.expect_download(timeout=15_000) as waiting:
                page.get_by_role("button", name=name).click()
            return Path(waiting.value.path())
        except TimeoutError:
            if attempt == 2:
                raise
    raise AssertionError


def open_by_link(page: Any, title: str) -> None:
    """Open a page from the sidebar."""
    link = page.get_by_role("link", name=title, exact=True)
    until(page, link.click, page.get_by_role("heading", name=title, exact=True))
