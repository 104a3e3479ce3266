"""How a decision is a row of the table: its columns, to and from a row."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from fer_core.base.errors import DamagedFile, InvalidDecision
from fer_core.naming.decision import Decision, Event
from fer_core.naming.verdict import Verdict

NAME = "decisions"
NO_DETAIL = "{}"


def columns() -> list[sa.Column[Any]]:
    """What a row holds beside its id. ``detail`` is JSON: ``parts``, ``groups``, ``to``, ``picture``, if any."""
    return [
        sa.Column("client", sa.String(64), nullable=False),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("at", sa.String(32), nullable=False),
        sa.Column("annotator", sa.String(64), nullable=False),
        sa.Column("clustering", sa.String(64), nullable=False),
        sa.Column("action", sa.String(16), nullable=False),
        sa.Column("group_number", sa.Integer),
        sa.Column("faces", sa.Text, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("emotion", sa.String(64), nullable=False),
        sa.Column("second", sa.String(64), nullable=False),
        sa.Column("detail", sa.Text, nullable=False, server_default=NO_DETAIL),
    ]


def now() -> str:
    """The time as a row keeps it: UTC, ISO 8601."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def row_of(event: Event, number: int, at: str, annotator: str) -> dict[str, Any]:
    """An event as a row with this id."""
    verdict = event.verdict
    detail = {"parts": event.parts, "groups": list(event.groups), "to": event.to, "picture": event.picture}
    return {
        "id": number,
        "client": event.client,
        "seq": event.seq,
        "at": at,
        "annotator": annotator,
        "clustering": event.clustering,
        "action": event.action,
        "group_number": event.group,
        "faces": json.dumps(event.faces),
        "kind": verdict.kind if verdict else "",
        "emotion": verdict.emotion if verdict else "",
        "second": verdict.second if verdict else "",
        "detail": json.dumps({name: value for name, value in detail.items() if value not in ("", [], None)}),
    }


def decision_of(row: Mapping[str, Any]) -> Decision:
    """A row as a decision. Raises DamagedFile for one that is none."""
    try:
        verdict = Verdict(row["kind"], row["emotion"], row["second"]) if row["kind"] else None
        detail = json.loads(row.get("detail", NO_DETAIL))
        return Decision(
            row["client"], row["seq"], row["clustering"], row["action"], row["group_number"],
            tuple(json.loads(row["faces"])), verdict,
            detail.get("parts", ""), tuple(detail.get("groups", ())), detail.get("to"), detail.get("picture", ""),
            row["id"], row["at"], row["annotator"],
        )  # fmt: skip
    except (ValueError, TypeError, KeyError, AttributeError, InvalidDecision) as error:
        raise DamagedFile(f"Decision {row.get('id')} cannot be read ({error}).", where="decisions") from error
