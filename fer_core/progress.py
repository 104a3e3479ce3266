"""How long work tells how far it is, and how it is told to stop."""

from collections.abc import Callable

Progress = Callable[[int, int, str], None]
"""``progress(done, total, what)``: called now and then by long work; raises `Cancelled` to stop it.

``total`` is 0 while the amount of work is unknown; ``what`` is a short phrase for a person ("Reading rows").
"""


def silent(done: int, total: int, what: str) -> None:
    """Tell nobody."""


def part_of(progress: Progress, start: float, end: float) -> Progress:
    """A progress that fills only the share ``start..end`` (0..1) of another."""

    def scaled(done: int, total: int, what: str) -> None:
        share = start + (end - start) * (done / total if total else 0.0)
        progress(round(share * 1000), 1000, what)

    return scaled
