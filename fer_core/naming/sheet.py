"""Tables as files: CSV that is safe for spreadsheets, Parquet and JSON; written, and read by line."""

import csv
import io
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import pyarrow as pa
import pyarrow.parquet as pq

from fer_core.base.errors import FerLabError, InvalidDecision, InvalidSettings

T = TypeVar("T")
Row = Mapping[str, str]

MAX_BYTES = 100_000_000
_SHOWN = 5
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
_LONGEST_CELL = 10_000_000


def safe(text: str) -> str:
    """``text`` as a cell that no spreadsheet takes for a formula; `plain` reverses this."""
    return "'" + text if text.startswith((*_DANGEROUS, "'")) else text


def plain(cell: str) -> str:
    """A cell without the ' that `safe` puts before it."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith((*_DANGEROUS, "'")) else cell


@dataclass(frozen=True)
class ExportTable:
    """A table to export: its header, and its rows, which are read once. None is an empty cell."""

    columns: Sequence[str]
    rows: Iterable[Sequence[object]]


def to_csv(sheet: ExportTable) -> bytes:
    """A CSV file (UTF-8) with a header."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(sheet.columns)
    writer.writerows([safe("" if value is None else str(value)) for value in row] for row in sheet.rows)
    return out.getvalue().encode()


def to_parquet(sheet: ExportTable) -> bytes:
    """A Parquet file; the columns' types follow from their values."""
    values = list(zip(*sheet.rows, strict=True)) or [()] * len(sheet.columns)
    out = io.BytesIO()
    columns = zip(sheet.columns, values, strict=True)
    pq.write_table(pa.table({name: list(column) for name, column in columns}), out)
    return out.getvalue()


def to_json(sheet: ExportTable) -> bytes:
    """A JSON file: a list with one object for each row, each on its own line."""
    lines = (json.dumps(dict(zip(sheet.columns, row, strict=True)), ensure_ascii=False) for row in sheet.rows)
    return ("[\n" + ",\n".join(lines) + "\n]\n").encode()


@dataclass(frozen=True)
class TableFormat:
    """A file format for tables.

    Attributes:
        title: name for people.
        suffix: ending of its files, without the dot.
        media: media type, for browsers.
        write: returns the bytes of the file.
    """

    title: str
    suffix: str
    media: str
    write: Callable[[ExportTable], bytes]


FORMATS = (
    TableFormat("CSV", "csv", "text/csv", to_csv),
    TableFormat("Parquet", "parquet", "application/vnd.apache.parquet", to_parquet),
    TableFormat("JSON", "json", "application/json", to_json),
)
"""Pages and commands offer every exported table in each of these formats."""


def format_of(file: Path) -> TableFormat:
    """The format for the ending of a file. Raises InvalidSettings for an unknown ending."""
    for one in FORMATS:
        if file.suffix.lower() == f".{one.suffix}":
            return one
    *most, last = (f".{one.suffix}" for one in FORMATS)
    remedy = f"Use {', '.join(most)} or {last}."
    raise InvalidSettings(f"The ending of “{file.name}” is not that of a table.", remedy=remedy)


def columns_of(data: bytes) -> list[str]:
    """The names of a file's columns, in lower case. Raises InvalidDecision if the file is not a table."""
    if data[:4] == b"PAR1":
        try:
            return [name.strip().lower() for name in pq.read_schema(io.BytesIO(data)).names]
        except (pa.ArrowException, OSError, ValueError) as error:
            raise InvalidDecision("This Parquet file cannot be read.", remedy="Save it again.") from error
    return [name.strip().lower() for name in _rows_of(data)[0][1]]


def read(data: bytes, needed: Sequence[str], known: Sequence[str]) -> list[tuple[int, Row]]:
    """Line number and cells, as text, of each row of a CSV, Parquet or JSON file; empty lines are left out.

    Args:
        data: bytes of the file, untrusted.
        needed: columns that it must have.
        known: all columns that it may have.

    Raises:
        InvalidDecision: for any other file, and if a column is missing, occurs twice or is not ``known``.
    """
    if len(data) > MAX_BYTES:
        raise InvalidDecision(f"This file has {len(data) >> 20} MB; at most {MAX_BYTES // 10**6} can be read.")
    rows = _rows_of(data)
    columns = [name.strip().lower() for name in rows[0][1]]
    for problem, names in (
        ("has no column", [name for name in needed if name not in columns]),
        ("has two columns", sorted({name for name in columns if columns.count(name) > 1})),
        ("has an unknown column", [name for name in columns if name not in known]),
    ):
        if names:
            remedy = f"Expected: {', '.join(needed)}; optional: {', '.join(n for n in known if n not in needed)}."
            raise InvalidDecision(f"The file {problem} {names[0] or 'without a name'}.", remedy=remedy)
    return [(line, _cells(line, columns, cells)) for line, cells in rows[1:] if cells]


