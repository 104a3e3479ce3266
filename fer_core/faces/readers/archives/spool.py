"""Bytes for random access, in a temporary file without a name or, if they are few, in memory."""

import io
import tempfile
from collections.abc import Iterable
from typing import BinaryIO

from fer_core.base.errors import FerLabError
from fer_core.base.progress import Progress
from fer_core.faces.readers._members import Member

_IN_MEMORY = 16 * 2**20


def spooled(pieces: Iterable[bytes], size: int, file: str, progress: Progress) -> BinaryIO:
    """A file of all ``pieces`` in sequence, to be closed by the caller. ``size`` is their approximate number of bytes.

    Raises FerLabError if the disk is full, and whatever ``pieces`` raises.
    """
    out = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 (the caller closes it)
    done = 0
    try:
        for piece in pieces:
            progress(min(done, size), size, "Unpacking")
            _write(out, piece, file)
            done += len(piece)
    except BaseException:
        out.close()
        raise
    out.seek(0)
    return out  # type: ignore[return-value]


def opened(member: Member, file: str, progress: Progress) -> BinaryIO:
    """A member as a file for random access. Raises BadCell for a bad member, FerLabError for a full disk."""
    if member.file is not None:
        return member.file.open("rb")
    if member.pieces is None:
        return io.BytesIO(member.read())
    return spooled(member.pieces(), member.size, file, progress)


def _write(out: "tempfile.SpooledTemporaryFile[bytes]", piece: bytes, file: str) -> None:
    try:
        out.write(piece)
    except OSError as error:
        remedy = "Free some disk space, or unpack it yourself and open the folder."
        raise FerLabError(f"It could not be unpacked ({error.strerror}).", where=file, remedy=remedy) from error
