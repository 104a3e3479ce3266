"""Zips from strangers: everything that can be checked before a byte is unpacked. Nothing is ever extracted."""

import lzma
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from fer_core.errors import UnreadableFaces
from fer_core.readers._builder import BadCell
from fer_core.readers._decode import too_large
from fer_core.readers._text import shown
from fer_core.readers.limits import (
    MAX_DIRECTORY_BYTES,
    MAX_ENTRIES,
    MAX_IMAGE_BYTES,
    MAX_RATIO,
    MAX_UNPACKED,
    SMALL,
)

_END = b"PK\x05\x06"
_END_64 = b"PK\x06\x06"
_LOCAL_HEADER = 30
_PIECE = 4 * 2**20
_BROKEN = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, OSError, ValueError, RuntimeError,
    OverflowError, LookupError,
)  # fmt: skip
_UNSAFE = re.compile(r"^/|^[A-Za-z]:|\\|(^|/)\.\.(/|$)")


def open_zip(stream: BinaryIO, size: int, file: str) -> tuple[zipfile.ZipFile, list[zipfile.ZipInfo]]:
    """The archive and its files, in the archive's order. Raises UnreadableFaces for one that is not safe."""
    try:
        directory = _directory_bytes(stream, size)
        if directory > MAX_DIRECTORY_BYTES:
            raise _refused(file, f"a table of contents of {directory:,} bytes", f"at most {MAX_ENTRIES:,} files")
        archive = zipfile.ZipFile(stream)
    except _BROKEN as error:
        raise _refused(file, f"a damaged zip ({error})", "a whole one") from error
    entries = archive.infolist()
    if len(entries) > MAX_ENTRIES:
        raise _refused(file, f"{len(entries):,} entries", f"at most {MAX_ENTRIES:,}")
    for entry in entries:
        _check_name(entry, file)
    _check_overlap(entries, archive.start_dir, file)
    _check_sizes(entries, size, file)
    return archive, [entry for entry in entries if not entry.is_dir()]


def read_member(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """A member's bytes, never more than it declares. Raises BadCell."""
    if entry.file_size > MAX_IMAGE_BYTES:
        raise too_large(entry.file_size)
    if entry.flag_bits & 1:
        raise BadCell("an encrypted file", "files without a password")
    try:
        return archive.read(entry)
    except _BROKEN:
        raise BadCell("a damaged entry of the zip", "a whole one") from None


def read_pieces(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """A large member's bytes in pieces, never more than it declares. Raises BadCell."""
    if entry.flag_bits & 1:
        raise BadCell("an encrypted file", "files without a password")
    left = entry.file_size
    try:
        with archive.open(entry) as file:
            while piece := file.read(min(_PIECE, left + 1)):
                left -= len(piece)
                if left < 0:
                    raise BadCell("longer than it says", "a whole one")
                yield piece
    except _BROKEN:
        raise BadCell("a damaged entry of the zip", "a whole one") from None


def _directory_bytes(stream: BinaryIO, size: int) -> int:
    """Size of the table of contents: `zipfile` would read it whole, however large."""
    stream.seek(max(0, size - 2**16 - 128))
    tail = stream.read()
    end = tail.rfind(_END)
    stated = struct.unpack_from("<L", tail, end + 12)[0] if end >= 0 else 0
    end_64 = tail.rfind(_END_64, 0, max(end, 0))
    if end_64 >= 0:
        stated = max(stated if stated != 0xFFFFFFFF else 0, struct.unpack_from("<Q", tail, end_64 + 40)[0])
    return min(stated, size)


def _check_name(entry: zipfile.ZipInfo, file: str) -> None:
    name = entry.orig_filename
    if _UNSAFE.search(name):
        raise _refused(file, f"the entry name {shown(name)!r}", "names inside the zip, with / between folders")
    if not name.isprintable():
        raise _refused(file, f"the entry name {shown(name)!r}", "names of visible characters")


def _check_overlap(entries: list[zipfile.ZipInfo], start_of_directory: int, file: str) -> None:
    """Entries that share bytes are how a small zip unpacks to petabytes."""
    end = 0
    for entry in sorted(entries, key=lambda entry: entry.header_offset):
        if entry.header_offset < end:
            raise _refused(file, f"overlapping entries ({shown(entry.filename)})", "a zip of separate files")
        end = entry.header_offset + _LOCAL_HEADER + len(entry.filename.encode()) + entry.compress_size
    if end > start_of_directory:
        raise _refused(file, "entries that overlap the table of contents", "a zip of separate files")


def _check_sizes(entries: list[zipfile.ZipInfo], size: int, file: str) -> None:
    total = sum(entry.file_size for entry in entries)
    if total > MAX_UNPACKED:
        raise _refused(file, f"{total:,} bytes unpacked", f"at most {MAX_UNPACKED:,}")
    if total > SMALL and total > MAX_RATIO * size:
        raise _refused(file, f"{total / size:,.0f} times its size unpacked", f"at most {MAX_RATIO} times")
    for entry in entries:
        if entry.file_size > max(SMALL, MAX_RATIO * entry.compress_size):
            raise _refused(file, f"a packed bomb ({shown(entry.filename)})", f"at most {MAX_RATIO} times its size")


def _refused(file: str, found: str, expected: str) -> UnreadableFaces:
    return UnreadableFaces(file, found=found, expected=expected, remedy="Unpack it yourself and pack the images anew.")
