"""Decisions as files: what one study exports, another imports and has the same state.

Imports are untrusted. They are accepted as a whole, or refused with the lines that are wrong.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

import numpy as np

from fer_core.base.errors import InvalidDecision
from fer_core.naming import sheet
from fer_core.naming.allowed import check_name
from fer_core.naming.decision import ACTIONS, FIRST_NEW, Decision, Membership, annotator_name
from fer_core.naming.verdict import Verdict

COLUMNS = (
    "id", "at", "annotator", "client", "seq", "clustering", "action", "group", "faces",
    "kind", "emotion", "second", "parts", "groups", "to", "picture",
)  # fmt: skip


def decisions_csv(decisions: Iterable[Decision]) -> bytes:
    """All fields of decisions as CSV; lists of faces and groups are separated by blanks."""
    return sheet.to_csv(COLUMNS, _rows(decisions))


def decisions_parquet(decisions: Iterable[Decision]) -> bytes:
    """The same as Parquet."""
    return sheet.to_parquet(COLUMNS, _rows(decisions))


def decisions_json(decisions: Iterable[Decision]) -> bytes:
    """The same as JSON, a list of objects."""
    return sheet.to_json(COLUMNS, _rows(decisions))


def _rows(decisions: Iterable[Decision]) -> Iterator[Sequence[object]]:
    for d in decisions:
        said = (d.verdict.kind, d.verdict.emotion, d.verdict.second) if d.verdict else ("", "", "")
        faces, groups = " ".join(map(str, d.faces)), " ".join(map(str, d.groups))
        about = (d.action, d.group, faces, *said, d.parts, groups, d.to, d.picture)
        yield (d.id, d.at, d.annotator, d.client, d.seq, d.clustering, *about)


def read_decisions(
    data: bytes, *, classes: Sequence[str], clusterings: Mapping[str, Membership] | None = None
) -> list[Decision]:
    """Decisions out of a file that `decisions_csv`, `_parquet` or `_json` made, for `DecisionLog.adopt`.

    ``clusterings``: members by key; decisions on one of them must fit its faces and groups. Those on other clusterings
    are kept as they are: they have no effect until such a clustering is made. Raises InvalidDecision.
    """
    known = {} if clusterings is None else clusterings
    rows = sheet.read(data, COLUMNS[:-1], COLUMNS)  # files from before there were pictures lack the last one
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
    client, key, at = row["client"], row["clustering"], row["at"]
    if row["action"] not in ACTIONS:
        raise InvalidDecision(f"“{row['action'][:20]}” is no kind of decision.")
    if not re.fullmatch(r"[0-9A-Za-z_-]{1,64}", client) or not re.fullmatch(r"[0-9A-Za-z_-]{1,64}", key):
        raise InvalidDecision("The client or the clustering is missing.")
    try:
        if datetime.fromisoformat(at).tzinfo is None or len(at) > 32:
            raise ValueError
    except ValueError as error:
        raise InvalidDecision(f"“{at[:40]}” is no time with a zone.") from error
    verdict = Verdict(row["kind"], row["emotion"], row["second"]) if row["kind"] else None  # type: ignore[arg-type]
    if verdict:
        for name in filter(None, (verdict.emotion, verdict.second)):
            check_name(name, classes)
    return Decision(
        client, sheet.whole(row["seq"], "number of an event", 1), key, row["action"],
        _optional(row["group"]), _numbers(row["faces"]), verdict, row["parts"], _numbers(row["groups"]),
        _optional(row["to"]), row.get("picture", ""),
        sheet.whole(row["id"], "number of a decision", 1), at, annotator_name(row["annotator"]),
    )  # fmt: skip


def _checked(decision: Decision, clusterings: Mapping[str, Membership]) -> Decision:
    """The decision, if it fits its clustering, where that is known."""
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


def _optional(text: str) -> int | None:
    return sheet.whole(text, "number") if text else None


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(sheet.whole(part, "number") for part in text.split())
