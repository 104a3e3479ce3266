"""Unpacks single files packed by gzip, bzip2 or xz, up to a limit."""

import bz2
import gzip
import lzma
import zlib
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO

from fer_core.base.errors import UnreadableFaces
from fer_core.base.progress import Progress
from fer_core.faces.readers.archives.entries import refused
from fer_core.faces.readers.archives.spool import spooled
from fer_core.faces.readers.limits import MAX_RATIO, MAX_UNPACKED, SMALL

_PIECE = 2**20
_OPENERS: dict[bytes, Callable[[BinaryIO], Any]] = {b"\x1f\x8b": gzip.open, b"BZh": bz2.open, b"\xfd7zXZ\0": lzma.open}
_BROKEN = (OSError, EOFError, zlib.error, lzma.LZMAError, ValueError, MemoryError)


def is_squeezed(head: bytes) -> bool:
    """Whether the first bytes of a file are those of gzip, bzip2 or xz."""
    return head.startswith(tuple(_OPENERS))


def unsqueezed(stream: BinaryIO, size: int, file: str, progress: Progress) -> BinaryIO:
    """The content of a packed file of ``size`` bytes, to be closed by the caller.

    Raises UnreadableFaces for a damaged file or one that unpacks to far more than its size, and FerLabError for a
    full disk.
    """
    return spooled(_pieces(stream, size, file), _guess(size), file, progress)


def _guess(size: int) -> int:
    return 4 * size  # as for pixels in a CSV; only for progress


def _pieces(stream: BinaryIO, size: int, file: str) -> Iterator[bytes]:
    head = stream.read(6)
    stream.seek(0)
    opener = next(opener for start, opener in _OPENERS.items() if head.startswith(start))
    done = 0
    with opener(stream) as packed:
        while piece := _read(packed, file):
            done += len(piece)
            if done > MAX_UNPACKED:
                raise refused(file, f"over {MAX_UNPACKED:,} bytes unpacked", f"at most {MAX_UNPACKED:,}")
            if done > SMALL and done > MAX_RATIO * size:
                raise refused(
                    file, f"a file that unpacks to over {MAX_RATIO} times its size", f"at most {MAX_RATIO} times"
                )
            yield piece


def _read(packed: BinaryIO, file: str) -> bytes:
    try:
        return packed.read(_PIECE)
    except _BROKEN as error:
        remedy = "The download or copy may be incomplete. Get the file again."
        raise UnreadableFaces(
            file, found=f"a damaged file ({error})", expected="a whole file", remedy=remedy
        ) from error
