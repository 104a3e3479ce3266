"""A real Chromium and real servers for the browser tests.

``serve`` starts ``streamlit run`` on a free port with its own ``FER_LAB_HOME``; ``small`` is a home with few faces
whose server many tests share, each with a study of its own; ``page`` is a fresh page; ``console_errors`` lists what the
page wrote to the console as an error. Without a Chromium the tests are skipped, but fail where ``CI`` or
``FER_LAB_REQUIRE_BROWSER`` is set.
"""

import contextlib
import dataclasses
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest

from fer_core.faces.faceset import FaceSet
from fer_core.faces.readers import Import
from fer_core.naming.log import DecisionLog
from fer_core.study import datasets, study
from fer_core.study.lab import Lab
from fer_core.study.store import Store
from fer_core.study.study import Study
from tests.conftest import made_once

ROOT = Path(__file__).resolve().parents[2]
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    """One ``streamlit run`` that can be killed and started again on the same port."""

    def __init__(self, app: Path, home: Path, port: int, env: dict[str, str], log: Path) -> None:
        self.app, self.home, self.port, self.env, self.log = app, home, port, env, log
        self.url = f"http://127.0.0.1:{port}"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self, timeout: float = 60.0) -> "Server":
        command = [sys.executable, "-m", "streamlit", "run", str(self.app)]
        command += ["--server.port", str(self.port), "--server.headless", "true"]
        command += ["--server.address", "127.0.0.1", "--browser.gatherUsageStats", "false"]
        command += ["--server.fileWatcherType", "none"]
        env = {
            **os.environ,
            "FER_LAB_HOME": str(self.home),
            "PYTHONPATH": str(ROOT),
            "OMP_NUM_THREADS": "2",
            **self.env,
        }
        with self.log.open("ab") as out:
            self.process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=out, stderr=out)
        self._wait_until_healthy(time.monotonic() + timeout)
        return self

    def _wait_until_healthy(self, deadline: float) -> None:
        assert self.process is not None
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                with urllib.request.urlopen(f"{self.url}/_stcore/health", timeout=1) as answer:
                    if answer.status == 200:
                        return
            except OSError:
                try:
                    self.process.wait(0.1)
                except subprocess.TimeoutExpired:
                    continue
        self.kill()
        raise RuntimeError(f"The server did not start:\n{self.output()}")

    def kill(self) -> None:
        """kill -9, as a power cut would."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None

    def output(self) -> str:
        """What the server wrote to stdout and stderr, over all its starts."""
        return self.log.read_text("utf-8", errors="replace")


Serve = Callable[..., Server]


@contextlib.contextmanager
def serving(folder: Path) -> Iterator[Serve]:
    """A function that starts servers, with their homes and logs in ``folder``; all are killed at the end."""
    servers: list[Server] = []

    def start(
        app_path: Path | str,
        home: Path | None = None,
        port: int | None = None,
        env: dict[str, str] | None = None,
    ) -> Server:
        log = folder / f"server-{len(servers)}.log"
        server = Server(Path(app_path), home or folder / "home", port or free_port(), env or {}, log)
        servers.append(server)
        return server.start()

    yield start
    for server in servers:
        server.kill()


@pytest.fixture()
def serve(tmp_path: Path) -> Iterator[Serve]:
    """``serve(app_path, home=tmp, port=None, env={})`` -> a started Server; killed at the end."""
    with serving(tmp_path) as start:
        yield start


@pytest.fixture(scope="module")
def serve_all(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serve]:
    """As ``serve``, for a server that all tests of a module share."""
    with serving(tmp_path_factory.mktemp("shared")) as start:
        yield start


@pytest.fixture(scope="session")
def prepared_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home as `make run` leaves it at install, with the sample drawn and grouped; made once for all workers."""

    def make(home: Path) -> None:
        prepare = [sys.executable, "-m", "fer_core", "prepare"]
        subprocess.run(prepare, cwd=ROOT, env={**os.environ, "FER_LAB_HOME": str(home)}, check=True)

    return made_once(tmp_path_factory, "prepared", make)


