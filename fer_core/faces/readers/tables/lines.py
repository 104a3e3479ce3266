"""The lines of a text file with any encoding and line ends; only a piece of it is in memory."""

import codecs
from collections import deque
from collections.abc import Iterator
from typing import BinaryIO, NamedTuple, Protocol

from fer_core.faces.readers.limits import MAX_LINE

_HEAD, _PIECE = 2**21, 2**18  # bytes for finding the dialect, and bytes that are read at a time
_UTF8 = b"\xef\xbb\xbf"
_UTF16 = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}


class Line(NamedTuple):
    """A row of the file.

    Attributes:
        number: of the line in which it begins, from 1.
        text: the row without its line end.
        ended: whether a line end follows; else it is the last row, which may be incomplete.
        too_long: whether ``text`` is only its beginning.
    """

    number: int
    text: bytes
    ended: bool
    too_long: bool = False


class Lines:
    """The lines of a stream; UTF-16 is converted to UTF-8.

    Attributes:
        head: the first two million bytes.
        most: largest number of bytes in a row; longer ones are cut.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._decoder: codecs.IncrementalDecoder | None = None
        self.head = self._first()
        self.most = MAX_LINE
        self._end = b"\r" if b"\r" in self.head and b"\n" not in self.head else b"\n"

    def first(self, most: int) -> list[bytes]:
        """At most ``most`` first lines, without their ends."""
        lines = self.head.split(self._end, most)
        return [line.rstrip(b"\r") for line in (lines[:most] if len(lines) > most else lines)]

    def __iter__(self) -> Iterator[Line]:
        number, rest, too_long = 0, b"", False
        piece = self.head
        while piece:
            texts = piece.split(self._end)
            texts[0] = rest + texts[0]
            rest = texts.pop()
            for text in texts:
                number += 1
                too_long |= len(text) > self.most
                yield Line(number, text[: self.most] if too_long else text, True, too_long)
                too_long = False
            if len(rest) > self.most:
                rest, too_long = rest[: self.most], True
            piece = self._next()
        if rest:
            yield Line(number + 1, rest, False, too_long)

    def _first(self) -> bytes:
        start = self._stream.read(_PIECE)
        encoding = utf16(start)
        if encoding:
            self._decoder = codecs.getincrementaldecoder(encoding)("replace")
            start = start[2:] if start[:2] in _UTF16 else start
        pieces = [self._utf8(start.removeprefix(_UTF8))]
        while sum(map(len, pieces)) < _HEAD and (piece := self._next()):
            pieces.append(piece)
        return b"".join(pieces)

    def _next(self) -> bytes:
        while data := self._stream.read(_PIECE):
            if text := self._utf8(data):
                return text
        return b""

    def _utf8(self, data: bytes) -> bytes:
        return data if self._decoder is None else self._decoder.decode(data).encode("utf-8", "replace")


class RowTest(Protocol):
    """Tests whether texts are rows of a table."""

    def fits(self, text: bytes) -> bool:
        """Whether a text has the right number of cells."""

    def is_face(self, text: bytes) -> bool:
        """Whether a line is a complete row with a face."""


def joined(lines: Iterator[Line], most: int, row: RowTest) -> Iterator[Line]:
    """Lines, where those that belong to one row with line breaks in a quoted cell are joined.

    Lines are not joined if the quotes do not close within ``most`` bytes, or if the result is not a row or contains
    another row. So a single quote cannot hide the rows after it.
    """
    ahead = deque[Line]()
    while line := ahead.popleft() if ahead else next(lines, None):
        if b'"' in line.text and line.text.count(b'"') % 2 and not line.too_long:
            line = _closed(line, ahead, lines, most, row) or line
        yield line


def _closed(line: Line, ahead: deque[Line], lines: Iterator[Line], most: int, row: RowTest) -> Line | None:
    """``line`` joined with the lines up to its closing quote, which are then removed from ``ahead``; None if no row."""
    texts, size = [line.text], len(line.text)
    while size <= most:
        if len(texts) > len(ahead):
            following = next(lines, None)
            if following is None:
                return None
            ahead.append(following)
        following = ahead[len(texts) - 1]
        texts.append(following.text)
        size += len(following.text) + 1
        if following.text.count(b'"') % 2:
            text = b"\n".join(texts)
            if size > most or following.too_long or not row.fits(text) or any(map(row.is_face, texts[1:])):
                return None
            for _ in texts[1:]:
                ahead.popleft()
            return Line(line.number, text, following.ended)
    return None


def utf16(start: bytes) -> str:
    """The encoding of a file in UTF-16 by its first bytes, else "". Every other byte of plain text is zero."""
    if start[:2] in _UTF16 and start[2:4] != b"\x00\x00":
        return _UTF16[start[:2]]
    if len(start) < 4 or b"\x00" not in start[:64]:
        return ""
    if start[1:64:2].strip(b"\x00") == b"":
        return "utf-16-le"
    return "utf-16-be" if start[0:64:2].strip(b"\x00") == b"" else ""
