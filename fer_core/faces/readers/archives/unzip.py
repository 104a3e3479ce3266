"""The bytes of one entry of a zip, in pieces, and never more than it declares."""

import bz2
import lzma
import struct
import zlib
from collections.abc import Callable, Iterator
from typing import BinaryIO, Protocol

from fer_core.faces.readers._builder import BadCell

LOCAL_HEADER = struct.Struct("<4s5H3L2H")
_LOCAL = b"PK\x03\x04"
_PIECE = 2**18
_BROKEN = (zlib.error, lzma.LZMAError, struct.error, EOFError, OSError, ValueError, MemoryError, OverflowError)
_MOST_MEMORY = 2**28
"""Bytes of LZMA's dictionary."""

METHODS = {0: "nothing", 8: "Deflate", 12: "bzip2", 14: "LZMA", 95: "XZ"}
OTHER_METHODS = {1: "Shrink", 6: "Implode", 9: "Deflate64", 93: "Zstandard", 98: "PPMd", 99: "AES"}


class _Worker(Protocol):
    @property
    def eof(self) -> bool: ...
    @property
    def needs_input(self) -> bool: ...
    def decompress(self, data: bytes, max_length: int) -> bytes: ...


def unpacked(stream: BinaryIO, offset: int, packed: int, size: int, crc: int, method: int) -> Iterator[bytes]:
    """The bytes of the entry whose header is at ``offset``. Raises BadCell if they differ from its size or checksum."""
    left, found = size, 0
    try:
        start = offset + header_length(stream, offset)
        pieces = _packed(stream, start, packed)
        if method:
            pieces = _worked(pieces, _WORKERS[method](size))
        for piece in pieces:
            left -= len(piece)
            if left < 0:
                break
            found = zlib.crc32(piece, found)
            yield piece
    except _BROKEN:
        left = -1
    if left or found != crc:
        raise BadCell("a damaged entry of the zip", "a whole entry")


def header_length(stream: BinaryIO, offset: int) -> int:
    """Bytes from an entry's offset to its data. Raises ValueError if no entry begins there."""
    stream.seek(offset)
    header = stream.read(LOCAL_HEADER.size)
    if len(header) < LOCAL_HEADER.size or not header.startswith(_LOCAL):
        raise ValueError("no entry begins here")
    *_, name, extra = LOCAL_HEADER.unpack(header)
    return LOCAL_HEADER.size + int(name) + int(extra)


def _packed(stream: BinaryIO, position: int, left: int) -> Iterator[bytes]:
    while left > 0:
        stream.seek(position)  # each time: others read the same file
        piece = stream.read(min(left, _PIECE))
        if not piece:
            return
        position, left = position + len(piece), left - len(piece)
        yield piece


def _worked(packed: Iterator[bytes], worker: _Worker) -> Iterator[bytes]:
    for data in packed:
        while True:
            yield worker.decompress(data, _PIECE)
            data = b""
            if worker.eof:
                return
            if worker.needs_input:
                break
    raise EOFError


class _Inflate:
    """zlib with the interface of the other two."""

    def __init__(self) -> None:
        self._worker = zlib.decompressobj(-15)
        self._rest = b""
        self.eof = False
        self.needs_input = True

    def decompress(self, data: bytes, max_length: int) -> bytes:
        out = self._worker.decompress(self._rest + data, max_length)
        self._rest = self._worker.unconsumed_tail
        self.eof = self._worker.eof
        self.needs_input = not self._rest and len(out) < max_length
        return out


class _Lzma:
    """LZMA with a zip's own header, which is converted to one that the library knows."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._worker: lzma.LZMADecompressor | None = None
        self.eof = False
        self.needs_input = True

    def decompress(self, data: bytes, max_length: int) -> bytes:
        if self._worker is None:
            length = struct.unpack_from("<2xH", data)[0]
            self._worker = lzma.LZMADecompressor(lzma.FORMAT_ALONE, memlimit=_MOST_MEMORY)
            data = data[4 : 4 + length] + struct.pack("<Q", self._size) + data[4 + length :]
        out = self._worker.decompress(data, max_length)
        self.eof, self.needs_input = self._worker.eof, self._worker.needs_input
        return out


_WORKERS: dict[int, Callable[[int], _Worker]] = {
    8: lambda size: _Inflate(), 12: lambda size: bz2.BZ2Decompressor(), 14: _Lzma,
    95: lambda size: lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=_MOST_MEMORY),
}  # fmt: skip
