"""The face grid in a real browser: single keys name groups, and nothing that was typed is lost."""

from pathlib import Path
from typing import Any

import pytest

from fer_core.emotions import FER2013
from fer_core.naming.decision import Decision
from fer_core.naming.log import DecisionLog
from fer_core.naming.replay import replay
from fer_core.naming.verdict import Verdict
from tests.browser.conftest import Serve, Server

pytestmark = pytest.mark.browser
APP = Path(__file__).with_name("face_grid_app.py")
PRESS_AND_TELL = """key => {
    const host = [...document.querySelectorAll('*')].find(e => e.shadowRoot?.querySelector('.lab'));
    const { state, group } = host.shadowRoot.querySelector('.lab').dataset;
    document.dispatchEvent(new KeyboardEvent('keydown', { code: 'Digit' + key, key, cancelable: true }));
    return state === 'ready' ? Number(group) : null;
}"""


class Grid:
    """The grid as a person sees it, and the log behind it."""

    def __init__(self, page: Any, server: Server) -> None:
        self.page, self.server = page, server
        self.lab = page.locator(".lab")
        self.cells = page.locator(".cell")

    def open(self) -> "Grid":
        self.page.goto(self.server.url)
        self.page.locator(".lab[data-state=ready]").wait_for(timeout=60_000)
        return self

    def shows(self, group: int | str) -> None:
        self.page.locator(f'.lab[data-group="{group}"][data-state=ready]').wait_for()

    def waits(self, count: int) -> None:
        self.page.locator(f'.lab[data-waiting="{count}"]').wait_for(timeout=60_000)

    def settled(self) -> None:
        self.waits(0)

    def selected(self) -> list[int]:
        return [
            int(i) for i in self.page.locator(".cell[aria-selected=true]").evaluate_all("c => c.map(x => x.dataset.i)")
        ]

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def log(self) -> list[Decision]:
        log = DecisionLog(self.server.home / "decisions.sqlite")
        try:
            return log.for_clustering("groups-1")
        finally:
            log.close()

    def names(self) -> dict[int, Verdict]:
        return dict(replay(self.log()).group_verdicts)


@pytest.fixture()
def grid(page: Any, serve: Serve) -> Grid:
    return Grid(page, serve(APP)).open()


def happy(second: str = "") -> Verdict:
    return Verdict("name", "happy", second)


def test_forty_keys_in_one_breath(page: Any, serve: Serve, console_errors: list[str]) -> None:
    grid = Grid(page, serve(APP, env={"GRID_LOADED": "42"})).open()
    page.wait_for_function("[...ferLab.sheets.values()].filter(sheet => sheet.ready).length >= 42")
    keys = [1 + i % 7 for i in range(40)]
    grid.press(*(f"Digit{key}" for key in keys))
    grid.shows(40)
    grid.settled()
    assert [(d.group, d.verdict and d.verdict.emotion) for d in grid.log()] == [
        (i, FER2013[key - 1]) for i, key in enumerate(keys)
    ]
    assert console_errors == []


def test_a_key_never_names_a_group_that_is_not_on_the_screen(grid: Grid) -> None:
    """Keys faster than groups can be loaded: those in between are not taken, the others land where they were meant."""
    meant = [grid.page.evaluate(PRESS_AND_TELL, "4") for _ in range(60)]
    grid.settled()
    taken = [group for group in meant if group is not None]
    assert [d.group for d in grid.log()] == taken
    assert len(taken) >= 4


def test_kill_9_while_typing_loses_nothing(grid: Grid) -> None:
    grid.press("Digit4", "Digit5")
    grid.settled()
    for i in range(3):
        grid.cells.nth(i).click()
        grid.press("Digit6")
        if i == 1:
            grid.server.kill()
    assert [d.seq for d in grid.log()[:2]] == [1, 2]  # what was acknowledged is on the disk
    grid.press("Digit1")
    grid.page.locator(".saving", has_text="the server is away").wait_for()
    grid.server.start()
    grid.settled()
    kept = grid.log()
    assert [d.seq for d in kept] == [1, 2, 3, 4, 5, 6]
    assert [(d.group, d.faces) for d in kept] == [(0, ()), (1, ()), (2, (24,)), (2, (25,)), (2, (26,)), (2, ())]
    grid.press("Digit1")
    grid.settled()
    assert grid.names()[3] == Verdict("name", "angry")


