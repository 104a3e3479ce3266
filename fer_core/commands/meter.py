"""Output on stderr: progress, and errors about things that were left out."""

import sys
import time
from collections.abc import Iterable


class Meter:
    """Progress: one line that is updated in place on a terminal, or a new line every few seconds elsewhere."""

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
        """Remove the progress line from the terminal."""
        if self._shown:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)
            self._shown = False

    def report(self, what: str, errors: Iterable[Exception]) -> None:
        """Write a line for each error, beginning with ``what`` it is about."""
        self.clear()
        for error in errors:
            print(f"{what}: {' '.join(str(error).split())}", file=sys.stderr, flush=True)


METER = Meter()
"""The meter that all commands share."""
