"""Checks the values of decisions that a browser sends (untrusted JSON): groups, faces and verdicts must exist."""

from collections.abc import Iterable, Sequence
from typing import Any, cast

import numpy as np

from fer_core.base.errors import InvalidDecision
from fer_core.naming.decision import FIRST_NEW, Decision
from fer_core.naming.groups import Partition
from fer_core.naming.verdict import Verdict

MAX_FACES = 2000
"""Most faces that one decision names or moves."""
MAX_MERGED = 50
"""Most groups that one decision merges."""
MAX_NUMBER = 2**31 - 1
"""Largest whole number that a database stores."""


def group_in(value: Any, groups: Partition) -> int:
    """The number of an existing group. Raises InvalidDecision for anything else."""
    if not whole(value, 0, MAX_NUMBER):
        raise InvalidDecision("A decision does not name its group.")
    if value not in groups.sizes:
        name = "such group" if value >= FIRST_NEW else f"group {value + 1}"
        raise InvalidDecision(f"There is no {name}: it may have been split or merged meanwhile.")
    return cast(int, value)


def faces_in(value: Any, group: int | None, groups: Partition) -> tuple[int, ...]:
    """Faces of a group, or of any group if it is None, without repeats; an empty list means the whole group.

    Raises InvalidDecision for anything else.
    """
    if not isinstance(value, list) or len(value) > MAX_FACES:
        raise InvalidDecision(f"Expected a list of at most {MAX_FACES} faces.")
    if not all(whole(face, 0, MAX_NUMBER) for face in value):
        raise InvalidDecision("A face is not given by its number.")
    faces = tuple(dict.fromkeys(value))
    members = groups.rows if group is None else groups.faces(group)
    if faces and not np.isin(np.array(faces, np.int64), members).all():
        where = "any group" if group is None else f"group {groups.labels[group]}"
        raise InvalidDecision(f"Not all of these faces are in {where}.")
    return faces


def merged(value: Any, groups: Partition) -> tuple[int, ...]:
    """Numbers of the groups to merge. Raises InvalidDecision for anything else."""
    if not isinstance(value, list) or not 2 <= len(value) <= MAX_MERGED:
        raise InvalidDecision(f"From 2 to {MAX_MERGED} groups can be merged.")
    return tuple(group_in(group, groups) for group in value)


def entry_of(value: Any, entries: Iterable[Decision]) -> int:
    """The id of a decision in the log, or 0 for the start. Raises InvalidDecision for anything else."""
    if not whole(value, 0, MAX_NUMBER) or (value and all(entry.id != value for entry in entries)):
        raise InvalidDecision("The decision to return to does not exist.")
    return cast(int, value)


def verdict_of(value: Any, classes: Sequence[str]) -> Verdict:
    """A verdict with names of the data set. Raises InvalidDecision for anything else."""
    if not isinstance(value, dict):
        raise InvalidDecision("A decision has no verdict.")
    kind, first, second = value.get("kind"), value.get("emotion", ""), value.get("second", "")
    if not isinstance(kind, str):
        raise InvalidDecision("A decision has no verdict.")
    for name in (first, second):
        if not isinstance(name, str) or (name and name not in classes):
            raise InvalidDecision("A name is not a name of this data set.")
    return Verdict(kind, first, second)  # type: ignore[arg-type]  # Verdict checks the kind


def whole(value: Any, low: int, high: int) -> bool:
    """Whether a value is a whole number from ``low`` to ``high``; True and False are not."""
    return isinstance(value, int) and not isinstance(value, bool) and low <= value <= high
