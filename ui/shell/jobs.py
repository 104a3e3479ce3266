"""Jobs: long work in threads of its own, one at a time for each key, with progress and cancel."""

import threading
import time
from collections.abc import Callable
from typing import Any

from fer_core.base.errors import Cancelled
from fer_core.base.progress import Progress

ABANDONED = 3600.0
"""Seconds after which the result of a job is dropped if no page has asked for it."""

MOVES = 5
"""Progress reports needed before the time left is estimated."""


class Job:
    """One piece of work. Its attributes may be read from any thread."""

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
        except BaseException as error:  # kept for the page that waits for the job
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
        """Whether the work is still going on."""
        return self._thread.is_alive()

    @property
    def cancelled(self) -> bool:
        """Whether it ended because a person cancelled it."""
        return isinstance(self.error, Cancelled)

    @property
    def share(self) -> float:
        """Share of the work that is done, 0..1."""
        return min(1.0, self.done / self.total) if self.total else 0.0

    @property
    def seconds_left(self) -> float | None:
        """Estimate from the pace so far; None while there is too little progress, or none for a while."""
        spent, still = time.monotonic() - self.started, time.monotonic() - self._moved
        steady = self._moves >= MOVES and self.share > 0.02 and spent > 1 and still < max(2.0, spent / 10)
        return spent / self.share - spent if steady else None

    def cancel(self) -> None:
        """Make it stop at its next progress report."""
        self._cancel.set()

    def wait(self, seconds: float) -> bool:
        """Wait at most so many seconds for the end; returns whether it has ended."""
        self._thread.join(seconds)
        return not self.running


class Jobs:
    """The jobs of this server. A key never runs twice at the same time."""

    def __init__(self) -> None:
        self._jobs: dict[str, Job] = {}
        self._slots: dict[str, str] = {}
        self._lock = threading.Lock()

    def start(self, key: str, title: str, work: Callable[[Progress], Any], slot: str = "") -> Job:
        """The job with this key, started if there is none. An earlier job in the same ``slot`` is cancelled."""
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
        """Forget jobs that ended long ago and whose result no page has asked for."""
        for key, job in list(self._jobs.items()):
            if not job.running and time.monotonic() - job.started > ABANDONED:
                del self._jobs[key]

    def get(self, key: str) -> Job | None:
        """The job with this key, or None."""
        return self._jobs.get(key)

    def forget(self, key: str) -> None:
        """Drop a job that has ended, so that it can be started again."""
        with self._lock:
            if key in self._jobs and not self._jobs[key].running:
                del self._jobs[key]
