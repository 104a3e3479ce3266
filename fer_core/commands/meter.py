"""What is said on stderr: progress, and what was left out."""

import sys
import time
from collections.abc import Iterable


class Meter:
    """One line that is written over on a terminal; a line now and then elsewhere."""

    def __init__(self) -> None:
        self._last = 0.0
        self._shown = False

    def __call__(self, done: int, total: int, what: str) -> None:
        """See `fer_core.base.progress.Progress`."""
        now, terminal = time.monotonic(), sys.stderr.isatty()
        if now - self._last < (0.2 if terminal else 5):
            return
        self._last, self._shown = now, terminal
        share = f"{done / total:4.0%}" if total else f"{done:,}"
        print(
            f"\r\x1b[K{share} {what}" if terminal else f"{share} {what}", end="" if terminal else "\n", file=sys.stderr
        )
        sys.stderr.flush()

    def clear(self) -> None:
        """Take the line off the terminal."""
        if self._shown:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)
            self._shown = False

    def tell_of(self, what: str, errors: Iterable[Exception]) -> None:
        """A line for each error: ``what`` it is about, and what it says."""
        self.clear()
        for error in errors:
            print(f"{what}: {' '.join(str(error).split())}", file=sys.stderr, flush=True)


METER = Meter()
"""The one that commands use."""
