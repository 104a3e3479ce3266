"""How fast a person names groups, and how long the rest will take them."""

from collections.abc import Iterable
from datetime import datetime
from itertools import pairwise
from statistics import median

from fer_core.naming.decision import Decision
from fer_core.naming.replay import PAUSE_SECONDS

FEWEST = 5
"""Groups that a person must have named before a pace can be told."""


def seconds_a_group(decisions: Iterable[Decision], annotator: str) -> float | None:
    """Median seconds that ``annotator`` takes for a verdict on a whole group; None where they gave too few.

    The time since their last entry of any kind counts, so a look back and an undo make a verdict slow. A gap of
    `PAUSE_SECONDS` or more is a break and left out.
    """
    own = [decision for decision in decisions if decision.annotator == annotator and decision.at]
    gaps = [
        (datetime.fromisoformat(now.at) - datetime.fromisoformat(before.at)).total_seconds()
        for before, now in pairwise(own)
        if now.action == "verdict" and not now.faces
    ]
    worked = [gap for gap in gaps if 0 < gap < PAUSE_SECONDS]
    return median(worked) if len(worked) >= FEWEST else None
