"""Jobs: long work off the script thread, one at a time per key, with progress and cancel."""

import threading
import time
from collections.abc import Callable
from typing import Any

from fer_core.base.errors import Cancelled
from fer_core.base.progress import Progress

ABANDONED = 3600.0
"""Seconds after which the result of a job that nobody asked for again is forgotten."""


MOVES = 5
"""Signs of progress before a pace can be told from them."""


class Job:
    """One piece of work. Read its attributes from any thread."""

    def __init__(self, title: str, work: Callable[[Progress], Any]) -> None:
        self.title = title
        self.done, self.total, self.what = 0, 0, ""
        self.result: Any = None
        self.error: BaseException | None = None
        self.started = self._moved = time.monotonic()
        self._moves = 0
        self._cancel = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(work,), daemon=True, name=title)
        self._thread.start()

    def _run(self, work: Callable[[Progress], Any]) -> None:
        try:
            self.result = work(self._progress)
        except BaseException as error:  # shown by whoever waits: a job must not die unseen
            self.error = error

    def _progress(self, done: int, total: int, what: str) -> None:
        if self._cancel.is_set():
            raise Cancelled
        before = self.share
        self.done, self.total, self.what = done, total, what
        if self.share > before:
            self._moved, self._moves = time.monotonic(), self._moves + 1

    @property
    def running(self) -> bool:
        """Whether the work still goes on."""
        return self._thread.is_alive()

    @property
    def cancelled(self) -> bool:
        """Whether it ended because the person wished so."""
        return isinstance(self.error, Cancelled)

    @property
    def share(self) -> float:
        """How far it is, 0..1."""
        return min(1.0, self.done / self.total) if self.total else 0.0

    @property
    def seconds_left(self) -> float | None:
        """A guess from the pace so far; None while there is nothing to go by, or where it stands still."""
        spent, still = time.monotonic() - self.started, time.monotonic() - self._moved
        steady = self._moves >= MOVES and self.share > 0.02 and spent > 1 and still < max(2.0, spent / 10)
        return spent / self.share - spent if steady else None

    def cancel(self) -> None:
        """Ask it to stop at its next sign of progress."""
        self._cancel.set()

    def wait(self, seconds: float) -> bool:
        """Wait for the end, at most so long; whether it ended."""
        self._thread.join(seconds)
        return not self.running


class Jobs:
    """The jobs of this server. The same key never runs twice at once."""

    def __init__(self) -> None:
        self._jobs: dict[str, Job] = {}
        self._slots: dict[str, str] = {}
        self._lock = threading.Lock()

    def start(self, key: str, title: str, work: Callable[[Progress], Any], slot: str = "") -> Job:
        """The job with this key; started if there is none. In a named slot, it takes the place of the one before."""
        with self._lock:
            if slot and self._slots.get(slot) != key:
                superseded = self._jobs.pop(self._slots.get(slot, ""), None)
                if superseded is not None:
                    superseded.cancel()
                self._slots[slot] = key
            if key not in self._jobs:
                self._drop_abandoned()
                self._jobs[key] = Job(title, work)
            return self._jobs[key]

    def _drop_abandoned(self) -> None:
        """Forget jobs that ended long ago and that nobody came back for."""
        for key, job in list(self._jobs.items()):
            if not job.running and time.monotonic() - job.started > ABANDONED:
                del self._jobs[key]

    def get(self, key: str) -> Job | None:
        """The job with this key, if there is one."""
        return self._jobs.get(key)

    def forget(self, key: str) -> None:
        """Drop the job if it has ended, so that it can be started again."""
        with self._lock:
            if key in self._jobs and not self._jobs[key].running:
                del self._jobs[key]
