"""Turns the entries of an untrusted archive into members: decodes names, drops system files, checks each entry."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from fer_core.base.errors import UnreadableFaces
from fer_core.faces.readers._builder import BadCell
from fer_core.faces.readers._members import (
    ARCHIVES,
    PARQUET,
    TABLES,
    Member,
    MemberList,
    is_debris,
    path_inside,
    rejected,
)
from fer_core.faces.readers.archives.names import decoded, encoding_of
from fer_core.faces.readers.images.decode import too_large
from fer_core.faces.readers.limits import MAX_ENTRIES, MAX_IMAGE_BYTES, MAX_LISTED, MAX_RATIO, MAX_UNPACKED, SMALL

_LARGE = (*TABLES, *PARQUET, *ARCHIVES, ".npy")
"""Extensions of files that are read in pieces, and so may be larger than an image."""


@dataclass(slots=True)
class ArchiveEntry:
    """One line of an archive's table of contents.

    Attributes:
        raw: its name in bytes.
        size: bytes after unpacking.
        packed: bytes in the archive.
        pieces: returns its bytes in pieces; raises BadCell.
        name: its name, if the archive gives the encoding of names.
        bad: why it is not read, if it is not.
    """

    raw: bytes
    size: int
    packed: int
    pieces: Callable[[], Iterator[bytes]]
    name: str | None = None
    bad: BadCell | None = None


def contents_of(entries: Sequence[ArchiveEntry], size: int, file: str) -> tuple[MemberList, list[ArchiveEntry]]:
    """The members of an archive of ``size`` bytes, and its entries that may be read.

    A bad entry becomes a member with the reason. Raises UnreadableFaces if the archive as a whole is dangerous.
    """
    if len(entries) > MAX_LISTED:
        raise refused(file, f"{len(entries):,} entries", f"at most {MAX_ENTRIES:,}")
    unsure = [entry.raw for entry in entries if entry.name is None]
    encoding = encoding_of(unsure)
    members, good, ignored = [], [], 0
    for entry in entries:
        name = (entry.name or decoded(entry.raw, encoding)).replace("\\", "/")
        if name.endswith("/"):
            continue
        if is_debris(name):
            ignored += 1
            continue
        member = _member(entry, name)
        members.append(member)
        if member.bad is None:
            good.append(entry)
    if len(members) > MAX_ENTRIES:
        raise refused(file, f"{len(members):,} files", f"at most {MAX_ENTRIES:,}")
    _check_sizes(good, size, file)
    guessed = encoding != "utf-8" and not all(raw.isascii() for raw in unsure)
    return MemberList(members, ignored, encoding if guessed else ""), good


def refused(file: str, found: str, expected: str) -> UnreadableFaces:
    """The error for an archive that is not read at all."""
    return UnreadableFaces(file, found=found, expected=expected, remedy="Unpack it yourself and open the folder.")


def _member(entry: ArchiveEntry, name: str) -> Member:
    try:
        path = path_inside(name)
        _check(entry, path)
    except BadCell as bad:
        return rejected(name, bad.found, bad.expected)
    return Member(path, entry.size, partial(_whole, entry), entry.pieces)


def _check(entry: ArchiveEntry, path: str) -> None:
    """Raise BadCell for an entry that is not read."""
    if entry.bad is not None:
        raise entry.bad
    if entry.size > MAX_IMAGE_BYTES and not path.lower().endswith(_LARGE):
        raise too_large(entry.size)
    if entry.size > max(SMALL, MAX_RATIO * entry.packed):
        times = entry.size // max(1, entry.packed)
        raise BadCell(f"a file that unpacks to {times:,} times its size", f"at most {MAX_RATIO} times")


def _check_sizes(entries: Sequence[ArchiveEntry], size: int, file: str) -> None:
    total = sum(entry.size for entry in entries)
    if total > MAX_UNPACKED:
        raise refused(file, f"{total:,} bytes unpacked", f"at most {MAX_UNPACKED:,}")
    if total > SMALL and total > MAX_RATIO * size:
        found = f"an archive that unpacks to {total / size:,.0f} times its size"
        raise refused(file, found, f"at most {MAX_RATIO} times")


def _whole(entry: ArchiveEntry) -> bytes:
    if entry.size > MAX_IMAGE_BYTES:
        raise too_large(entry.size)
    return b"".join(entry.pieces())
