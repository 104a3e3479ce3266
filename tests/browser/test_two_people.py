"""Two people in two browsers on one study: each sees what the other decides, and nothing is overwritten."""

import contextlib
import re
from collections.abc import Iterator
from typing import Any

import pytest

from fer_core.naming.replay import NamingState, replay
from fer_core.naming.verdict import Verdict
from tests.browser.conftest import SmallHome
from tests.browser.journey import holds

pytestmark = pytest.mark.browser
SOON = 60_000
"""Milliseconds within which others must see a decision, on a machine that is busy with other things too."""


class Person:
    """Somebody with a browser of their own on the Name page."""

    def __init__(self, browser: Any, url: str, errors: list[str]) -> None:
        self.context = browser.new_context(viewport={"width": 1440, "height": 900})
        self.context.set_default_timeout(20_000)
        self.page = self.context.new_page()
        self.page.on("pageerror", lambda error: errors.append(str(error)))
        self.page.goto(url)
        self.ready()

    def ready(self) -> None:
        self.page.locator(".lab[data-state=ready]").wait_for(timeout=60_000)

    @property
    def name(self) -> Any:
        return self.page.get_by_role("textbox", name="Your name")

    def called(self, name: str) -> None:
        self.name.fill(name)
        self.name.press("Enter")
        self.page.wait_for_function("name => document.cookie.includes(name)", arg=name)
        self.name.blur()

    @property
    def group(self) -> int:
        return int(self.page.locator(".lab").get_attribute("data-group"))

    def press(self, key: str) -> int:
        """Press a key; the group it was meant for, once that is on the disk."""
        self.ready()
        group = self.group
        self.page.keyboard.press(key)
        self.page.locator('.lab[data-waiting="0"]').wait_for()
        return group

    def sees(self, text: str, within: int = SOON) -> None:
        self.page.get_by_text(text, exact=False).first.wait_for(timeout=within)

    def selected(self) -> list[str]:
        found: list[str] = self.page.locator(".cell[aria-selected=true]").evaluate_all("c => c.map(x => x.dataset.i)")
        return found


class Two:
    """A study, and Ann and Ben on it."""

    def __init__(self, browser: Any, small: SmallHome) -> None:
        self.small, self.study = small, small.study("Ours")
        self.lab = small.lab(self.study)
        self.lab.groups.clustering()
        self.errors: list[str] = []
        url = small.url("name", self.study)
        self.ann, self.ben = (Person(browser, url, self.errors) for _ in range(2))
        self.ann.called("Ann")
        self.ben.called("Ben")

    def state(self) -> NamingState:
        log = self.small.log(self.study)
        try:
            return replay(log.for_clustering(self.lab.groups.key))
        finally:
            log.close()


@pytest.fixture()
def two(browser: Any, small: SmallHome) -> Iterator[Two]:
    made = Two(browser, small)
    yield made
    made.ann.context.close()
    made.ben.context.close()
    assert not made.errors


def test_each_sees_what_the_other_decides_and_conflicts_are_kept(two: Two) -> None:
    ann, ben = two.ann, two.ben
    total = len(two.lab.groups.clustering().sizes)
    front = ben.group
    assert ann.group == front

    # Ann names; Ben sees it within seconds, with the group that he looks at still in front
    ann.press("Digit4")
    ben.sees(f"1 of {total} groups")
    assert ben.group == front

    # Ben gives the same group another name: both are told, nothing is overwritten
    assert ben.press("Digit5") == front
    for person in (ann, ben):
        person.sees(f"People disagree on group {front + 1}")
    said = two.state().conflicts[front]
    assert said == {"Ann": Verdict("name", "happy"), "Ben": Verdict("name", "sad")}

    # Both name on in a hurry: nothing is lost
    for _ in range(3):
        ann.press("Digit4")
        ben.press("Digit4")
    last = two.state()
    assert {len(last.by_annotator[who].groups) for who in ("Ann", "Ben")} == {4}
    for person in (ann, ben):
        person.sees(f"{len(last.group_verdicts)} of {total} groups")


