"""Jobs: long work in threads of its own, one at a time for each key, with progress and cancel."""

import itertools
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from fer_core.base.errors import Cancelled
from fer_core.base.progress import Progress
from ui.shell.pace import RecentPace

ABANDONED = 3600.0
"""Seconds after its end at which a job is dropped if no page has asked for its result."""
LONG = 10.0
"""Seconds from which the end of work that nobody pressed a button for is told."""

_numbers = itertools.count(1)


@dataclass(frozen=True)
class Notice:
    """How a job is told to people. A job without one is listed nowhere: nobody waits for it.

    Attributes:
        study: id of the study that it was started for.
        page: key of the step whose page shows the result.
        asked: whether a person pressed a button for it.
        lasting: whether a page can show its result later; False if it is of use only to the page as it is now.
        offer: the button beside the news that it has ended.
        about: what the page needs to find the job again.
        view: the view and the part of the page that were open, by their names in the address.
    """

    study: str
    page: str
    asked: bool = False
    lasting: bool = True
    offer: str = "Show"
    about: Any = None
    view: Mapping[str, str] = field(default_factory=dict)


class Job:
    """One piece of work. Its attributes may be read from any thread.

    Attributes:
        number: counts the jobs of this server.
        told: whether a page has shown how it ended, or a person has dismissed the news.
    """

    def __init__(
        self, title: str, work: Callable[[Progress], Any], notice: Notice | None = None, key: str = ""
    ) -> None:
        self.title, self.notice, self.key, self.number = title, notice, key, next(_numbers)
        self.done, self.total, self.what = 0, 0, ""
        self.result: Any = None
        self.error: BaseException | None = None
        self.told = False
        self.pace = RecentPace()
        self.ended: float | None = None
        self._cancel = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(work,), daemon=True, name=title)
        self._thread.start()

    def _run(self, work: Callable[[Progress], Any]) -> None:
        try:
            self.result = work(self._progress)
        except BaseException as error:  # kept for the page that waits for the job
            self.error = error
        self.ended = time.monotonic()

    def _progress(self, done: int, total: int, what: str) -> None:
        if self._cancel.is_set():
            raise Cancelled
        self.done, self.total, self.what = done, total, what
        self.pace.report(self.share)

    @property
    def running(self) -> bool:
        """Whether the work is still going on."""
        return self._thread.is_alive()

    @property
    def cancelled(self) -> bool:
        """Whether it ended because a person cancelled it."""
        return isinstance(self.error, Cancelled)

    @property
    def stopping(self) -> bool:
        """Whether it was cancelled and has not ended yet."""
        return self._cancel.is_set() and self.running

    @property
    def share(self) -> float:
        """Share of the work that is done, 0..1."""
        return min(1.0, self.done / self.total) if self.total else 0.0

    @property
    def news(self) -> bool:
        """Whether it has ended in a way that a person on another page should hear of, and nobody has told so yet."""
        if self.running or self.told or self.cancelled or self.notice is None:
            return False
        took = (self.ended or time.monotonic()) - self.pace.started
        return self.error is not None or (self.notice.lasting and (self.notice.asked or took >= LONG))

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

    def start(
        self, key: str, title: str, work: Callable[[Progress], Any], slot: str = "", notice: Notice | None = None
    ) -> Job:
        """The job with this key, started if there is none. An earlier job in the same ``slot`` is cancelled."""
        with self._lock:
            if slot and self._slots.get(slot) != key:
                superseded = self._jobs.pop(self._slots.get(slot, ""), None)
                if superseded is not None:
                    superseded.cancel()
                self._slots[slot] = key
            if key not in self._jobs:
                self._drop_abandoned()
                self._jobs[key] = Job(title, work, notice, key)
            return self._jobs[key]

    def _drop_abandoned(self) -> None:
        """Forget jobs that ended long ago and whose result no page has asked for."""
        for key, job in list(self._jobs.items()):
            if job.ended is not None and time.monotonic() - job.ended > ABANDONED:
                del self._jobs[key]

    def get(self, key: str) -> Job | None:
        """The job with this key, or None."""
        return self._jobs.get(key)

    def listed(self) -> list[Job]:
        """The jobs that people may know of, in the order in which they were started."""
        with self._lock:
            return sorted((job for job in self._jobs.values() if job.notice), key=lambda job: job.number)

    def forget(self, key: str) -> None:
        """Drop a job that has ended, so that it can be started again."""
        with self._lock:
            if key in self._jobs and not self._jobs[key].running:
                del self._jobs[key]
