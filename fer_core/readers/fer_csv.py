"""Kaggle's ``fer2013.csv`` and ``icml_face_data.csv``: a row a face, 2,304 grey values in one cell.

The file is read line by line and every row is parsed by itself. So line numbers are the file's own, a stray quote
cannot swallow the rows after it, and memory holds the faces and one line.
"""

import csv
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

import numpy as np

from fer_core.errors import UnreadableFaces
from fer_core.faceset import SIDE
from fer_core.progress import Progress
from fer_core.readers._builder import NO_LABEL, SKIP, BadCell, FaceBuilder
from fer_core.readers._labels import USAGES, Labels, usage_cell
from fer_core.readers._text import shown
from fer_core.readers.imported import Import
from fer_core.readers.limits import MAX_LINE
from fer_core.readers.options import ReadOptions

PIXELS = SIDE * SIDE
_COLUMNS = ("emotion", "pixels", "usage")
_EXPECTED = "a header with the columns emotion, pixels, Usage (pixels alone is enough)"
_SHORTEST_ROW = 2 * PIXELS  # one-digit values, their spaces and the line's end
_TELL_EVERY = 256  # rows: about 12 ms


class _Line(NamedTuple):
    number: int
    text: bytes
    ended: bool  # by a line break: False for a last row that may have been cut off
    too_long: bool