def test_what_others_do_disturbs_nothing_that_one_is_at(two: Two) -> None:
    ann, ben = two.ann, two.ben
    total = len(two.lab.groups.clustering().sizes)

    # A selection, and the keyboard on a face of it
    cells = ben.page.locator(".cell")
    cells.nth(2).click()
    cells.nth(5).click()
    before = ben.selected(), ben.page.evaluate(FOCUSED)
    assert len(before[0]) == 2 and before[1]
    ann.press("Digit4")
    ben.sees(f"1 of {total} groups")
    assert (ben.selected(), ben.page.evaluate(FOCUSED)) == before
    ben.page.keyboard.press("Escape")

    # Half a word in a field
    ben.name.focus()
    ben.page.keyboard.press("End")
    ben.page.keyboard.type("jam")
    ann.press("Digit4")
    ben.sees(f"2 of {total} groups")
    ben.page.keyboard.type("in")
    assert ben.name.input_value() == "Benjamin"
    ben.name.press("Enter")

    # An open dialog
    ben.page.get_by_role("button", name="Rename").click()
    field = ben.page.get_by_role("textbox", name="Study name")
    field.fill("Theirs")
    ann.press("Digit4")
    ben.page.get_by_text(f"3 of {total} groups").wait_for(state="attached", timeout=SOON)
    assert field.input_value() == "Theirs"


def test_a_name_outlives_a_reload_and_does_not_go_with_the_address(two: Two, browser: Any) -> None:
    ann = two.ann
    ann.page.reload()
    ann.ready()
    assert ann.name.input_value() == "Ann"
    group = ann.press("Digit4")
    assert two.state().by_annotator["Ann"].groups[group] == Verdict("name", "happy")
    stranger = Person(browser, ann.page.url, two.errors)
    assert stranger.name.input_value() == ""
    stranger.context.close()

    # Two tabs of one browser as two people: each keeps its own
    other = ann.context.new_page()
    other.goto(ann.page.url)
    other.locator(".lab[data-state=ready]").wait_for()
    field = other.get_by_role("textbox", name="Your name")
    field.fill("Cleo")
    field.press("Enter")
    other.wait_for_function("document.cookie.includes('Cleo')")
    ann.page.reload()
    ann.ready()
    holds(ann.page, lambda: ann.name.input_value() == "Ann")


def test_the_history_takes_one_back_and_others_see_it(two: Two) -> None:
    ann, ben = two.ann, two.ben
    total = len(two.lab.groups.clustering().sizes)
    for _ in range(3):
        ann.press("Digit4")
    ben.press("Digit5")
    ann.page.locator("summary", has_text="History").click()
    table = ann.page.locator(".st-key-history [data-testid=stDataFrame]")
    table.wait_for()
    fourth = {"x": table.bounding_box()["width"] * 0.7, "y": 35 * 4.5}
    for _ in range(10):  # it is a canvas, which takes clicks a moment late, and Ben's line may still be on its way
        table.click(position=fourth)
        with contextlib.suppress(Exception):
            ann.sees("undoes 2 decisions of yours", within=2_000)
            break
    ann.page.get_by_role("button", name="Return to this point").click()
    ben.page.get_by_text(re.compile(rf"[12] of {total} groups")).wait_for(timeout=SOON)
    assert len(two.state().by_annotator["Ann"].groups) == 1
    assert len(two.state().by_annotator["Ben"].groups) == 1
    ann.page.locator(".cell").first.focus()
    ann.page.keyboard.press("u")
    ann.page.locator('.lab[data-waiting="0"]').wait_for()
    assert len(two.state().by_annotator["Ann"].groups) == 3


FOCUSED = """() => {
    const host = [...document.querySelectorAll('*')].find(e => e.shadowRoot?.querySelector('.lab'));
    return host.shadowRoot.activeElement?.dataset.i ?? '';
}"""
"""The place of the face that has the keyboard."""