@pytest.fixture()
def prepared(prepared_once: Path, tmp_path: Path) -> Path:
    """A copy of the prepared home, for one test."""
    shutil.copytree(prepared_once, tmp_path / "home")
    return tmp_path / "home"


class SmallHome:
    """A home on few faces that were looked at, and a server on it."""

    def __init__(self, store: Store, faces: FaceSet, serve: Serve) -> None:
        self.store, self.faces, self._serve = store, faces, serve
        self.dataset = datasets.save(store, Import(faces, (), "sample"), "sample")

    @cached_property
    def _server(self) -> Server:
        return self._serve(ROOT / "app.py", self.store.home)

    def study(self, name: str = "Mine", **changes: Any) -> Study:
        """A new study with the choices that fit the faces, except for ``changes``."""
        chosen = dataclasses.replace(study.fitting(self.faces), **changes)
        return study.create(self.store, name, self.dataset, chosen)

    def lab(self, mine: Study) -> Lab:
        """The steps of a study as it is on the disk."""
        return Lab(self.store, self.faces, study.load(self.store, mine.id).choices)

    def log(self, mine: Study) -> DecisionLog:
        """The decisions of a study."""
        return DecisionLog(study.folder(self.store, mine.id) / "decisions.sqlite")

    def url(self, page: str, mine: Study) -> str:
        """The address of a page for a study; the server is started for the first one."""
        return f"{self._server.url}/{page}?study={mine.id}"


def small_home(home: Path, faces: FaceSet, looked_at: Path, serve: Serve) -> SmallHome:
    """`SmallHome` in a new folder ``home``."""
    shutil.copytree(looked_at, home / "artefacts")
    return SmallHome(Store(home), faces, serve)


@pytest.fixture(scope="session")
def small(faces: FaceSet, looked_at: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallHome]:
    """A home for all tests that need nothing but a study of their own: pages list the jobs of all studies."""
    folder = tmp_path_factory.mktemp("small")
    with serving(folder) as serve:
        yield small_home(folder / "home", faces, looked_at, serve)


@pytest.fixture()
def small_alone(faces: FaceSet, looked_at: Path, tmp_path: Path, serve: Serve) -> SmallHome:
    """The same for one test, where the jobs of others would be in the way."""
    return small_home(tmp_path / "home", faces, looked_at, serve)


def chromium_path() -> str:
    """Where the browser is; without one the test is skipped, or fails where one is required."""
    path = os.environ.get("FER_LAB_CHROMIUM") or shutil.which("chromium")
    if path and Path(path).exists():
        return path
    reason = "No Chromium: install one, or set FER_LAB_CHROMIUM to its path."
    if os.environ.get("CI") == "true" or os.environ.get("FER_LAB_REQUIRE_BROWSER"):
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """A headless Chromium for the whole session."""
    executable = chromium_path()
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=executable, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture()
def console_errors() -> list[str]:
    """Errors the page's console showed so far (the same list that ``page`` fills)."""
    return []


@pytest.fixture()
def page(browser: Any, console_errors: list[str]) -> Iterator[Any]:
    """A fresh page, 1440 × 900, that shares nothing with other tests; waits of up to a minute, for a busy machine."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    context.set_default_timeout(60_000)
    page = context.new_page()
    page.on("console", lambda m: console_errors.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda error: console_errors.append(str(error)))
    yield page
    context.close()


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: Any) -> Iterator[None]:
    """Where a browser test fails, keep what its page showed under ``test-output/``, and tell what its console said."""
    outcome: Any = yield
    report, used = outcome.get_result(), getattr(item, "funcargs", {})
    page = next((used[name] for name in ("page", "camera") if name in used), None)
    if page is not None and call.when == "call" and report.failed:
        report.sections.append(("Errors in the page's console", "\n".join(used.get("console_errors", ()))))
        folder = ROOT / "test-output"
        folder.mkdir(exist_ok=True)
        page.screenshot(path=folder / f"{item.name}.png")
        (folder / f"{item.name}.txt").write_text(report.longreprtext + report.sections[-1][1], "utf-8")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A browser test on a busy machine may fail now and then; pytest's closing lines count what was run again."""
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.flaky(reruns=2))
