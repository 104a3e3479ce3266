"""The values of a browser's decisions: untrusted JSON to groups, faces and verdicts that are there."""

from collections.abc import Iterable, Sequence
from typing import Any, cast

import numpy as np

from fer_core.base.errors import InvalidDecision
from fer_core.naming.decision import FIRST_NEW, Decision
from fer_core.naming.groups import Partition
from fer_core.naming.verdict import Verdict

MAX_FACES = 2000
"""Faces named or moved by one key."""
MAX_MERGED = 50
"""Groups merged by one key."""
MAX_NUMBER = 2**31 - 1
"""What a database holds as a whole number."""


def group_in(value: Any, groups: Partition) -> int:
    """The number of a group that is there. Raises InvalidDecision."""
    if not whole(value, 0, MAX_NUMBER):
        raise InvalidDecision("A decision does not say which group it is about.")
    if value not in groups.sizes:
        name = "such group" if value >= FIRST_NEW else f"group {value + 1}"
        raise InvalidDecision(f"There is no {name}, or no longer: somebody split or merged it.")
    return cast(int, value)


def faces_in(value: Any, group: int | None, groups: Partition) -> tuple[int, ...]:
    """Faces of a group, or of any group, each once; an empty list is the whole group. Raises InvalidDecision."""
    if not isinstance(value, list) or len(value) > MAX_FACES:
        raise InvalidDecision(f"Expected a list of at most {MAX_FACES} faces.")
    if not all(whole(face, 0, MAX_NUMBER) for face in value):
        raise InvalidDecision("A face is given by something that is not its number.")
    faces = tuple(dict.fromkeys(value))
    members = groups.rows if group is None else groups.faces(group)
    if faces and not np.isin(np.array(faces, np.int64), members).all():
        where = "any group" if group is None else f"group {groups.labels[group]}"
        raise InvalidDecision(f"Not all of these faces are in {where}.")
    return faces


def merged(value: Any, groups: Partition) -> tuple[int, ...]:
    """Groups that become one. Raises InvalidDecision."""
    if not isinstance(value, list) or not 2 <= len(value) <= MAX_MERGED:
        raise InvalidDecision(f"Between 2 and {MAX_MERGED} groups can become one.")
    return tuple(group_in(group, groups) for group in value)


def entry_of(value: Any, entries: Iterable[Decision]) -> int:
    """The id of a decision that was made, or 0 for the very beginning. Raises InvalidDecision."""
    if not whole(value, 0, MAX_NUMBER) or (value and all(entry.id != value for entry in entries)):
        raise InvalidDecision("There is no such decision to return to.")
    return cast(int, value)


def verdict_of(value: Any, classes: Sequence[str]) -> Verdict:
    """A verdict whose names the data set has. Raises InvalidDecision."""
    if not isinstance(value, dict):
        raise InvalidDecision("A decision does not say what was decided.")
    kind, first, second = value.get("kind"), value.get("emotion", ""), value.get("second", "")
    if not isinstance(kind, str):
        raise InvalidDecision("A decision does not say what was decided.")
    for name in (first, second):
        if not isinstance(name, str) or (name and name not in classes):
            raise InvalidDecision("A name is not among those of this data set.")
    return Verdict(kind, first, second)  # type: ignore[arg-type]  # Verdict checks the kind


def whole(value: Any, low: int, high: int) -> bool:
    """Whether a value is a whole number from ``low`` to ``high``; yes and no are none."""
    return isinstance(value, int) and not isinstance(value, bool) and low <= value <= high
