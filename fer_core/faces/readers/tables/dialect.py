"""The form of a text table, from its header and its first rows."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from fer_core.base.errors import UnreadableFaces
from fer_core.faces.readers._builder import BadCell
from fer_core.faces.readers._text import shown
from fer_core.faces.readers.limits import MAX_LINE, MAX_LONG_LINE
from fer_core.faces.readers.tables.cells import DELIMITERS, cells_of, is_blank, text_of
from fer_core.faces.readers.tables.columns import EXPECTED, Columns, columns_of, side_of
from fer_core.faces.readers.tables.lines import Line, Lines, joined
from fer_core.faces.readers.tables.no_header import columns_without_header, is_counting
from fer_core.faces.readers.tables.pixels import PixelFormat, are_pixels, pixels_like

_LINES, _ROWS = 2000, 20  # that are checked; a face printed by NumPy has hundreds of lines
_SEPARATOR = re.compile(rb'"?sep=(.)"?', re.IGNORECASE)
_FILES = re.compile(r"(file|path|image|img|picture|photo)[ _]?(name|path|file|id)?s?", re.IGNORECASE)
_NAME_IT = "If one of the columns holds the pixel values of a face, name it “pixels” in this line."
_WITH_PICTURES = "Open the folder or zip that holds the pictures and this list."

Row = list[bytes]


@dataclass(frozen=True)
class Dialect:
    """How a table is written.

    Attributes:
        delimiter: between cells; empty if a row is one cell.
        width: number of cells in a row.
        columns: the meaning of columns.
        names: of the columns that are read, as in the header; empty without a header.
        header: the header's line.
        first_row: number of the line in which the rows begin.
        longest: largest number of bytes in a row.
        pixels: how pixels are written.
    """

    delimiter: bytes
    width: int
    columns: Columns
    names: tuple[str, ...]
    header: str
    first_row: int
    longest: int
    pixels: PixelFormat


def find_dialect(lines: Lines, file: str) -> Dialect:
    """The form of the table. Raises UnreadableFaces for a text that is not a table of faces."""
    texts = lines.first(_LINES)
    top = next((i for i, text in enumerate(texts) if not is_blank(text)), None)
    if top is None:
        raise UnreadableFaces(f"{file}, line 1", found="an empty file", expected=EXPECTED)
    hint = _SEPARATOR.fullmatch(texts[top].strip())  # Excel's, a line of its own
    delimiters = [hint[1]] if hint else [*(d for d in DELIMITERS if d in texts[top]), b""]
    if hint and len(texts) > top + 1:
        top += 1
    found = _with_header(texts, top, delimiters, file) or _without_header(texts, top, delimiters)
    if found is None:
        raise _no_faces(texts[top], delimiters, f"{file}, line {top + 1}")
    return found


def _with_header(texts: list[bytes], top: int, delimiters: Sequence[bytes], file: str) -> Dialect | None:
    for delimiter in delimiters:
        names = _names(texts[top], delimiter)
        columns = columns_of(names, f"{file}, line {top + 1}")
        if columns.pixels or columns.image is not None:
            sample = [cells for cells in _sample(texts, top + 1, delimiter, len(names)) if cells]
            columns = _with_pixels(columns, names, sample)
            if columns.pixels:
                places = [p for p in (columns.label, *columns.pixels, columns.usage) if p is not None]
                columns, width = _fitted(columns, len(names), sample)
                found = _dialect(delimiter, width, columns, texts, top + 1, sample)
                header = text_of(texts[top])
                return replace(found, names=tuple(names[place] for place in sorted(places)), header=header)
    return None


def _without_header(texts: list[bytes], top: int, delimiters: Sequence[bytes]) -> Dialect | None:
    best: tuple[int, Dialect] | None = None
    for delimiter in (*delimiters, b" "):
        first = top
        sample = _sample(texts, first, delimiter, 1)
        if sample and is_counting(sample[0]):  # numbers of columns, which say nothing about them
            first, sample = top + 1, sample[1:]
        columns = columns_without_header(sample) if sample and sample[0] else None
        roles = 0 if columns is None else 1 + (columns.label is not None) + (columns.usage is not None)
        if columns is not None and (best is None or roles > best[0]):
            best = roles, _dialect(delimiter, len(sample[0]), columns, texts, first, sample)
    return None if best is None else best[1]


def _dialect(
    delimiter: bytes, width: int, columns: Columns, texts: list[bytes], first: int, sample: list[Row]
) -> Dialect:
    faces = [b" ".join(cells[place] for place in columns.pixels) for cells in sample if len(cells) == width]
    long = 2 * max((sum(map(len, cells)) + len(cells) for cells in sample), default=0)
    longest = min(max(MAX_LINE, long), MAX_LONG_LINE)
    return Dialect(delimiter, width, columns, (), "", first + 1, longest, pixels_like(faces))


def _names(header: bytes, delimiter: bytes) -> list[str]:
    try:
        return [text_of(cell).strip() for cell in cells_of(header.strip(b" \r\n"), delimiter)]
    except BadCell:
        return []


class _AnyRow:
    """Rows with at least ``least`` cells, before anything is known about faces."""

    def __init__(self, delimiter: bytes, least: int) -> None:
        self._delimiter, self._least = delimiter, least

    def cells(self, text: bytes) -> Row:
        """The cells of a row; empty if it has too few."""
        try:
            found = cells_of(text, self._delimiter)
        except BadCell:
            return []
        return found if len(found) >= self._least else []

    def fits(self, text: bytes) -> bool:
        return bool(self.cells(text))

    def is_face(self, text: bytes) -> bool:
        return False


def _sample(texts: list[bytes], first: int, delimiter: bytes, least: int) -> list[Row]:
    """Cells of the rows from ``first`` on, empty for rows with fewer than ``least``."""
    row = _AnyRow(delimiter, least)
    found: list[Row] = []
    numbered = (Line(number, text, True) for number, text in enumerate(texts[first:]))
    for line in joined(numbered, MAX_LONG_LINE, row):
        if len(found) == _ROWS:
            break
        if not is_blank(line.text):
            found.append(row.cells(line.text))
    return found


def _with_pixels(columns: Columns, names: Sequence[str], sample: list[Row]) -> Columns:
    """``columns`` with the image column as pixels if it holds values; it is ignored if there are pixels."""
    if columns.image is None:
        return columns
    if columns.pixels:
        return replace(columns, image=None, ignored=(*columns.ignored, names[columns.image]))
    holds = not sample or any(columns.image < len(cells) and are_pixels(cells[columns.image]) for cells in sample)
    return replace(columns, image=None, pixels=(columns.image,) if holds else ())


def _fitted(columns: Columns, width: int, sample: list[Row]) -> tuple[Columns, int]:
    """``columns`` and ``width`` corrected for rows with more cells than the header."""
    if not sample:
        return columns, width
    cells = Counter(map(len, sample)).most_common(1)[0][0]
    rows = [row for row in sample if len(row) == cells]
    more = cells - width
    if more == 1 and not any(row[-1].strip() for row in rows):  # a delimiter at the end of each row
        return columns, cells
    if len(columns.pixels) == 1 and side_of(more + 1):  # values and columns have the same delimiter
        place = columns.pixels[0]
        return replace(_moved(columns, place + 1, more), pixels=tuple(range(place, place + more + 1))), cells
    if more == 1 and (len(columns.pixels) > 1 or are_pixels(rows[0][columns.pixels[0] + 1])):
        return _moved(columns, 0, 1), cells  # R writes row names without a name for their column
    return columns, width


def _moved(columns: Columns, first: int, by: int) -> Columns:
    """``columns`` with all positions from ``first`` on increased by ``by``."""

    def place(old: int | None) -> int | None:
        return old if old is None or old < first else old + by

    pixels = tuple(old + by if old >= first else old for old in columns.pixels)
    return replace(columns, pixels=pixels, label=place(columns.label), usage=place(columns.usage))


def _no_faces(text: bytes, delimiters: Sequence[bytes], where: str) -> UnreadableFaces:
    names = max((_names(text, delimiter) for delimiter in delimiters), key=len)
    if any(_FILES.fullmatch(name) for name in names):
        found = f"a list of pictures ({shown(', '.join(names))}) without pixel values"
        return UnreadableFaces(where, found=found, expected=EXPECTED, remedy=_WITH_PICTURES)
    found = f"no column 'pixels' (only {shown(', '.join(map(repr, names)))})"
    return UnreadableFaces(where, found=found, expected=EXPECTED, remedy=_NAME_IT)
