"""Programs under strace's eyes: whom they and all processes that they start ask, and where they write."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

_TALK = ("connect", "sendto", "sendmsg", "sendmmsg")
_MAKE = ("open", "openat", "creat", "mkdir", "mkdirat", "mknod", "mknodat", "symlink", "symlinkat", "link", "linkat",
         "rename", "renameat", "renameat2")  # fmt: skip
_CALL = re.compile(r"^\d+ +(\w+)\((.*)$")
_ADDRESS = re.compile(r'sa_family=AF_INET6?\b.*?port=htons\((\d+)\).*?(?:inet_addr\(|inet_pton\(AF_INET6, )"([^"]+)"')
_SOCKET = re.compile(r'sa_family=AF_UNIX, sun_path=@?"([^"]*)"')
_WRITES = re.compile(r"\bO_(WRONLY|RDWR|CREAT|TRUNC|APPEND)\b")
_PLACE = re.compile(r'(?:(?:AT_FDCWD|\d+)<([^>]*)>, )?"([^"]*)"')
_LOOK_UP = re.compile(r"nscd|resolve|avahi|sssd|mdns", re.IGNORECASE)
_DNS = "53"


@dataclass(frozen=True)
class Seen:
    """What a program did.

    Attributes:
        asked: addresses that it turned to and that are not this machine, and whom it asked for a name's address.
        made: files and folders that it opened for writing, made or renamed.
    """

    asked: frozenset[str]
    made: frozenset[Path]

    def made_outside(self, *allowed: Path) -> list[str]:
        """What it made elsewhere than below these folders and in the system's own files of devices and processes."""
        own = [*allowed, Path("/dev"), Path("/proc")]
        return sorted(str(p) for p in self.made if not any(p.is_relative_to(folder) for folder in own))


def bare(home: Path, **more: str | Path) -> dict[str, str]:
    """An environment as on a machine where nobody set anything: of ours, only the path to programs is in it.

    Python keeps no compiled modules beside the program, which would hide what else is written there.
    """
    own = {"PATH": os.environ["PATH"], "HOME": str(home), "LANG": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"}
    return {**own, **{name: str(value) for name, value in more.items()}}


@contextmanager
def watching(command: Sequence[str], trace: Path, env: Mapping[str, str], cwd: Path) -> Iterator[subprocess.Popen[str]]:
    """The program, running under strace; ended with the block if it has not ended itself. Read `seen` after it."""
    require_strace()
    look = ["strace", "-f", "-qq", "-y", "-s", "300", "--seccomp-bpf", "-e", f"trace={','.join((*_TALK, *_MAKE))}"]
    process = subprocess.Popen(
        [*look, "-o", str(trace), *command], cwd=cwd, env=dict(env), text=True,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True,
    )  # fmt: skip
    try:
        yield process
    finally:
        if process.poll() is None:
            os.killpg(process.pid, 9)
        process.wait()


def watch(command: Sequence[str], trace: Path, env: Mapping[str, str], cwd: Path) -> Seen:
    """Let a program run to its end, which must be a good one, and tell what it did."""
    with watching(command, trace, env, cwd) as process:
        said, _ = process.communicate()
    assert process.returncode == 0, said
    return seen(trace, cwd)


def seen(trace: Path, cwd: Path) -> Seen:
    """What a trace tells."""
    calls = [found.groups() for line in _lines(trace) if (found := _CALL.match(line))]
    assert calls, "strace saw nothing"
    asked = frozenset(who for name, rest in calls if name in _TALK for who in _asked(rest))
    made = {cwd / place for name, rest in calls if name in _MAKE for place in _made(name, rest)}
    return Seen(asked, frozenset(Path(os.path.normpath(p)) for p in made))


def _lines(trace: Path) -> list[str]:
    return trace.read_text("utf-8", errors="replace").splitlines()


def _asked(rest: str) -> Iterator[str]:
    for port, address in _ADDRESS.findall(rest):
        if port == _DNS or not (address.startswith("127.") or address in ("::1", "::ffff:127.0.0.1")):
            yield f"{address} port {port}"
    yield from (path for path in _SOCKET.findall(rest) if _LOOK_UP.search(path))


def _made(name: str, rest: str) -> Iterator[Path]:
    """Paths that a call makes: the last one of it, for a link and a new name come after what they are of."""
    if name in ("open", "openat") and not _WRITES.search(rest):
        return
    if " = -1 " not in rest:
        folder, path = _PLACE.findall(rest)[-1]
        yield Path(folder) / path


def require_strace() -> None:
    """Skip the test where there is no strace that may look on; fail where one is required."""
    trial = ["strace", "-qq", "-o", os.devnull, sys.executable, "-c", ""]
    if shutil.which("strace") and subprocess.run(trial, capture_output=True, check=False).returncode == 0:
        return
    reason = "No strace, or it may not look on: see tests/core/install_strace.sh."
    if os.environ.get("CI") == "true" or os.environ.get("FER_LAB_REQUIRE_STRACE"):
        pytest.fail(reason)
    pytest.skip(reason)
