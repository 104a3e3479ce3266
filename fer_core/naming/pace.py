"""The pace at which an annotator names groups."""

from collections.abc import Iterable
from datetime import datetime
from itertools import pairwise
from statistics import median

from fer_core.naming.decision import Decision
from fer_core.naming.replay import PAUSE_SECONDS

FEWEST = 5
"""Least number of named groups from which a pace is computed."""


def seconds_a_group(decisions: Iterable[Decision], annotator: str) -> float | None:
    """Median seconds that ``annotator`` needs to decide a whole group; None if they have decided too few.

    Each time counts from their previous entry of any kind, undo included. Gaps of `PAUSE_SECONDS` or more are breaks
    and do not count.
    """
    own = [decision for decision in decisions if decision.annotator == annotator and decision.at]
    gaps = [
        (datetime.fromisoformat(now.at) - datetime.fromisoformat(before.at)).total_seconds()
        for before, now in pairwise(own)
        if now.action == "verdict" and not now.faces
    ]
    worked = [gap for gap in gaps if 0 < gap < PAUSE_SECONDS]
    return median(worked) if len(worked) >= FEWEST else None
