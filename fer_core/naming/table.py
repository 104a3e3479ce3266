"""The log's table: its columns, and decisions to and from its rows."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from fer_core.base.errors import DamagedFile, InvalidDecision
from fer_core.naming import fields
from fer_core.naming.decision import Decision
from fer_core.naming.fields import EMPTY, FIELDS, DecisionField

NAME = "decisions"
NO_DETAIL = "{}"


def columns() -> list[sa.Column[Any]]:
    """The columns besides the id. ``detail`` is JSON with the fields that have no column and are not empty."""
    own = [_column(field) for field in FIELDS if field.column and field.name != "id"]
    return [*own, sa.Column("detail", sa.Text, nullable=False, server_default=NO_DETAIL)]


def add_missing_columns(connection: sa.Connection, table: sa.Table) -> None:
    """Add columns that a table of an earlier version lacks; its rows get their defaults."""
    known = {column["name"] for column in sa.inspect(connection).get_columns(table.name)}
    for column in table.columns:
        if column.name not in known:
            made = sa.schema.CreateColumn(column).compile(dialect=connection.dialect)
            connection.execute(sa.DDL(f"ALTER TABLE {table.name} ADD COLUMN {str(made).replace('%', '%%')}"))


def now() -> str:
    """The current time as it is stored: UTC, ISO 8601."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def row_of(decision: Decision) -> dict[str, Any]:
    """A decision as a row."""
    values = fields.values_of(decision)
    row = {field.column: _written(field, values[field.name]) for field in FIELDS if field.column}
    detail = {field.name: values[field.name] for field in FIELDS if not field.column}
    empty = {field.name: EMPTY[field.holds] for field in FIELDS if not field.column}
    return {**row, "detail": json.dumps({name: value for name, value in detail.items() if value != empty[name]})}


def decision_of(row: Mapping[str, Any]) -> Decision:
    """A row as a decision. Raises DamagedFile if it cannot be read."""
    try:
        detail = json.loads(row.get("detail", NO_DETAIL))
        values = {
            field.name: _read(field, row[field.column]) if field.column else detail.get(field.name, EMPTY[field.holds])
            for field in FIELDS
        }
        numbers = {field.name: tuple(values[field.name]) for field in FIELDS if field.holds == "numbers"}
        return fields.decision_of({**values, **numbers})
    except (ValueError, TypeError, KeyError, AttributeError, InvalidDecision) as error:
        raise DamagedFile(f"Decision {row.get('id')} cannot be read ({error}).", where="decisions") from error


def _column(field: DecisionField) -> sa.Column[Any]:
    number = field.holds in ("number", "number or nothing")
    kind = sa.Integer() if number else sa.String(field.length) if field.length else sa.Text()
    return sa.Column(field.column, kind, nullable=field.holds == "number or nothing")


def _written(field: DecisionField, value: Any) -> Any:
    return json.dumps(value) if field.holds == "numbers" else value


def _read(field: DecisionField, value: Any) -> Any:
    return json.loads(value) if field.holds == "numbers" else value