def test_a_reload_sends_what_was_waiting(page: Any, serve: Serve) -> None:
    gate, warnings = {"open": True}, []

    def between(socket: Any) -> None:
        server = socket.connect_to_server()
        socket.on_message(lambda message: server.send(message) if gate["open"] else None)

    page.route_web_socket("**/_stcore/stream", between)
    page.on("dialog", lambda dialog: (warnings.append(dialog.type), dialog.accept()))
    grid = Grid(page, serve(APP)).open()
    gate["open"] = False
    grid.press("Digit4", "Digit5", "Shift+Digit1", "Digit2")
    grid.waits(3)
    assert grid.log() == []
    gate["open"] = True
    page.reload()
    grid.settled()
    grid.shows(3)
    assert warnings == ["beforeunload"]
    assert grid.names() == {0: happy(), 1: Verdict("name", "sad"), 2: Verdict("name", "disgust", "angry")}
    grid.press("Digit4")
    grid.settled()
    assert len({d.client for d in grid.log()}) == 2


def test_a_selection_restricts_the_next_name(grid: Grid) -> None:
    grid.cells.nth(2).click()
    grid.cells.nth(5).click(modifiers=["ControlOrMeta"])
    assert grid.selected() == [2, 5]
    grid.press("Digit5")
    grid.shows(0)
    grid.settled()
    assert grid.selected() == []
    state = replay(grid.log())
    assert (dict(state.group_verdicts), sorted(state.face_verdicts)) == ({}, [2, 5])
    assert grid.cells.nth(2).get_by_text("sad").is_visible()
    assert not grid.cells.nth(3).get_by_text("sad").is_visible()


def test_shift_click_and_shift_arrows_select_a_range(grid: Grid) -> None:
    grid.cells.nth(2).click()
    grid.cells.nth(6).click(modifiers=["Shift"])
    assert grid.selected() == [2, 3, 4, 5, 6]
    grid.press("Escape")
    assert grid.selected() == []
    grid.cells.nth(8).click()
    grid.press("Shift+ArrowRight", "Shift+ArrowRight")
    assert grid.selected() == [8, 9, 10]


def test_all_by_keyboard(grid: Grid) -> None:
    grid.press("ArrowRight", "ArrowRight", "Space")
    assert grid.selected() == [1]
    grid.press("End", "Space", "Home", "Space")
    assert grid.selected() == [0, 1, 11]
    grid.press("m")  # mixed, for three faces
    grid.press("a")
    assert len(grid.selected()) == 12
    grid.press("Escape", "Shift+Digit5")
    assert grid.page.locator(".asks").inner_text() == (
        "Name the other faces of the group, with “sad” as second name:"
    )
    grid.press("Digit4")
    grid.shows(1)
    grid.press("s")
    grid.shows(2)
    grid.press("Enter")
    grid.shows(3)
    grid.press("n")
    grid.shows(4)
    grid.page.evaluate("document.dispatchEvent(new KeyboardEvent('keydown', { code: 'Numpad7', key: '7' }))")
    grid.shows(5)
    grid.press("u")
    grid.shows(4)
    grid.settled()
    assert grid.names() == {0: happy("sad"), 1: Verdict("skip"), 3: Verdict("not_a_face")}
    grid.press("Shift+U")
    grid.shows(5)
    grid.settled()
    assert grid.names()[4] == Verdict("name", "neutral")
    grid.press("?")
    assert grid.page.get_by_text("name the whole group and go on").is_visible()


