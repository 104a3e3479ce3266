"""Beyond group by group, in a real browser: draw around faces on the map; single faces after the last group."""

import re
from typing import Any

import pytest

from fer_core.naming.decision import Event
from fer_core.naming.replay import NamingState, replay
from fer_core.naming.verdict import Verdict
from tests.browser.conftest import SmallHome
from tests.browser.journey import until

pytestmark = pytest.mark.browser
CORNERS = ((0.02, 0.02), (0.98, 0.02), (0.98, 0.98), (0.02, 0.98), (0.02, 0.02))

IN_VIEW = """() => {
    const host = [...document.querySelectorAll('*')].find(e => e.shadowRoot?.querySelector('.groups'));
    const lab = [...document.querySelectorAll('*')].find(e => e.shadowRoot?.querySelector('.lab'));
    const list = host.shadowRoot.querySelector('ol'), row = list.querySelector('[aria-current=true]');
    const front = lab.shadowRoot.querySelector('.lab').dataset.group;
    if (row?.parentElement.dataset.group !== front) return false;
    const [outer, inner] = [list.getBoundingClientRect(), row.getBoundingClientRect()];
    return inner.top >= outer.top - 1 && inner.bottom <= outer.bottom + 1;
}"""
"""Whether the list of groups marks the group in front, and shows its line."""


class Desk:
    """A study, its log, and its Name page in a browser."""

    def __init__(self, page: Any, small: SmallHome) -> None:
        self.study = small.study()
        self.lab, self.log = small.lab(self.study), small.log(self.study)
        self.groups = len(self.lab.groups.clustering().sizes)
        self.page, self.url = page, small.url("name", self.study)

    def name_all(self) -> None:
        names = ("happy", "sad", "angry")
        events = [
            Event("test-client-1", g + 1, self.lab.groups.key, "verdict", g, (), Verdict("name", names[g % 3]))
            for g in range(self.groups)
        ]
        self.log.append(events)

    def state(self) -> NamingState:
        return replay(self.log.for_clustering(self.lab.groups.key))


@pytest.fixture()
def desk(page: Any, small: SmallHome) -> Desk:
    return Desk(page, small)


def test_lasso_name_undo_redo(desk: Desk) -> None:
    page = desk.page
    page.goto(f"{desk.url}&view=map")
    page.locator(".map[data-state=drawn]").wait_for(timeout=60_000)
    canvas = page.locator(".over")
    box = canvas.bounding_box()
    path = [(box["x"] + u * box["width"], box["y"] + v * box["height"]) for u, v in CORNERS]
    page.mouse.move(*path[0])
    page.mouse.down()
    for corner in path[1:]:
        page.mouse.move(*corner, steps=5)
    page.mouse.up()
    everyone = len(desk.lab.division.grouped_rows)
    page.get_by_text(f"{everyone} faces of {desk.groups} groups selected").wait_for()
    page.get_by_role("button", name="happy").click()
    page.get_by_text(f"{everyone} faces named happy").wait_for()
    assert len(desk.state().face_verdicts) == everyone and desk.state().decisions == 1
    page.keyboard.press("u")
    page.get_by_text("Undo:").wait_for()
    assert not desk.state().face_verdicts
    page.reload()  # the way back is on the disk
    page.locator(".map[data-state=drawn]").wait_for(timeout=60_000)
    page.get_by_role("button", name="Redo").click()
    page.get_by_text("Redo:").wait_for()
    assert len(desk.state().face_verdicts) == everyone


def test_single_faces_come_after_the_last_group_and_more_groups_are_offered(desk: Desk) -> None:
    desk.name_all()
    page = desk.page
    page.goto(desk.url)
    page.get_by_text("Every group is decided.").first.wait_for(timeout=60_000)  # here and beside the chart
    last = page.locator(f'.lab[data-group="{desk.groups - 1}"][data-state=ready]')
    until(page, page.get_by_role("button", name=f"Group {desk.groups},").click, last)
    page.get_by_role("button", name="Train my recognizer").wait_for()  # still there, in one line
    further = page.get_by_role("button", name="Name single faces")
    until(page, page.get_by_role("button", name="Summary").click, further)
    until(page, further.click, page.locator('.lab[data-alone="true"][data-state=ready]'))
    shown = page.locator(".cell").count()
    for key in ("4", "5", "m", "x", "n"):  # a mixed face and a split one make no sense
        page.keyboard.press(key)
    page.locator('.lab[data-waiting="0"]').wait_for()
    page.get_by_text(f"{shown - 3} faces left").wait_for()
    said = list(desk.state().face_verdicts.values())
    assert said == [Verdict("name", "happy"), Verdict("name", "sad"), Verdict("not_a_face")]
    page.keyboard.press("u")
    page.get_by_text(f"{shown - 2} faces left").wait_for()


def test_names_are_carried_over_to_more_groups_and_confirmed_by_one_key(desk: Desk) -> None:
    desk.name_all()
    page = desk.page
    page.goto(desk.url)
    page.get_by_role("button", name="Make 1").click()  # as many as so few faces allow
    page.get_by_text("have faces that you named in earlier groups").wait_for()
    page.get_by_role("heading", name="Name", exact=True).wait_for()
    page.locator(".lab[data-state=ready]").wait_for()
    front = int(page.locator(".lab").get_attribute("data-group"))
    page.get_by_role("button", name="of its faces").wait_for()
    page.keyboard.press("y")
    page.locator('.lab[data-waiting="0"]').wait_for()
    last = desk.log.all()[-1]
    assert last.group == front and last.verdict is not None and last.verdict.emotion in ("happy", "sad", "angry")
    assert last.clustering != desk.lab.groups.key  # a decision on the new groups, by the faces in them
    assert len(desk.state().group_verdicts) == desk.groups  # the former ones are as they were
    page.set_viewport_size({"width": 1440, "height": 500})
    page.get_by_role("button", name=re.compile(r"^Group \d+, \d+ faces, undecided")).last.click()
    page.wait_for_function(IN_VIEW)
    for _ in range(3):
        page.keyboard.press("Enter")
    page.wait_for_function(IN_VIEW)  # the list follows to the group in front
