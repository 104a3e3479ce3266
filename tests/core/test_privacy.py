"""Nothing leaves this machine, and nothing is written outside the home folder: looked at from outside, by strace.

Everything runs as on a machine where nobody set a variable, with a home of a user that is empty and has to stay so.
"""

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest
from PIL import Image
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.exceptions import InvalidStatus
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin

from fer_core.base import quiet
from fer_core.faces.faceset import FaceSet
from fer_core.faces.readers import Import
from fer_core.study import datasets, study
from fer_core.study.store import Store
from tests.core.reader_files import csv_rows, write_csv
from tests.core.watched import bare, seen, watch, watching

ROOT = Path(__file__).parents[2]


class Machine:
    """A user's folder with nothing in it, a home folder of FER Lab, a temporary folder and a folder to stand in."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self.user, self.lab, self.temporary, self.here = (place / n for n in ("user", "lab", "temporary", "here"))
        for folder in (self.user, self.temporary, self.here):
            folder.mkdir(parents=True)
        self.env = bare(self.user, FER_LAB_HOME=self.lab, TMPDIR=self.temporary)


class Browser:
    """What a tab does: asks the server for the page, and reads until it is whole."""

    def __init__(self, port: int, server: subprocess.Popen[str]) -> None:
        self.port, self.server = port, server

    def wait(self) -> None:
        """Until the server answers; fails where it ended."""
        while self.server.poll() is None:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/_stcore/health", timeout=5) as answer:
                    assert answer.status == 200
                    return
            except OSError:
                with contextlib.suppress(subprocess.TimeoutExpired):
                    self.server.wait(0.1)
        pytest.fail(f"The server ended: {self.server.communicate()[0]}")

    def open(self) -> list[ForwardMsg]:
        """All that the server sends for the first page."""
        ask, sent = BackMsg(), []
        ask.rerun_script.query_string = ""
        with self._connected(f"http://127.0.0.1:{self.port}") as socket_:
            socket_.send(ask.SerializeToString())
            while not sent or sent[-1].WhichOneof("type") != "script_finished":
                message = ForwardMsg()
                message.ParseFromString(socket_.recv(timeout=120))
                sent.append(message)
        return sent

    def ask_as(self, origin: str) -> None:
        """As a page of another site in the same browser would."""
        with self._connected(origin):
            return

    def _connected(self, origin: str) -> ClientConnection:
        return connect(f"ws://127.0.0.1:{self.port}/_stcore/stream", origin=Origin(origin), max_size=None)


@pytest.fixture()
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path / "machine")


def test_the_whole_journey_asks_nobody_and_writes_nowhere_else(
    machine: Machine, faces: FaceSet, tmp_path: Path
) -> None:
    table, photo, out = tmp_path / "faces.csv", tmp_path / "photo.png", tmp_path / "out"
    write_csv(table, csv_rows(faces))
    picture = Image.new("L", (900, 600), 150)
    picture.paste(Image.fromarray(faces.images[2]).resize((260, 260)), (40, 80))
    picture.save(photo)
    out.mkdir()
    env = {**machine.env, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, str(Path(__file__).with_name("private_journey.py")), table, photo, out]
    done = watch([str(part) for part in command], tmp_path / "trace", env, machine.here)
    assert done.asked == frozenset()
    assert done.made_outside(machine.lab, machine.temporary, out, Path("/dev/shm")) == []
    assert list(machine.user.iterdir()) == list(machine.here.iterdir()) == []
    assert machine.lab / "caches" / "numba" in {path.parents[1] for path in done.made}  # UMAP did compile

    Image.fromarray(faces.images[0]).save(out / "face.png")
    alone = [sys.executable, str(out / "run.py"), str(out / "face.png")]
    taken_away = watch(alone, tmp_path / "trace-of-run", bare(machine.user), machine.here)
    assert taken_away.asked == frozenset() and taken_away.made_outside() == []


def test_the_server_asks_nobody_whoever_asks_it(
    machine: Machine, faces: FaceSet, looked_at: Path, tmp_path: Path
) -> None:
    shutil.copytree(looked_at, machine.lab / "artefacts")
    home = Store(machine.lab)
    study.create(home, "Mine", datasets.save(home, Import(faces, (), "sample"), "sample"), study.fitting(faces))
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", str(ROOT / "app.py"), "--server.headless", "true"]
    with watching([*command, "--server.port", str(port)], tmp_path / "trace", machine.env, machine.here) as server:
        browser = Browser(port, server)
        browser.wait()
        sent = browser.open()
        with pytest.raises(InvalidStatus):
            browser.ask_as("http://example.org")
    done = seen(tmp_path / "trace", machine.here)
    assert done.asked == frozenset()
    assert done.made_outside(machine.lab, machine.temporary) == []
    assert list(machine.user.iterdir()) == list(machine.here.iterdir()) == []
    sessions = [message.new_session for message in sent if message.WhichOneof("type") == "new_session"]
    assert [session.config.gather_usage_stats for session in sessions] == [False]  # else the browser sends them
    drawn = [message.delta.new_element for message in sent if message.WhichOneof("type") == "delta"]
    assert any(one.HasField("imgs") or one.HasField("plotly_chart") for one in drawn)
    assert not any(one.HasField("exception") for one in drawn)


def test_what_would_leave_is_seen(machine: Machine, tmp_path: Path) -> None:
    """These tests can fail: onnxruntime left alone, a name that is looked up, an address that is turned to."""
    alone = watch([sys.executable, "-c", "import onnxruntime"], tmp_path / "left-alone", machine.env, machine.here)
    reports = machine.user / ".cache" / "Microsoft" / "DeveloperTools" / ".onnxruntime"
    assert any(Path(path).is_relative_to(reports) for path in alone.made_outside(machine.lab, machine.temporary))
    shutil.rmtree(machine.user / ".cache")

    for switch in quiet.OFF:
        assert switch not in machine.env
    ours = "import fer_core; import onnxruntime"
    env = {**machine.env, "PYTHONPATH": str(ROOT), "ORT_DISABLE_TELEMETRY": "0"}
    quietly = watch([sys.executable, "-c", ours], tmp_path / "by-us", env, machine.here)
    assert quietly.made_outside() == [] and list(machine.user.iterdir()) == []

    curious = """
