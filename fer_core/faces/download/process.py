"""A library's download in a separate process, which can be stopped and keeps its imports and logs to itself."""

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
"""The line of a traceback that names the exception; its message may continue below."""

_REFUSED = re.compile(r"40[13]\b|Forbidden|Unauthori[sz]ed|GatedRepo")
_GONE = re.compile(r"404\b|NotFoundError|RepositoryNotFound")
_BY_HAND = "Or download it with your browser, as described under Get FER2013."
_FOLDERS = {
    "KAGGLEHUB_CACHE": "kagglehub", "HF_HOME": "hf", "HF_HUB_CACHE": "hf/hub", "HF_DATASETS_CACHE": "hf/datasets",
    "TMPDIR": "tmp",
}  # fmt: skip
"""Folders for what the libraries save, beside ``target`` so that they are deleted with it."""


def get_repository(
    source: str, repository: str, revision: str, target: Path, progress: Progress, *, title: str
) -> None:
    """Download ``repository`` to ``target`` in the worker. Raises DownloadFailed; ``progress`` may raise Cancelled."""
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
    """The worker process; it is ended with the block if it still runs. It saves its files beside ``target``."""
    root = Path(__file__).parents[3]  # the folder that holds fer_core
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
    """Bytes in a folder that may change meanwhile, counted for at most 0.1 s."""
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
    """The error for a failed worker, from its log; what follows a question mark may be secret and is removed."""
    lines = [line.strip() for line in log.splitlines() if line.strip()] or [f"it ended with code {code}"]
    raised = [line for line in lines if _RAISED.match(line)] or lines
    last = re.sub(r"\?[^\s'\")]*", "", raised[-1])[:200]
    if _NO_NETWORK.search(log):
        return DownloadFailed(
            "There is no connection.", where=title, remedy=f"Check the network and try again. {_BY_HAND}"
        )
    if _REFUSED.search(last):
        return DownloadFailed(f"The server does not allow this: {last}", where=title, remedy=_BY_HAND)
    if _GONE.search(last):
        return DownloadFailed("The data set is no longer available there.", where=title, remedy=_BY_HAND)
    return DownloadFailed(f"The download failed: {last}", where=title, remedy=f"Try again. {_BY_HAND}")
