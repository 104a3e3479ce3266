"""A library's download in a process of its own: it can be stopped, and its loading and logging stay outside."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from fer_core.base.errors import DownloadFailed
from fer_core.base.progress import Progress
from fer_core.base.worker import ended_after
from fer_core.faces.download.fetch import megabytes

_TELL_EVERY = 0.25
_NO_NETWORK = re.compile(
    r"ConnectionError|ConnectTimeout|ReadTimeout|NewConnectionError|MaxRetry|LocalEntryNotFound|NameResolution"
    r"|getaddrinfo|OfflineMode|ConnectError",
)
_RAISED = re.compile(r"[A-Za-z_][\w.]*(Error|Exception|Found\w*): ")
"""The line of a traceback that names what was raised; its message may go on below it."""

_REFUSED = re.compile(r"40[13]\b|Forbidden|Unauthori[sz]ed|GatedRepo")
_GONE = re.compile(r"404\b|NotFoundError|RepositoryNotFound")
_BY_HAND = "Or take the way by hand, as under Get FER2013."
_FOLDERS = {
    "KAGGLEHUB_CACHE": "kagglehub", "HF_HOME": "hf", "HF_HUB_CACHE": "hf/hub", "HF_DATASETS_CACHE": "hf/datasets",
    "TMPDIR": "tmp",
}  # fmt: skip
"""Where the libraries keep what they fetch and note: beside ``target``, gone with it."""


def get_repository(
    source: str, repository: str, revision: str, target: Path, progress: Progress, *, title: str
) -> None:
    """Let the worker fetch ``repository`` to ``target``. Raises DownloadFailed, or Cancelled out of ``progress``."""
    place = target.parent
    errors = place / "stderr.txt"
    with _worker(source, repository, revision, target, errors) as process:
        while process.poll() is None:
            progress(0, 0, f"Downloading from {title}, {megabytes(_size(place))} so far")
            _wait(process)
        code = process.returncode
    if code != 0:
        raise _failure(errors.read_text("utf-8", errors="replace"), code, title)


@contextmanager
def _worker(
    source: str, repository: str, revision: str, target: Path, errors: Path
) -> Iterator["subprocess.Popen[bytes]"]:
    """The worker process, ended with the block if it has not ended itself. What it keeps lies beside ``target``."""
    root = Path(__file__).parents[3]  # where fer_core can be imported from
    command = [sys.executable, "-W", "ignore", "-m", "fer_core.faces.download.worker", source, repository, revision]
    (target.parent / "tmp").mkdir()
    env = {**os.environ, "PYTHONIOENCODING": "utf-8"}
    env |= {name: str(target.parent / folder) for name, folder in _FOLDERS.items()}
    with errors.open("wb") as out:
        process = subprocess.Popen(
            [*command, str(target)], cwd=root, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=out
        )
        with ended_after(process):
            yield process


def _wait(process: "subprocess.Popen[bytes]") -> None:
    try:
        process.wait(_TELL_EVERY)
    except subprocess.TimeoutExpired:
        return


def _size(folder: Path) -> int:
    """Bytes below a folder that changes meanwhile; a folder of many files is taken at its archive's size."""
    total, end = 0, time.monotonic() + 0.1
    for parent, _, names in os.walk(folder):
        for name in names:
            try:
                total += (Path(parent) / name).stat().st_size
            except OSError:
                continue
        if time.monotonic() > end:
            break
    return total


def _failure(log: str, code: int, title: str) -> DownloadFailed:
    """What the worker's last words mean for the person; what follows a question mark may be secret and is left out."""
    lines = [line.strip() for line in log.splitlines() if line.strip()] or [f"it ended with code {code}"]
    raised = [line for line in lines if _RAISED.match(line)] or lines
    last = re.sub(r"\?[^\s'\")]*", "", raised[-1])[:200]
    if _NO_NETWORK.search(log):
        return DownloadFailed("No connection.", where=title, remedy=f"Check the network and try again. {_BY_HAND}")
    if _REFUSED.search(last):
        return DownloadFailed(f"The server does not allow it: {last}", where=title, remedy=_BY_HAND)
    if _GONE.search(last):
        return DownloadFailed("The data set is not there any more.", where=title, remedy=_BY_HAND)
    return DownloadFailed(f"It did not come: {last}", where=title, remedy=f"Try again. {_BY_HAND}")