def test_all_by_mouse(grid: Grid) -> None:
    grid.page.get_by_role("button", name="+ second name").click()
    grid.page.get_by_role("button", name="surprise").click()
    grid.page.get_by_role("button", name="happy").click()
    grid.shows(1)
    grid.page.get_by_role("button", name="mixed").click()
    grid.shows(2)
    grid.settled()
    assert grid.names() == {0: happy("surprise"), 1: Verdict("mixed")}
    grid.page.get_by_role("button", name="undo").click()
    grid.shows(1)
    grid.settled()
    assert grid.names() == {0: happy("surprise")}


def test_undo_reaches_back_beyond_a_reload(grid: Grid) -> None:
    grid.press("Digit4", "Digit5")
    grid.settled()
    grid.page.reload()
    grid.shows(2)
    grid.press("u")
    grid.shows(1)
    grid.settled()
    assert grid.names() == {0: happy()}


def test_typing_elsewhere_names_nothing(grid: Grid) -> None:
    field = grid.page.get_by_label("A text field")
    field.press_sequentially("4ms5u")
    field.press("Enter")
    grid.page.get_by_text("typed 4ms5u").wait_for()
    grid.page.get_by_role("link", name="Other").click()
    grid.page.get_by_text("Elsewhere").wait_for()
    grid.press("Digit4", "m")
    grid.page.get_by_role("link", name="Name").click()
    grid.page.locator(".lab[data-state=ready]").wait_for()
    grid.shows(0)
    assert grid.log() == []
    grid.press("Digit4")  # once, although the grid was mounted twice
    grid.shows(1)
    grid.settled()
    assert [d.group for d in grid.log()] == [0]


def test_a_picked_group_comes_to_the_front_and_can_be_renamed(grid: Grid) -> None:
    grid.press("Digit4")
    grid.shows(1)
    grid.page.get_by_text("Pick").click()
    grid.page.get_by_role("button", name="Show").click()  # group 0 is preset
    grid.shows(0)
    assert grid.page.locator(".said").inner_text() == "happy"
    grid.press("Digit5")
    grid.shows(1)
    grid.settled()
    assert grid.names() == {0: Verdict("name", "sad")}


def test_passed_groups_come_again_and_the_end_is_said(page: Any, serve: Serve) -> None:
    grid = Grid(page, serve(APP, env={"GRID_GROUPS": "3"})).open()
    grid.press("Enter")
    grid.shows(1)
    grid.press("Digit4", "Digit4")
    grid.shows(0)
    grid.press("Enter")
    page.get_by_text("This is the last group without a verdict.").wait_for()
    grid.press("Digit5")
    page.get_by_text("All groups have a verdict.").wait_for()
    grid.settled()
    assert sorted(grid.names()) == [0, 1, 2]


def test_a_name_costs_few_bytes(page: Any, serve: Serve, console_errors: list[str]) -> None:
    """Sheets of faces and the grid's code are sent once, then only referred to."""
    received: list[int] = []
    page.on(
        "websocket",
        lambda socket: socket.on("framereceived", lambda data: received.append(len(data))),
    )
    grid = Grid(page, serve(APP, env={"GRID_FACES": "60"})).open()
    grid.press("Digit4", "Digit4")
    grid.settled()
    grid.cells.nth(0).click()
    del received[:]
    grid.press("Digit5")  # a name for one face: no new group has to be loaded
    grid.settled()
    page.get_by_text("3 decisions").wait_for()
    assert 0 < sum(received) < 20_000
    assert console_errors == []


def test_many_groups_in_a_hurry_and_back_again(grid: Grid, console_errors: list[str]) -> None:
    """Runs cut short by the next key must not cost the page an element: Streamlit would blank it."""
    for i in range(24):
        grid.shows(i)
        grid.press("Digit4")
    grid.shows(24)
    grid.press(*["u"] * 12)
    grid.shows(12)
    grid.settled()
    assert sorted(grid.names()) == list(range(12))
    assert console_errors == []
