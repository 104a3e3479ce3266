"""Untrusted zips: everything is checked before a byte is unpacked. No entry is written to disk under its name."""

import stat
import struct
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import BinaryIO, NamedTuple

from fer_core.base.errors import UnreadableFaces
from fer_core.faces.readers._builder import BadCell
from fer_core.faces.readers._members import MemberList
from fer_core.faces.readers._text import shown
from fer_core.faces.readers.archives.entries import ArchiveEntry, contents_of, refused
from fer_core.faces.readers.archives.unzip import LOCAL_HEADER, METHODS, OTHER_METHODS, header_length, unpacked
from fer_core.faces.readers.limits import MAX_DIRECTORY_BYTES, MAX_ENTRIES, MAX_LISTED

MAGIC = (b"PK\x03\x04", b"PK\x05\x06")
_LINE = struct.Struct("<4s4B4H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_END_64 = struct.Struct("<4sQ2H2L4Q")
_LOCATOR_BYTES = 20
_FULL = 0xFFFFFFFF
_ENCRYPTED, _UTF8 = 0x2041, 0x800
_ZIP64_FIELD, _NAME_FIELD = 0x0001, 0x7075


class _Directory(NamedTuple):
    start: int
    size: int
    shift: int  # bytes before the archive's own first byte


@dataclass(slots=True)
class _ZipEntry(ArchiveEntry):
    offset: int = 0


def zip_contents(stream: BinaryIO, size: int, file: str) -> MemberList:
    """The members of a zip of ``size`` bytes. Raises UnreadableFaces for a damaged or dangerous zip."""
    directory = _directory(stream, size, file)
    if directory.size > MAX_DIRECTORY_BYTES:
        raise refused(file, f"a table of contents of {directory.size:,} bytes", f"one of at most {MAX_ENTRIES:,} files")
    stream.seek(directory.start)
    entries = []
    for entry in _entries(stream, stream.read(directory.size), directory, file):
        entries.append(entry)
        if len(entries) > MAX_LISTED:
            break
    contents, good = contents_of(entries, size, file)
    _check_overlap(stream, [entry for entry in good if isinstance(entry, _ZipEntry)], file)
    return contents


def _directory(stream: BinaryIO, size: int, file: str) -> _Directory:
    """The position of the table of contents, from the end of the file."""
    first = max(0, size - 2**16 - 128)
    stream.seek(first)
    tail = stream.read()
    end = tail.rfind(b"PK\x05\x06")
    if end < 0 or len(tail) < end + _END.size:
        remedy = "The download or copy may be incomplete. Get the file again."
        raise UnreadableFaces(file, found="a zip without its end", expected="a whole zip", remedy=remedy)
    _, disk, first_disk, _, _, length, offset, _ = _END.unpack_from(tail, end)
    start_64 = end - _LOCATOR_BYTES - _END_64.size
    if (
        start_64 >= 0
        and tail[end - _LOCATOR_BYTES :].startswith(b"PK\x06\x07")
        and tail[start_64:][:4] == b"PK\x06\x06"
    ):
        _, _, _, _, disk, first_disk, _, _, length, offset = _END_64.unpack_from(tail, start_64)
        end = start_64
    if disk not in (0, 0xFFFF) or first_disk not in (0, 0xFFFF):
        remedy = "Join the parts with the program that made them."
        raise UnreadableFaces(file, found="one part of a divided zip", expected="a whole zip", remedy=remedy)
    start = first + end - length
    if start < 0 or start < offset:
        raise _damaged(file)
    return _Directory(start, length, start - offset)


def _damaged(file: str) -> UnreadableFaces:
    remedy = "Download or copy it again, or pack it again."
    return UnreadableFaces(file, found="a damaged zip", expected="a whole zip", remedy=remedy)


def _entries(stream: BinaryIO, lines: bytes, directory: _Directory, file: str) -> Iterator[_ZipEntry]:
    at = 0
    while at < len(lines):
        if len(lines) < at + _LINE.size or not lines.startswith(b"PK\x01\x02", at):
            raise _damaged(file)
        values = _LINE.unpack_from(lines, at)
        name, extra, comment = values[12:15]
        at += _LINE.size
        raw, fields = lines[at : at + name], lines[at + name : at + name + extra]
        yield _entry(stream, values, raw, dict(_fields(fields)), directory)
        at += name + extra + comment


def _entry(stream: BinaryIO, values: Sequence[int], raw: bytes, fields: dict[int, bytes], at: _Directory) -> _ZipEntry:
    _, _, system, _, _, flags, method, _, _, crc, packed, size, _, _, _, _, _, mode, offset = values
    size, packed, offset = _long(fields.get(_ZIP64_FIELD, b""), size, packed, offset)
    offset += at.shift
    bad = None
    if offset + LOCAL_HEADER.size + packed > at.start:
        bad = BadCell("a damaged entry of the zip", "a whole entry")
    elif flags & _ENCRYPTED:
        bad = BadCell("an encrypted file", "a file without a password")
    elif method not in METHODS:
        name = OTHER_METHODS.get(method, f"method {method}")
        bad = BadCell(f"a file packed by {name}", "a file packed by Deflate, which most programs use")
    elif system in (3, 19) and stat.S_IFMT(mode >> 16) not in (0, stat.S_IFREG, stat.S_IFDIR):
        bad = BadCell("a link" if stat.S_ISLNK(mode >> 16) else "not an ordinary file", "the file itself")
    pieces = partial(unpacked, stream, offset, packed, size, crc, method)
    return _ZipEntry(raw, size, packed, pieces, _name(raw, flags, fields), bad, offset)


def _name(raw: bytes, flags: int, fields: dict[int, bytes]) -> str | None:
    """The name if its encoding is known: UTF-8 by its flag, or in the extra field for UTF-8 names; else None."""
    again = fields.get(_NAME_FIELD, b"")
    if len(again) > 5 and again[0] == 1 and int.from_bytes(again[1:5], "little") == zlib.crc32(raw):
        raw, flags = again[5:], flags | _UTF8
    try:
        return raw.decode() if flags & _UTF8 else None
    except UnicodeDecodeError:
        return None


def _fields(extra: bytes) -> Iterator[tuple[int, bytes]]:
    """The extra fields of an entry by their number, up to the first damaged one."""
    while len(extra) >= 4:
        number, length = struct.unpack_from("<2H", extra)
        yield number, extra[4 : 4 + length]
        extra = extra[4 + length :]


def _long(field: bytes, *values: int) -> list[int]:
    """The values, where those of more than 32 bits are replaced by the numbers in ``field``, in the same order."""
    longer = iter(struct.unpack(f"<{len(field) // 8}Q", field[: len(field) // 8 * 8]))
    return [next(longer, value) if value == _FULL else value for value in values]


def _check_overlap(stream: BinaryIO, entries: Sequence[_ZipEntry], file: str) -> None:
    """Raise UnreadableFaces if entries share bytes, which is how a small zip can unpack to petabytes."""
    for one, other in pairwise(sorted(entries, key=lambda entry: entry.offset)):
        room = other.offset - one.offset - one.packed
        if room < LOCAL_HEADER.size + len(one.raw) and room < _header_length(stream, one):
            raise refused(file, f"overlapping entries ({shown(str(other.raw, 'latin-1'))})", "a zip of separate files")


def _header_length(stream: BinaryIO, entry: _ZipEntry) -> int:
    """By the entry's own header, whose name may have another length than in the table of contents."""
    try:
        return header_length(stream, entry.offset)
    except ValueError:
        return LOCAL_HEADER.size
