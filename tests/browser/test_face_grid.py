"""The face grid in a real browser: single keys name groups, and nothing that was typed is lost."""

from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import numpy as np
import pytest

from fer_core.faces.emotions import FER2013
from fer_core.naming.decision import Decision, Event, Membership, made_by
from fer_core.naming.log import DecisionLog
from fer_core.naming.replay import NamingState, replay
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

    def __init__(self, page: Any, server: Server, home: Path) -> None:
        self.page, self.server, self.home = page, server, home
        self.lab = page.locator(".lab")
        self.cells = page.locator(".cell")

    def open(self, **asked: int) -> "Grid":
        """Open the page; ``asked`` as in the ``ASKED`` of the app."""
        self.page.goto(f"{self.server.url}/?{urlencode({'home': self.home, **asked})}")
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
        log = DecisionLog(self.home / "decisions.sqlite")
        try:
            return log.for_clustering("groups-1")
        finally:
            log.close()

    def title(self, text: str) -> None:
        """Wait for a group with its faces by its title."""
        self.page.locator(".lab[data-state=ready] .title", has_text=text).wait_for()

    def state(self) -> NamingState:
        return replay(self.log())

    def sizes(self) -> dict[str, int]:
        """Faces of each group that differs from the first ones, by label."""
        groups = self.state().partition(Membership(np.arange(600), np.arange(600) // 12))
        return {groups.labels[g]: n for g, n in groups.sizes.items() if n != 12}

    def names(self) -> dict[int, Verdict]:
        return dict(replay(self.log()).group_verdicts)


@pytest.fixture(scope="module")
def shared(serve_all: Serve) -> Server:
    return serve_all(APP)


@pytest.fixture()
def closed(page: Any, shared: Server, tmp_path: Path) -> Grid:
    """The grid with decisions of its own, before it is opened, on a server that all tests share and may kill."""
    return Grid(page, shared.start() if shared.process is None else shared, tmp_path)


@pytest.fixture()
def grid(closed: Grid) -> Grid:
    return closed.open()


def happy(second: str = "") -> Verdict:
    return Verdict("name", "happy", second)


def test_forty_keys_in_one_breath(page: Any, closed: Grid, console_errors: list[str]) -> None:
    grid = closed.open(loaded=42)
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
    grid.page.locator(".saving", has_text="the server does not answer").wait_for()
    grid.server.start()
    grid.settled()
    kept = grid.log()
    assert [d.seq for d in kept] == [1, 2, 3, 4, 5, 6]
    assert [(d.group, d.faces) for d in kept] == [(0, ()), (1, ()), (2, (24,)), (2, (25,)), (2, (26,)), (2, ())]
    grid.press("Digit1")
    grid.settled()
    assert grid.names()[3] == Verdict("name", "angry")


def test_a_reload_sends_what_was_waiting(page: Any, closed: Grid) -> None:
    gate, warnings = {"open": True}, []

    def between(socket: Any) -> None:
        server = socket.connect_to_server()
        socket.on_message(lambda message: server.send(message) if gate["open"] else None)

    page.route_web_socket("**/_stcore/stream", between)
    page.on("dialog", lambda dialog: (warnings.append(dialog.type), dialog.accept()))
    grid = closed.open()
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
    grid.cells.nth(2).get_by_text("sad").wait_for()
    assert not grid.cells.nth(3).get_by_text("sad").is_visible()


def test_one_key_confirms_a_name_from_earlier_groups(page: Any, closed: Grid) -> None:
    grid = closed.open(carried=1)
    page.get_by_role("button", name="happy + sad, 78% of its faces, from earlier groups").wait_for()
    grid.press("y")
    grid.shows(1)
    assert not page.locator(".carried").is_visible()
    grid.press("y")  # nothing to confirm here
    grid.press("Digit5")
    grid.settled()
    assert grid.names() == {0: happy("sad"), 1: Verdict("name", "sad")}


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
    assert grid.page.locator(".asks").inner_text() == ("Name the other faces of the group, with “sad” as second name:")
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
    grid.press("o")  # something else than an expression
    grid.shows(6)
    grid.settled()
    assert grid.names()[5] == Verdict("something_else")
    grid.press("?")
    grid.page.get_by_text("name the whole group and go to the next").wait_for()


def test_all_by_mouse(grid: Grid) -> None:
    grid.page.get_by_role("button", name="add second name").click()
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
    why = grid.page.locator(".why")
    grid.page.get_by_role("button", name="What something else is for").click()
    assert why.is_visible() and "no expression" in why.inner_text()
    grid.press("Escape")
    why.wait_for(state="hidden")
    grid.page.locator("[data-act=something_else]").click()
    grid.shows(2)
    grid.settled()
    assert grid.names()[1] == Verdict("something_else")


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
    assert grid.page.locator(".answer").inner_text() == "happy"
    grid.press("Digit5")
    grid.shows(1)
    grid.settled()
    assert grid.names() == {0: Verdict("name", "sad")}


def test_passed_groups_come_again_and_the_end_is_said(page: Any, closed: Grid) -> None:
    grid = closed.open(groups=3)
    grid.press("Enter")
    grid.shows(1)
    grid.press("Digit4", "Digit4")
    grid.shows(0)
    grid.press("Enter")
    page.get_by_text("This is the last undecided group.").wait_for()
    grid.press("Digit5")
    page.get_by_text("Every group is decided.").wait_for()
    grid.settled()
    assert sorted(grid.names()) == [0, 1, 2]
    page.get_by_text("Pick", exact=True).click()
    page.get_by_role("button", name="Show").click()
    grid.shows(0)
    grid.press("Enter")  # from a group that is looked at again back to the end
    page.get_by_text("Every group is decided.").wait_for()


def test_next_walks_round_after_round_and_what_belongs_to_a_moment_goes_with_it(page: Any, closed: Grid) -> None:
    grid = closed.open(groups=7)  # more groups than are loaded at a time
    for step in range(1, 17):
        grid.press("Enter")
        grid.shows(step % 7)
    for group in (1, 0, 6, 5):
        grid.press("Shift+Enter")
        grid.shows(group)
    for group in (6, 0, 1, 2, 3):
        grid.press("Enter")
        grid.shows(group)
    names = page.locator(".names")
    height = names.bounding_box()["height"]
    grid.press("Shift+Digit1")
    page.get_by_text("with “angry” as second name").wait_for()
    assert names.bounding_box()["height"] == height  # the row of keys does not wrap
    grid.press("Escape", "?")
    keys = page.get_by_role("complementary", name="Keys")
    box = keys.bounding_box()
    assert box["y"] >= 0 and box["y"] + box["height"] <= 900 and box["x"] + box["width"] <= 1440
    grid.press("Escape")
    keys.wait_for(state="hidden")
    grid.press("m")
    grid.shows(4)
    page.get_by_text("Group 4 is mixed. Split it into:").wait_for()
    grid.press("Enter")
    grid.shows(5)
    page.get_by_text("Group 4 is mixed. Split it into:").wait_for(state="hidden")
    grid.settled()
    assert grid.names() == {3: Verdict("mixed")}


def test_a_name_costs_few_bytes(page: Any, closed: Grid, console_errors: list[str]) -> None:
    """Sheets of faces and the grid's code are sent once, then only referred to."""
    received: list[int] = []
    page.on(
        "websocket",
        lambda socket: socket.on("framereceived", lambda data: received.append(len(data))),
    )
    grid = closed.open(faces=60)
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


def test_a_mixed_group_is_split_its_parts_are_named_and_undo_goes_all_the_way_back(grid: Grid) -> None:
    grid.press("m")
    grid.shows(1)
    grid.page.get_by_text("Group 1 is mixed. Split it into:").wait_for()
    grid.page.get_by_role("button", name="3", exact=True).click()
    grid.title("Group 1a of 52 · 4 faces")
    for part in ("1b", "1c"):
        grid.press("Digit4")
        grid.title(f"Group {part} of 52")
    grid.press("Digit5")
    grid.shows(1)
    grid.settled()
    split = grid.log()[1]
    assert (split.action, split.group, split.parts) == ("split", 0, "012" * 4)
    assert grid.names() == {
        made_by(split.id): happy(), made_by(split.id, 1): happy(), made_by(split.id, 2): Verdict("name", "sad")
    }  # fmt: skip
    for part in ("1c", "1b", "1a"):
        grid.press("u")
        grid.title(f"Group {part} of 52")
    grid.press("u")
    grid.shows(0)
    grid.title("Group 1 of 50 · 12 faces")
    grid.settled()
    assert grid.names() == {0: Verdict("mixed")}
    grid.press("Shift+U")
    grid.title("Group 1a of 52")


def test_a_split_that_is_undone_before_its_answer_comes_leaves_the_group_in_front(closed: Grid) -> None:
    grid = closed.open(slow=700)
    grid.press("x", "x", "u")
    grid.title("Group 1 of 50 · 12 faces")
    grid.settled()
    grid.title("Group 1 of 50 · 12 faces")
    grid.press("Digit4")
    grid.shows(1)
    grid.settled()
    assert grid.names() == {0: happy()}
    assert grid.sizes() == {}


def test_a_split_is_asked_for_by_key_and_can_be_called_off(grid: Grid) -> None:
    ask = grid.page.locator(".ask")
    grid.press("x")
    ask.get_by_text("Split group 1 into:").wait_for()
    grid.press("Digit7")  # no number of parts: neither a split nor a name
    grid.press("Escape")
    ask.wait_for(state="hidden")
    grid.press("x", "Digit4")
    grid.title("Group 1a of 53 · 3 faces")
    grid.press("x", "x")
    grid.title("Group 1a1 of 54 · 2 faces")
    grid.settled()
    assert grid.sizes() == {"1a1": 2, "1a2": 1, "1b": 3, "1c": 3, "1d": 3}
    grid.press("u", "u")  # two steps, faster than the server
    grid.title("Group 1 of 50 · 12 faces")
    grid.settled()
    assert grid.sizes() == {}
    grid.press("m")
    grid.shows(1)
    ask.wait_for()
    grid.press("Digit4")  # the offer stands in nobody's way for longer than one verdict
    ask.wait_for(state="hidden")
    grid.press("Shift+X")  # the mixed one comes back to be split, all the same
    grid.shows(0)
    ask.get_by_text("Split group 1 into:").wait_for()
    assert grid.page.locator(".answer").inner_text() in ("", "mixed")


def test_the_core_of_a_group_comes_first(grid: Grid) -> None:
    grid.press("c")
    grid.title("Group 1a of 51 · 6 faces")
    grid.press("Digit4")
    grid.title("Group 1b of 51 · 6 faces")
    grid.settled()
    assert grid.log()[0].parts == "000000111111"
    assert list(grid.names().values()) == [happy()]


def test_selected_faces_move_to_a_group_that_is_found_by_typing(grid: Grid) -> None:
    grid.press("v")  # nothing is selected
    grid.page.get_by_text("First select the faces to move.").wait_for()
    grid.cells.nth(2).click()
    grid.cells.nth(5).click()
    grid.press("v")
    choice = grid.page.get_by_role("combobox", name="Move 2 faces to group")
    choice.press_sequentially("2")
    assert grid.page.get_by_role("option", name="faces").first.inner_text().split()[0] == "2"
    choice.press("Enter")
    grid.title("Group 1 of 50 · 10 faces")
    grid.settled()
    assert (grid.log()[0].faces, grid.log()[0].to) == ((2, 5), 1)
    assert grid.sizes() == {"1": 10, "2": 14}
    grid.press("u")
    grid.title("Group 1 of 50 · 12 faces")
    grid.press("Shift+U")
    grid.title("Group 1 of 50 · 10 faces")
    grid.settled()
    grid.press("v")  # the selection went with the faces
    choice.wait_for(state="hidden")


def test_two_groups_are_merged_and_named_as_one_by_keys_alone(grid: Grid) -> None:
    grid.press("Digit5", "Digit4")
    grid.settled()
    grid.shows(2)
    grid.press("g", "h", "a", "p", "p", "Enter")
    grid.title("Group 3 + 2 of 49 · 24 faces")
    grid.press("Digit4")
    grid.shows(3)
    grid.settled()
    assert sorted(grid.names().values(), key=str) == [happy(), Verdict("name", "sad")]
    grid.press("u")
    grid.title("Group 3 + 2 of 49")
    grid.press("u")
    grid.title("Group 3 of 50")
    grid.settled()
    assert grid.names() == {0: Verdict("name", "sad"), 1: happy()}
    grid.press("g", "z", "z")
    grid.page.get_by_text("No such group.").wait_for()
    grid.press("Enter", "Escape")
    grid.press("Digit4")
    grid.shows(3)


def test_kill_9_while_a_group_is_split(grid: Grid) -> None:
    grid.press("Digit4")
    grid.settled()
    grid.server.kill()
    grid.press("c")
    grid.page.get_by_text("Splitting group 2…").wait_for()
    grid.press("Digit4")  # for nobody: no faces are in front
    grid.server.start()
    grid.title("Group 2a of 51 · 6 faces")
    grid.settled()
    assert [d.action for d in grid.log()] == ["verdict", "split"]


def test_a_name_for_a_group_that_a_colleague_split_is_refused_in_plain_words(grid: Grid) -> None:
    log = DecisionLog(grid.home / "decisions.sqlite")
    log.append([Event("client-bob", 1, "groups-1", "split", 0, parts="01" * 6)], "Bob")
    log.close()
    grid.press("Digit4")
    alert = grid.page.get_by_role("alert").filter(has_text="it may have been split or merged meanwhile")
    alert.wait_for()
    assert "There is no group 1" in alert.inner_text()
    grid.settled()
    assert grid.names() == {}
    grid.press("Digit5")
    alert.wait_for(state="hidden")
    grid.settled()
    assert list(grid.names().values()) == [Verdict("name", "sad")]


def test_a_face_is_enlarged_where_the_mouse_rests_and_by_key(grid: Grid) -> None:
    lens = grid.page.locator(".lens")
    grid.cells.nth(3).hover()
    lens.wait_for()
    assert lens.bounding_box()["width"] == 144
    grid.page.mouse.move(5, 5)
    lens.wait_for(state="hidden")
    grid.press("ArrowRight", "e")
    lens.wait_for()
    column = lens.evaluate("e => e.style.getPropertyValue('--c')")
    grid.press("ArrowRight")
    assert (column, lens.evaluate("e => e.style.getPropertyValue('--c')")) == ("0", "1")
    grid.press("Escape")
    lens.wait_for(state="hidden")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_stands_in_the_way_of_anybody(grid: Grid, page: Any, scheme: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    page.emulate_media(color_scheme=scheme)
    grid.press("m", "?")
    grid.shows(1)
    grid.cells.nth(2).click()
    grid.press("Digit5")
    grid.settled()
    grid.press("a", "v")
    page.get_by_role("combobox", name="Move 12 faces to group").wait_for()
    page.set_viewport_size({"width": 700, "height": 900})
    found = axe.Axe().run(page, context=".st-key-faces-grid").response["violations"]
    assert [(v["id"], v["nodes"][0]["html"]) for v in found if v["impact"] in ("serious", "critical")] == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