import contextlib, socket
with contextlib.suppress(OSError):
    socket.getaddrinfo("nobody.invalid", 80)
for version, address in ((4, "127.0.0.1"), (4, "192.0.2.1"), (6, "2001:db8::1")):
    with contextlib.suppress(OSError):
        socket.socket(socket.AF_INET if version == 4 else socket.AF_INET6, socket.SOCK_DGRAM).connect((address, 9))
"""
    asked = watch([sys.executable, "-c", curious], tmp_path / "curious", machine.env, machine.here).asked
    assert {"192.0.2.1 port 9", "2001:db8::1 port 9"} <= asked
    assert any(who.endswith("port 53") or "nscd" in who for who in asked)
    assert not any(who.startswith("127.0.0.1 port 9") for who in asked)


def test_the_switches_are_set_here_and_in_what_is_started_from_here() -> None:
    assert {name: os.environ.get(name) for name in quiet.OFF} == quiet.OFF
    assert all(os.environ[name] for name in quiet.CACHES)


@pytest.mark.parametrize("name", [*quiet.OFF])
def test_reports_are_off_whatever_somebody_set_and_folders_are_where_they_were_put(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, "something else")
    monkeypatch.setenv("NUMBA_CACHE_DIR", "/somewhere")
    quiet.switch_off()
    assert os.environ[name] == quiet.OFF[name] and os.environ["NUMBA_CACHE_DIR"] == "/somewhere"


def test_nothing_is_loaded_before_the_switches_are_set() -> None:
    """Of what is not Python's own, only what says where folders of a user lie."""
    code = (
        "import sys, os; before = set(sys.modules); from fer_core.base import quiet\n"
        "new = {m.split('.')[0] for m in set(sys.modules) - before} - set(sys.stdlib_module_names)\n"
        "print(*sorted(new), os.environ['ORT_DISABLE_TELEMETRY'])"
    )
    env = {**os.environ, "PYTHONPATH": str(ROOT), "ORT_DISABLE_TELEMETRY": ""}
    said = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True).stdout
    assert said.split() == ["fer_core", "platformdirs", "1"]
