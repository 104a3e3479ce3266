"""How long work tells how far it is, and how it is told to stop."""

from collections.abc import Callable, Sequence
from itertools import pairwise

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


def parts_of(progress: Progress, weights: Sequence[float]) -> list[Progress]:
    """For each of several pieces of work, one after the other, a progress that fills its share of another."""
    total = sum(weights) or 1.0
    starts = [sum(weights[:i]) / total for i in range(len(weights) + 1)]
    return [part_of(progress, start, end) for start, end in pairwise(starts)]