def read_csv(stream: BinaryIO, size: int, file: str, name: str, progress: Progress, options: ReadOptions) -> Import:
    """Read a CSV of ``size`` bytes; ``file`` is what errors call it, ``name`` what the faces are called.

    Raises UnreadableFaces for a header or a row that means the whole file is something else, and, with
    ``on_bad_row="refuse"``, where more than 1 % of the rows are bad.
    """
    lines = _lines(stream)
    header, columns = _header(next(lines, None), file)
    rows = _Rows(columns)
    builder = FaceBuilder(file, size // _SHORTEST_ROW + 1, "line ", remedy=SKIP)
    done = 0
    for line in lines:
        done += len(line.text)
        if line.number % _TELL_EVERY == 0:
            progress(min(done, size), size, "Reading rows")
        try:
            builder.add(*rows.parse(line), line.number)
        except BadCell as bad:
            if bad.whole_file and line.ended and options.on_bad_row == "refuse":
                raise _refusal(file, line.number, bad) from None
            builder.reject(line.number, bad)
    if options.on_bad_row == "refuse":
        builder.check_share()
    rows.labels.ask(file)
    faces = builder.finish(name, rows.labels, USAGES, labelled=builder.labelled)
    progress(size, size, "Reading rows")
    return Import(faces, tuple(builder.rejected), _format(header), {"columns": columns})


def rows_of_csv(
    stream: BinaryIO, size: int, file: str, progress: Progress
) -> Iterator[tuple[str, np.ndarray | BadCell]]:
    """The line of each row and its face, or why it has none; nobody asks for labels, and no bad row stops the rest.

    A blank line is a bad row, but not at the end. Raises UnreadableFaces for a header that means the whole file is
    something else.
    """
    lines = _lines(stream)
    _, columns = _header(next(lines, None), file)
    rows, done = _Rows([column if column == "pixels" else "" for column in columns]), 0
    blank: list[tuple[str, BadCell]] = []
    for line in lines:
        done += len(line.text)
        progress(min(done, size), size, "Reading rows")
        try:
            found: np.ndarray | BadCell = rows.parse(line)[0].astype(np.uint8)
        except BadCell as bad:
            found = bad
            if not line.text.strip():
                blank.append((f"line {line.number}", bad))
                continue
        yield from blank
        blank.clear()
        yield f"line {line.number}", found


def parse_pixels(text: bytes) -> np.ndarray:
    """int64 [48, 48], all 0..255, from 2,304 numbers with spaces between. Raises BadCell."""
    try:
        # int64, because smaller types wrap: 65541 would pass for 5. It stops at the first thing that is no integer.
        values = np.fromstring(text, np.int64, sep=" ")
    except ValueError:
        raise _bad_pixels(text) from None
    if len(values) != PIXELS or values.view(np.uint64).max() > 255 or b"-" in text:  # as uint64, −1 is huge
        raise _bad_pixels(text)
    return values.reshape(SIDE, SIDE)


def _bad_pixels(text: bytes) -> BadCell:
    values = text.split()
    if not values:
        return BadCell("no pixel values", "2,304 (48 × 48)")
    for value in values:
        if not value.isdigit() or len(value.lstrip(b"0")) > 3 or int(value) > 255:
            found = shown(value.decode("utf-8", "backslashreplace"), 24)
            return BadCell(f"the pixel value {found}", "whole numbers from 0 to 255")
    return BadCell(f"{len(values):,} pixel value{'s' * (len(values) != 1)}", "2,304 (48 × 48)")


def _lines(stream: BinaryIO) -> Iterator[_Line]:
    number = 0
    while text := stream.readline(MAX_LINE):
        number += 1
        ended = text.endswith(b"\n")
        too_long = not ended and len(text) == MAX_LINE
        rest = text
        while rest and not rest.endswith(b"\n"):
            rest = stream.readline(MAX_LINE)
        yield _Line(number, text, ended or bool(rest), too_long)


def _header(line: _Line | None, file: str) -> tuple[str, list[str]]:
    """The first line as it is spelt, and the columns it names."""
    where = f"{file}, line 1"
    if line is None:
        raise UnreadableFaces(where, found="an empty file", expected=_EXPECTED)
    try:
        text = line.text.decode("utf-8-sig").rstrip("\r\n")
        cells = next(csv.reader([text], skipinitialspace=True), [])
    except (UnicodeDecodeError, csv.Error):
        raise UnreadableFaces(where, found="text that is not UTF-8", expected=_EXPECTED) from None
    columns = [cell.strip().lower() for cell in cells]
    for column in columns:
        if column not in _COLUMNS:
            raise UnreadableFaces(where, found=f"the column {shown(column, 40)!r}", expected=_EXPECTED)
        if columns.count(column) > 1:
            raise UnreadableFaces(where, found=f"the column {column!r} twice", expected=_EXPECTED)
    if "pixels" not in columns:
        found = "no column 'pixels'" if columns else "an empty line"
        raise UnreadableFaces(where, found=found, expected=_EXPECTED)
    return text, columns


def _format(header: str) -> str:
    if header == "emotion, Usage, pixels":
        return "icml_face_data.csv"
    return "fer2013.csv" if header == "emotion,pixels,Usage" else "CSV of pixels"


def _refusal(file: str, number: int, bad: BadCell) -> UnreadableFaces:
    return UnreadableFaces(f"{file}, line {number}", found=bad.found, expected=bad.expected, remedy=SKIP)


class _Rows:
    """Turns lines into (face, label, usage). Cells met before are looked up."""

    def __init__(self, columns: list[str]) -> None:
        self.labels = Labels()
        self._count = len(columns)
        self._pixels, self._emotion, self._usage = (
            columns.index(c) if c in columns else None for c in ("pixels", "emotion", "usage")
        )
        self._label_codes: dict[bytes, int] = {}
        self._usage_codes: dict[bytes, int] = {}

    def parse(self, line: _Line) -> tuple[np.ndarray, int, int]:
        """Raises BadCell. The pixels come first, so that a row without a face adds no class."""
        cells = _cells(line)
        if len(cells) != self._count:
            raise BadCell(_count_of(cells), f"{self._count} columns")
        assert self._pixels is not None
        face = parse_pixels(cells[self._pixels])
        usage = 0 if self._usage is None else self._usage_of(cells[self._usage])
        label = NO_LABEL if self._emotion is None else self._label_of(cells[self._emotion], line.ended)
        return face, label, usage

    def _usage_of(self, cell: bytes) -> int:
        if cell not in self._usage_codes:
            self._usage_codes[cell] = usage_cell(_decoded(cell))
        return self._usage_codes[cell]

    def _label_of(self, cell: bytes, ended: bool) -> int:
        if cell not in self._label_codes:
            self._label_codes[cell] = self.labels.cell(_decoded(cell), may_be_new=ended)
        return self._label_codes[cell]


def _cells(line: _Line) -> list[bytes]:
    text = line.text.rstrip(b"\r\n")
    if line.too_long:
        raise BadCell(f"a line of over {MAX_LINE:,} bytes", "2,304 pixel values (48 × 48)")
    if not text.strip():
        raise BadCell("a blank line", "a row")
    if b'"' not in text:
        return text.split(b",")
    try:
        cells = next(csv.reader([_decoded(text)], skipinitialspace=True, strict=True))
    except csv.Error as error:
        raise BadCell(f"quotes that do not fit ({error})", "a row on one line") from None
    return [cell.encode() for cell in cells]


def _count_of(cells: list[bytes]) -> str:
    return "1 column" if len(cells) == 1 else f"{len(cells):,} columns"


def _decoded(cell: bytes) -> str:
    try:
        return cell.decode("utf-8")
    except UnicodeDecodeError:
        raise BadCell("text that is not UTF-8", "UTF-8") from None
