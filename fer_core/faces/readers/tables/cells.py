"""Splits a row of a text table into cells."""

import re
from functools import cache

from fer_core.faces.readers._builder import BadCell

DELIMITERS = (b",", b";", b"\t", b"|")
_NOTHING = b" \t\r\n,;|\"'"


def cells_of(text: bytes, delimiter: bytes) -> list[bytes]:
    """The cells of a row without quotes; one cell if ``delimiter`` is empty. Raises BadCell for unmatched quotes."""
    if b'"' not in text:
        return text.split(delimiter) if delimiter else [text]
    text = text.rstrip(b"\r")  # from line ends of Windows
    cells, at, pattern = [], 0, _cell(delimiter)
    while True:
        match = pattern.match(text, at)
        if match is None:
            raise BadCell("quotes that do not match", "a closing quote for each opening one")
        cells.append(match[2] if match[1] is None else match[1].replace(b'""', b'"'))
        if not match[3]:
            return cells
        at = match.end()


def is_blank(text: bytes) -> bool:
    """Whether all cells of a row are empty."""
    return len(text) < 4096 and not text.strip(_NOTHING)


def text_of(cell: bytes) -> str:
    """A cell as text, in UTF-8 or else in Windows' encoding."""
    try:
        return cell.decode("utf-8")
    except UnicodeDecodeError:
        return cell.decode("cp1252", "replace")


@cache
def _cell(delimiter: bytes) -> re.Pattern[bytes]:
    end = re.escape(delimiter) + rb"|" if delimiter else b""
    return re.compile(rb'(?: *"([^"]*(?:""[^"]*)*)" *|([^"' + re.escape(delimiter) + rb"]*))(" + end + rb"\Z)")
