"""A server and a Chromium with simulated users; times are measured in the page (`probe.js`)."""

import contextlib
import math
import os
import shutil
import socket
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

from fer_core.study.study import Study
from tests.browser.conftest import FLAGS, ROOT, Server, free_port

PROBE = Path(__file__).with_name("probe.js").read_text("utf-8")
NATIVE = Path(__file__).with_name("native_app.py")
APP = ROOT / "app.py"
LONG = 120_000
Row = tuple[float, ...]


class Rig:
    """One browser, and servers that run one after the other on one port."""

    def __init__(self, browser: Any, home: Path, port: int, log: Path) -> None:
        self.browser, self.home, self.port, self.log = browser, home, port or free_port(), log
        self.pid = 0

    @contextlib.contextmanager
    def server(self, app: Path, **env: str) -> Iterator[str]:
        """An app on this home; its address."""
        if taken(self.port):
            raise SystemExit(f"Something else listens on port {self.port}; choose another port.")
        server = Server(app, self.home, self.port, env, self.log).start()
        self.pid = server.process.pid if server.process else 0
        try:
            yield server.url
        finally:
            server.kill()

    @property
    def seconds(self) -> float:
        """Processor time of all threads of the server; NaN if unknown (outside of Linux)."""
        stat = Path(f"/proc/{self.pid}/stat")
        if not stat.exists():
            return math.nan
        after_the_name = stat.read_text("utf-8").rpartition(")")[2].split()
        return sum(map(int, after_the_name[11:13])) / os.sysconf("SC_CLK_TCK")

    @contextlib.contextmanager
    def page(self, url: str, ready: str) -> Iterator[Any]:
        """A new browser at ``url``, after ``ready`` appeared and the server is idle."""
        context = self.browser.new_context(viewport={"width": 1440, "height": 900})
        context.set_default_timeout(LONG)
        page = context.new_page()
        page.goto(url)
        page.locator(ready).first.wait_for()
        page.evaluate(PROBE)
        rests(page)
        yield page
        context.close()


@contextlib.contextmanager
def rig(home: Path, port: int) -> Iterator[Rig]:
    """A browser, closed with its servers at the end of the block."""
    with sync_playwright() as driver:
        chromium = os.environ.get("FER_LAB_CHROMIUM") or shutil.which("chromium")
        browser = driver.chromium.launch(executable_path=chromium, args=FLAGS)
        yield Rig(browser, home, port, home / "naming-benchmark.log")
        browser.close()


def taken(port: int) -> bool:
    """Whether something listens on this port of 127.0.0.1."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def rests(page: Any) -> None:
    """Wait until the server is idle for this page."""
    page.wait_for_function("() => window.bench.idle()")


def timed(page: Any, probe: str, act: Callable[[], None]) -> Row:
    """Times in milliseconds of ``act`` by ``probe``; the page is idle before and after."""
    rests(page)
    page.evaluate(f"() => {{ window.found = window.bench.{probe}; }}")
    act()
    return tuple(page.evaluate("() => window.found"))


def keys(rig: Rig, url: str, study: Study, faces: int, times: int, warm: int) -> list[Row]:
    """Name ``times`` groups by key, ``faces`` of each on the screen, after ``warm`` others.

    The last column is the server's processor time a key, the recognizer's refits included; the same in each row.
    """
    with rig.page(f"{url}/name?study={study.id}", ".lab[data-state=ready]") as page:
        show(page, faces)
        for _ in range(warm):
            timed(page, "key()", lambda: page.keyboard.press("Digit4"))
        before = rig.seconds
        found = [timed(page, "key()", lambda: page.keyboard.press("Digit4")) for _ in range(times)]
        spent = 1000 * (rig.seconds - before) / times
    return [(*row, spent) for row in found]


def show(page: Any, faces: int) -> None:
    """Set the number of shown faces of a group."""
    page.get_by_role("button", name="View").click()
    slider = page.get_by_role("slider", name="Faces shown")
    slider.press("Home")
    for _ in (30, 60, 120, 200)[1 : (30, 60, 120, 200).index(faces) + 1]:
        slider.press("ArrowRight")
    page.keyboard.press("Escape")
    count = f"() => window.bench.shadowed('.grid').childElementCount === {faces}"
    page.wait_for_function(count)
    page.locator("h1").click()  # moves the focus away from the slider


def clicks(rig: Rig, url: str, faces: int, times: int, warm: int) -> list[Row]:
    """Name ``times`` groups by button in the grid of native elements, after ``warm`` others."""
    with rig.page(url, "[data-testid=stCheckbox]") as page:
        button = page.get_by_role("button", name="happy")
        found = [timed(page, f"click({faces})", button.click) for _ in range(warm + times)]
    return found[warm:]


def lassos(rig: Rig, url: str, study: Study, times: int, warm: int) -> list[Row]:
    """Draw ``times`` lassos on the map of the groups, after ``warm`` others."""
    with rig.page(f"{url}/clusters?study={study.id}", ".map[data-state=drawn]") as page:
        found = [timed(page, "lasso()", partial(lasso, page, i)) for i in range(warm + times)]
    return found[warm:]


def lasso(page: Any, turn: int) -> None:
    """A line around a part of the map, different at each ``turn``."""
    canvas = page.locator(".over")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    shift = 0.02 * (turn % 7)
    corners = [(0.2, 0.3), (0.45, 0.15), (0.7, 0.35), (0.6, 0.8), (0.3, 0.75)]
    path = [(box["x"] + (u + shift) * box["width"], box["y"] + v * box["height"]) for u, v in corners]
    page.mouse.move(*path[0])
    page.mouse.down()
    for corner in path[1:]:
        page.mouse.move(*corner, steps=6)
    page.mouse.up()


def together(rig: Rig, url: str, study: Study, browsers: int, seconds: float) -> dict[str, list[Row]]:
    """Several browsers name one study as fast as they can: seconds of key press and acknowledgement, by person."""
    with contextlib.ExitStack() as stack:
        people = {f"Person {i + 1}": f"{url}/name?study={study.id}" for i in range(browsers)}
        pages = {who: stack.enter_context(rig.page(url, ".lab[data-state=ready]")) for who, url in people.items()}
        for who, page in pages.items():
            call(page, who)
        for page in pages.values():
            rests(page)
            page.evaluate(f"() => {{ window.found = window.bench.hurry({seconds}); }}")
        return {who: [tuple(span) for span in page.evaluate("() => window.found")] for who, page in pages.items()}


def call(page: Any, name: str) -> None:
    """Enter the annotator's name in this browser."""
    field = page.get_by_role("textbox", name="Your name")
    field.fill(name)
    field.press("Enter")
    page.wait_for_function("name => document.cookie.includes(encodeURIComponent(name))", arg=name)
    field.blur()
