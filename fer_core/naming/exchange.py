"""Decisions as files: a study that imports the decisions of another has the same state.

Imports are untrusted. A file is accepted as a whole, or refused with its invalid lines.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

import numpy as np

from fer_core.base.errors import InvalidDecision
from fer_core.naming import sheet
from fer_core.naming.allowed import check_name
from fer_core.naming.decision import ACTIONS, FIRST_NEW, Decision, Membership, annotator_name
from fer_core.naming.fields import FIELDS, DecisionField, decision_of, values_of
from fer_core.naming.sheet import ExportTable

COLUMNS = tuple(field.name for field in FIELDS)
_NEEDED = tuple(field.name for field in FIELDS if not field.later)
_NUMBERS = {"seq": "number of an event", "id": "number of a decision"}


def decisions_sheet(decisions: Iterable[Decision]) -> ExportTable:
    """A table with all fields of decisions; numbers of faces and groups are separated by blanks."""
    return ExportTable(COLUMNS, _rows(decisions))


def _rows(decisions: Iterable[Decision]) -> Iterator[Sequence[object]]:
    for decision in decisions:
        values = values_of(decision)
        yield [" ".join(map(str, value)) if isinstance(value, tuple) else value for value in values.values()]


def read_decisions(
    data: bytes, *, classes: Sequence[str], clusterings: Mapping[str, Membership] | None = None
) -> list[Decision]:
    """Read the decisions of a file made from a `decisions_sheet`, for `DecisionLog.adopt`.

    Args:
        data: bytes of the file, untrusted.
        classes: names of the data set.
        clusterings: members by key. Decisions on one of them must fit its faces and groups; decisions on others are
            not checked, as they have no effect until that clustering is made.

    Raises:
        InvalidDecision: for a file with anything else in it, with its first invalid lines.
    """
    known = {} if clusterings is None else clusterings
    rows = sheet.read(data, _NEEDED, COLUMNS)
    decisions = sheet.each(rows, lambda row: _checked(_decision(row, classes), known))
    last = 0
    numbers: dict[str, int] = {}
    for (line, _), d in zip(rows, decisions, strict=True):
        if d.id <= last or d.seq <= numbers.get(d.client, 0):
            raise InvalidDecision(f"Line {line}: decisions are out of order.", remedy="Do not sort an exported file.")
        last = numbers[d.client] = d.id
        numbers[d.client] = d.seq
    return decisions


def _decision(row: sheet.Row, classes: Sequence[str]) -> Decision:
    if row["action"] not in ACTIONS:
        raise InvalidDecision(f"“{row['action'][:20]}” is not a kind of decision.")
    for key in (row["client"], row["clustering"]):
        if not re.fullmatch(r"[0-9A-Za-z_-]{1,64}", key):
            raise InvalidDecision("The client or the clustering is missing.")
    _check_time(row["at"])
    if row["kind"]:
        for name in filter(None, (row["emotion"], row["second"])):
            check_name(name, classes)
    values = {field.name: _value(field, row.get(field.name, "")) for field in FIELDS}
    return decision_of({**values, "annotator": annotator_name(row["annotator"])})


def _check_time(at: str) -> None:
    try:
        if datetime.fromisoformat(at).tzinfo is None or len(at) > 32:
            raise ValueError
    except ValueError as error:
        raise InvalidDecision(f"“{at[:40]}” is not a time with a time zone.") from error


def _value(field: DecisionField, text: str) -> object:
    if field.holds == "number":
        return sheet.whole(text, _NUMBERS[field.name], 1)
    if field.holds == "number or nothing":
        return sheet.whole(text, "number") if text else None
    if field.holds == "numbers":
        return tuple(sheet.whole(part, "number") for part in text.split())
    return text


def _checked(decision: Decision, clusterings: Mapping[str, Membership]) -> Decision:
    """The decision. Raises InvalidDecision if it does not fit its clustering, as far as that is known."""
    if decision.clustering in clusterings:
        base = clusterings[decision.clustering]
        to = decision.to if decision.action == "move" else None
        for group in (decision.group, to, *decision.groups):
            if group is not None and group < FIRST_NEW and (group < 0 or not (base.groups == group).any()):
                raise InvalidDecision(f"There is no group {group + 1}.")
        grouped = decision.action == "correction" or np.isin(decision.faces, base.rows).all()
        if not grouped:
            raise InvalidDecision("Some of its faces are in no group.")
    return decision
