"""Untrusted tars: the standard library reads their headers within limits. Nothing is ever extracted to disk."""

import tarfile
from collections.abc import Iterator
from functools import partial
from typing import BinaryIO

from fer_core.base.errors import UnreadableFaces
from fer_core.base.progress import Progress
from fer_core.faces.readers._builder import BadCell
from fer_core.faces.readers._members import MemberList
from fer_core.faces.readers.archives.entries import ArchiveEntry, contents_of, refused
from fer_core.faces.readers.limits import MAX_ENTRIES, MAX_LISTED

_MOST_HEADER = 2**20
"""Bytes of one header with long names; the library alone would read any number into memory."""
_PIECE = 2**20
_TELL_EVERY = 256
_BROKEN = (tarfile.TarError, OSError, ValueError, LookupError, ArithmeticError, RuntimeError, EOFError, TypeError)


def is_tar(head: bytes) -> bool:
    """Whether the first bytes of a file are those of a tar, by the checksum of the first header."""
    try:
        tarfile.TarInfo.frombuf(head[: tarfile.BLOCKSIZE], "utf-8", "surrogateescape")
    except _BROKEN:
        return False
    return True


def tar_contents(stream: BinaryIO, size: int, file: str, progress: Progress) -> MemberList:
    """The members of a tar of ``size`` bytes. Raises UnreadableFaces for a damaged or dangerous tar."""
    entries: list[ArchiveEntry] = []
    for entry in _entries(stream, size, file):
        if len(entries) % _TELL_EVERY == 0:
            progress(stream.tell(), size, "Reading the archive")
        entries.append(entry)
        if len(entries) > MAX_LISTED:
            raise refused(file, f"over {MAX_LISTED:,} entries", f"at most {MAX_ENTRIES:,} files")
    return contents_of(entries, size, file)[0]


def _entries(stream: BinaryIO, size: int, file: str) -> Iterator[ArchiveEntry]:
    position = 0
    try:
        archive = tarfile.TarFile(fileobj=_Limited(stream), encoding="utf-8", errors="surrogateescape")  # type: ignore[arg-type]
        while (info := archive.next()) is not None:
            if archive.offset <= position:  # a negative size would cause an endless loop
                raise tarfile.ReadError("a header that leads back")
            position = archive.offset
            archive.members.clear()  # type: ignore[attr-defined]
            yield _entry(stream, info, size)
        stream.seek(position)
        if stream.read(tarfile.BLOCKSIZE).strip(b"\0"):  # for the library, a broken header is the end
            raise tarfile.ReadError("a broken header")
    except _BROKEN as error:
        remedy = "The download or copy may be incomplete. Get the file again."
        found = f"a damaged tar ({error})"
        raise UnreadableFaces(file, found=found, expected="a whole tar", remedy=remedy) from error


def _entry(stream: BinaryIO, info: tarfile.TarInfo, size: int) -> ArchiveEntry:
    bad = None
    if info.issym() or info.islnk():
        bad = BadCell("a link", "the file itself")
    elif not info.isdir() and (not info.isreg() or info.issparse()):
        bad = BadCell("not an ordinary file", "an image")
    elif info.size < 0 or info.offset_data + info.size > size:
        bad = BadCell("a damaged entry of the tar", "a whole entry")
    raw = info.name.encode("utf-8", "surrogateescape") + b"/" * info.isdir()
    length = max(0, info.size)
    return ArchiveEntry(raw, length, length, partial(_pieces, stream, info.offset_data, length), None, bad)


def _pieces(stream: BinaryIO, position: int, left: int) -> Iterator[bytes]:
    while left > 0:
        stream.seek(position)  # each time: others read the same file
        piece = stream.read(min(left, _PIECE))
        if not piece:
            raise BadCell("a damaged entry of the tar", "a whole entry")
        position, left = position + len(piece), left - len(piece)
        yield piece


class _Limited:
    """A file for `tarfile` that limits how much is read at a time."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.tell, self.seek = stream.tell, stream.seek
        self.name, self.mode = "", "rb"

    def read(self, size: int) -> bytes:
        if not 0 <= size <= _MOST_HEADER:
            raise tarfile.ReadError("a header that is too long")
        return self._stream.read(size)
