"""Work in a separate process, for code that cannot be stopped otherwise or would hold the interpreter lock.

A worker is a module that is run as ``python -m fer_core.<name> in.npz out.npy``. It reads named arrays, reports
progress on standard output in lines of the form "done<tab>total<tab>what" (`tell`), and writes one array.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from fer_core.base.errors import FerLabError
from fer_core.base.progress import Progress, silent

POLL_SECONDS = 0.2
_SETTINGS = {"OMP_WAIT_POLICY": "passive", "PYTHONIOENCODING": "utf-8"}
"""Threads that wait sleep: by default they spin, which took 300 times as long on a busy machine. The worker's output is
UTF-8, whatever the console's encoding."""


def run_worker(module: str, title: str, given: Mapping[str, np.ndarray], progress: Progress = silent) -> np.ndarray:
    """The array that the worker ``fer_core.<module>`` makes from the arrays ``given``.

    No process and no file is left behind, whatever happens.

    Args:
        module: its name, as after ``fer_core.``.
        title: what it does, for people.
        given: named arrays.
        progress: may raise Cancelled.

    Raises:
        FerLabError: where the worker fails; the error names ``title``.
    """
    with tempfile.TemporaryDirectory(prefix="fer-lab-") as name:
        folder = Path(name)
        _hand_over(given, folder / "in.npz")
        with _process(module, folder) as process:
            code = None
            while code is None:
                progress(*_last_report(folder / "stdout.txt", title))
                try:
                    code = process.wait(POLL_SECONDS)
                except subprocess.TimeoutExpired:
                    continue
        if code != 0 or not (folder / "out.npy").is_file():
            raise _failure(title, code, folder / "stderr.txt")
        progress(1000, 1000, f"{title} is done")
        return np.load(folder / "out.npy", allow_pickle=False)


def tell(done: float, what: str) -> None:
    """Report a worker's progress; ``done`` is a share, 0..1."""
    print(f"{round(1000 * done)}\t1000\t{what}", flush=True)


def _hand_over(given: Mapping[str, np.ndarray], path: Path) -> None:
    try:
        np.savez(path, allow_pickle=False, **given)
    except OSError as error:
        remedy = "Free some space in the temporary folder, then try again."
        what = f"The file could not be written ({error.strerror})."
        raise FerLabError(what, where=str(path), remedy=remedy) from error


@contextmanager
def _process(module: str, folder: Path) -> Iterator[subprocess.Popen]:
    """The worker process; it is ended with the block if it still runs."""
    command = [sys.executable, "-W", "ignore", "-m", f"fer_core.{module}"]
    command += [str(folder / "in.npz"), str(folder / "out.npy")]
    root = Path(__file__).parents[2]  # the folder that holds fer_core
    with (folder / "stdout.txt").open("wb") as out, (folder / "stderr.txt").open("wb") as errors:
        process = subprocess.Popen(
            command, cwd=root, env={**os.environ, **_SETTINGS}, stdin=subprocess.DEVNULL, stdout=out, stderr=errors
        )
        with ended_after(process):
            yield process


@contextmanager
def ended_after(process: "subprocess.Popen[bytes]") -> Iterator[None]:
    """End a process with the block if it still runs."""
    try:
        yield
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()


def _last_report(path: Path, title: str) -> tuple[int, int, str]:
    """The last complete progress report of the worker."""
    *lines, _ = path.read_text("utf-8", errors="replace").split("\n")
    reports = [line.split("\t") for line in lines if line.count("\t") == 2]
    if not reports:
        return 0, 0, f"Starting {title}"
    done, total, what = reports[-1]
    return int(done), int(total), what


def _failure(title: str, code: int, errors: Path) -> FerLabError:
    lines = errors.read_text("utf-8", errors="replace").strip().splitlines()[-3:]
    why = " / ".join(line.strip() for line in lines) or f"it ended with code {code}, possibly for lack of memory"
    return FerLabError(f"{title} failed: {why}.", where=title, remedy="Use PCA instead.")