def each(rows: Sequence[tuple[int, Row]], parse: Callable[[Row], T]) -> list[T]:
    """``parse`` of each row. Raises one InvalidDecision with the first invalid lines and the number of others."""
    parsed: list[T] = []
    invalid: list[str] = []
    remedies: list[str] = []
    for line, row in rows:
        try:
            parsed.append(parse(row))
        except FerLabError as error:
            invalid.append(f"Line {line}: {error.what}")
            remedies.append(error.remedy)
    if invalid:
        more = f" And {len(invalid) - _SHOWN} more lines." if len(invalid) > _SHOWN else ""
        how = dict.fromkeys(filter(None, [*remedies[:_SHOWN], "Nothing was imported. Correct the file."]))
        raise InvalidDecision(" ".join(invalid[:_SHOWN]) + more, remedy=" ".join(how))
    return parsed


def whole(text: str, what: str, low: int = 0, high: int = 2**31 - 1) -> int:
    """The whole number in a cell. Raises InvalidDecision if it is not one from ``low`` to ``high``."""
    if not (text.isascii() and text.isdigit() and len(text) <= 10 and low <= int(text) <= high):
        raise InvalidDecision(f"“{text[:20]}” is not a {what}.")
    return int(text)


def _cells(line: int, columns: Sequence[str], cells: Sequence[str]) -> Row:
    if len(cells) != len(columns):
        raise InvalidDecision(f"Line {line} has {len(cells)} cells; the header has {len(columns)}.")
    return dict(zip(columns, cells, strict=True))


def _rows_of(data: bytes) -> list[tuple[int, list[str]]]:
    """The header and the rows, each with its line number."""
    if data[:4] == b"PAR1":
        return _parquet_rows(data)
    return _json_rows(data) if data.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"[", b"{") else _csv_rows(data)


def _json_rows(data: bytes) -> list[tuple[int, list[str]]]:
    expected = "Expected a list of objects, each a row: [{…}, {…}]."
    try:
        rows = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise InvalidDecision(f"This JSON file cannot be read ({str(error)[:80]}).", remedy=expected) from error
    if not isinstance(rows, list) or not rows or not all(isinstance(row, dict) for row in rows):
        raise InvalidDecision("This JSON file is not a table.", remedy=expected)
    columns = list(dict.fromkeys(name for row in rows for name in row))
    return [(0, columns), *((i, [_text(row.get(name)) for name in columns]) for i, row in enumerate(rows, 1))]


def _csv_rows(data: bytes) -> list[tuple[int, list[str]]]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InvalidDecision("The file is neither UTF-8 text nor Parquet.", remedy="Save it as CSV UTF-8.") from error
    csv.field_size_limit(_LONGEST_CELL)
    head = text.lstrip("\r\n").split("\n", 1)[0]
    between = max(",;\t", key=head.count)  # the comma if several are equally frequent
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=between, strict=True)
    rows: list[tuple[int, list[str]]] = []
    try:
        for cells in reader:
            rows.append((reader.line_num, [plain(cell) for cell in cells]))
    except csv.Error as error:
        raise InvalidDecision(f"Line {reader.line_num} is not valid CSV ({error}).") from error
    if not rows or not rows[0][1]:
        raise InvalidDecision("The file is empty.")
    return rows


def _parquet_rows(data: bytes) -> list[tuple[int, list[str]]]:
    try:
        table = pq.read_table(io.BytesIO(data))
        columns = [column.to_pylist() for column in table.columns]
    except (pa.ArrowException, OSError, ValueError) as error:
        raise InvalidDecision(f"This Parquet file cannot be read ({str(error)[:100]}).") from error
    rows = zip(*columns, strict=True)
    return [(0, list(table.column_names)), *((i, [_text(v) for v in row]) for i, row in enumerate(rows, 1))]


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, (dict, list)):
        return json.dumps(value, ensure_ascii=False)
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
