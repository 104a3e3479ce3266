"""How long work reports its progress and is cancelled."""

from collections.abc import Callable, Sequence
from itertools import pairwise

Progress = Callable[[int, int, str], None]
"""``progress(done, total, what)``: called repeatedly by long work; raises `Cancelled` to stop it.

``total`` is 0 while the amount of work is unknown. ``what`` is a short phrase for people ("Reading rows").
"""


def silent(done: int, total: int, what: str) -> None:
    """A progress that does nothing."""


def part_of(progress: Progress, start: float, end: float) -> Progress:
    """A progress that covers only the share ``start..end`` (0..1) of ``progress``."""

    def scaled(done: int, total: int, what: str) -> None:
        share = start + (end - start) * (done / total if total else 0.0)
        progress(round(share * 1000), 1000, what)

    return scaled


def parts_of(progress: Progress, weights: Sequence[float]) -> list[Progress]:
    """A progress for each of several consecutive pieces of work, which covers its share of ``progress`` by weight."""
    total = sum(weights) or 1.0
    starts = [sum(weights[:i]) / total for i in range(len(weights) + 1)]
    return [part_of(progress, start, end) for start, end in pairwise(starts)]
