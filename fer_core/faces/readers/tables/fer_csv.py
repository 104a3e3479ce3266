"""Text tables such as Kaggle's ``fer2013.csv``: a row for each face, with its grey values in one cell or many columns.

The file is read line by line, and every row is parsed on its own. So line numbers are those of the file, a single quote
cannot hide the rows after it, and only the faces and a piece of the file are in memory.
"""

from collections.abc import Iterator
from dataclasses import replace
from operator import itemgetter
from typing import Any, BinaryIO

import numpy as np

from fer_core.base.progress import Progress
from fer_core.faces.readers._builder import NO_LABEL, SKIP, BadCell, FaceBuilder
from fer_core.faces.readers.imported import Import
from fer_core.faces.readers.labels.codes import Codes
from fer_core.faces.readers.labels.labels import USAGES, Labels, usage_cell
from fer_core.faces.readers.limits import MAX_FACES
from fer_core.faces.readers.options import NONE, ReadOptions
from fer_core.faces.readers.tables.cells import cells_of, is_blank, text_of
from fer_core.faces.readers.tables.dialect import Dialect, find_dialect
from fer_core.faces.readers.tables.lines import Line, Lines, joined

_TELL_EVERY = 256  # rows: about 12 ms
_MOST_NAMED = 9  # columns in a note


def read_csv(stream: BinaryIO, size: int, file: str, name: str, progress: Progress, options: ReadOptions) -> Import:
    """Read a CSV of ``size`` bytes; ``file`` is its name in errors, ``name`` the name of the faces.

    Raises:
        UnreadableFaces: for a file of another kind and, with ``on_bad_row="refuse"``, if more than 1 % of rows are bad.
        CodesUnclear: for codes without a name.
    """
    lines = Lines(stream)
    dialect = find_dialect(lines, file)
    lines.most = dialect.longest
    rows = _Rows(dialect, options)
    builder = FaceBuilder(file, min(size // dialect.pixels.shortest + 1, MAX_FACES), "line ", remedy=SKIP)
    refuses = options.on_bad_row == "refuse"
    done = 0
    for count, line in enumerate(joined(iter(lines), lines.most, rows), 1):
        done += len(line.text) + 1
        if count % _TELL_EVERY == 0:
            progress(min(done, size), size, "Reading rows")
        if line.number < dialect.first_row or is_blank(line.text):
            continue
        try:
            builder.add(*rows.parse(line), line.number)
        except BadCell as bad:
            if bad.whole_file and line.ended and refuses:
                raise bad.refusal(f"{file}, line {line.number}") from None
            builder.reject(line.number, bad)
    if refuses:
        builder.check_share()
    rows.labels.ask(file)
    faces = builder.finish(name, rows.labels, USAGES, labelled=builder.labelled)
    progress(size, size, "Reading rows")
    rejected = (*builder.rejected, *builder.left_out)
    return Import(faces, rejected, _format(dialect), _notes(dialect, rows, builder))


def rows_of_csv(
    stream: BinaryIO, size: int, file: str, progress: Progress
) -> Iterator[tuple[str, np.ndarray | BadCell]]:
    """The line of each row with its face (uint8 [48, 48]) or the reason why it has none. Labels are not read.

    Bad rows are skipped. A blank line between rows counts as a bad row, so that no line is skipped silently.
    Raises UnreadableFaces for a file of another kind.
    """
    lines = Lines(stream)
    dialect = find_dialect(lines, file)
    lines.most = dialect.longest
    faces_alone = replace(dialect, columns=replace(dialect.columns, label=None, usage=None))
    rows, done = _Rows(faces_alone, ReadOptions(labels=NONE)), 0
    blank: list[int] = []
    for line in joined(iter(lines), lines.most, rows):
        done += len(line.text) + 1
        progress(min(done, size), size, "Reading rows")
        if line.number < dialect.first_row:
            continue
        if is_blank(line.text):
            blank.append(line.number)
            continue
        yield from ((f"line {number}", BadCell("a blank line", "a row")) for number in blank)
        blank.clear()
        try:
            yield f"line {line.number}", rows.parse(line)[0].astype(np.uint8)
        except BadCell as bad:
            yield f"line {line.number}", bad


def _format(dialect: Dialect) -> str:
    if dialect.header == "emotion, Usage, pixels":
        return "icml_face_data.csv"
    return "fer2013.csv" if dialect.header == "emotion,pixels,Usage" else "CSV of pixels"


def _notes(dialect: Dialect, rows: "_Rows", builder: FaceBuilder) -> dict[str, Any]:
    notes: dict[str, Any] = {"columns": [name.lower() for name in dialect.names[:_MOST_NAMED]]}
    if not dialect.header:
        notes["no_header"] = True
    if rows.labels.meanings:
        notes["codes"] = rows.labels.meanings
    return notes | rows.labels.notes | builder.notes(dialect.columns.ignored, scaled=dialect.pixels.scaled)


class _Rows:
    """Parses lines into face, label and usage."""

    def __init__(self, dialect: Dialect, options: ReadOptions) -> None:
        self.labels = Labels(codes=Codes(chosen=options.names))
        columns = dialect.columns
        self._delimiter, self._width = dialect.delimiter, dialect.width
        self._pixels = dialect.pixels
        self._values = itemgetter(*columns.pixels)
        self._one_cell = len(columns.pixels) == 1
        self._label = None if options.labels == NONE else columns.label
        self._usage = columns.usage
        self._usage_codes: dict[bytes, int] = {}
        self._may_end_blank = columns.usage != self._width - 1 and columns.label != self._width - 1

    def fits(self, text: bytes) -> bool:
        """Whether a text has the right number of cells."""
        try:
            return len(cells_of(text, self._delimiter)) == self._width
        except BadCell:
            return False

    def is_face(self, text: bytes) -> bool:
        """Whether a line has the cells of a row and the pixels of a face."""
        try:
            self._face_of(cells_of(text, self._delimiter))
        except BadCell:
            return False
        return True

    def parse(self, line: Line) -> tuple[np.ndarray, int, int]:
        """The face, label code and usage code of a line. Raises BadCell before a bad face can add a class."""
        if line.too_long:
            raise BadCell(f"a line of over {len(line.text):,} bytes", f"a row of {self._width:,} columns")
        cells = cells_of(line.text, self._delimiter)
        face = self._face_of(cells)
        if not self._may_end_blank and not cells[-1].strip():
            if not line.ended:
                raise BadCell("an incomplete row", "a value in the last column, as in other rows")
            self._may_end_blank = True
        usage = 0 if self._usage is None else self._usage_of(cells[self._usage])
        label = NO_LABEL if self._label is None else self._label_of(cells[self._label], line.ended)
        return face, label, usage

    def _face_of(self, cells: list[bytes]) -> np.ndarray:
        if len(cells) != self._width:
            raise BadCell(_columns(len(cells)), _columns(self._width))
        return self._pixels.face(self._values(cells) if self._one_cell else b" ".join(self._values(cells)))

    def _usage_of(self, cell: bytes) -> int:
        code = self._usage_codes.get(cell)
        if code is None:
            code = self._usage_codes[cell] = usage_cell(text_of(cell))
        return code

    def _label_of(self, cell: bytes, ended: bool) -> int:
        text = text_of(cell)
        if self.labels.numbered and not cell.isascii():
            raise BadCell("text that is not UTF-8", "a code, as in the rows before")
        return self.labels.cell(text, may_be_new=ended)


def _columns(count: int) -> str:
    return "1 column" if count == 1 else f"{count:,} columns"
