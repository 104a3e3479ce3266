"""Files inside a folder or an archive: which are an operating system's, and which names are safe."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import NoReturn

from fer_core.faces.readers._builder import BadCell

LISTING = "fer-lab-sources.csv"
"""The list of sources that FER Lab writes beside exported faces; it is not a face."""
_DEBRIS = {
    "thumbs.db", "ehthumbs.db", "ehthumbs_vista.db", "desktop.ini", "__macosx", "icon\r", "icon\uf00d", "@eadir",
    "$recycle.bin", "system volume information", LISTING,
}  # fmt: skip
_OUTSIDE = re.compile(r"/|[A-Za-z]:|(.*/)?\.\.(/|$)", re.DOTALL)
_MISLEADING = re.compile("[\0-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""Control characters, and characters that change the direction of text."""

SQUEEZED = (".gz", ".bz2", ".xz")
TABLES = tuple(kind + packed for kind in (".csv", ".tsv") for packed in ("", *SQUEEZED))
ARCHIVES = (".zip", ".tar", ".tgz", ".tbz2", ".txz", *SQUEEZED)
PARQUET = (".parquet",)
"""Extensions of files that can be read on their own. Their content decides what they really are."""


@dataclass(frozen=True)
class Member:
    """A file that may be an image or hold a table.

    Attributes:
        path: inside the folder or archive, with ``/``.
        size: in bytes.
        read: returns its bytes; raises BadCell.
        pieces: returns its bytes in pieces, for large files; raises BadCell.
        file: its path on disk, if it is a file there.
        bad: why it is not read, if it is not; then ``read`` raises this.
    """

    path: str
    size: int
    read: Callable[[], bytes]
    pieces: Callable[[], Iterator[bytes]] | None = None
    file: Path | None = None
    bad: BadCell | None = None


@dataclass(frozen=True)
class MemberList:
    """The files of a folder or an archive.

    Attributes:
        members: all files except those of operating systems, including files that are not read.
        ignored: number of files of operating systems.
        encoding: of the names if it had to be guessed, else "".
    """

    members: list[Member]
    ignored: int = 0
    encoding: str = ""


def rejected(path: str, found: str, expected: str) -> Member:
    """A member that is not read."""
    bad = BadCell(found, expected)
    return Member(path, 0, partial(_raise, bad), bad=bad)


def is_debris(path: str) -> bool:
    """Whether a file belongs to an operating system (``__MACOSX/``, ``.DS_Store``, ``Thumbs.db``)."""
    parts = (part for part in path.split("/") if part not in (".", ".."))
    return any(part.startswith(".") or part.lower() in _DEBRIS for part in parts)


def path_inside(name: str) -> str:
    """The path of an archive's entry, without ``./`` and ``//``. Raises BadCell if it is outside or misleading."""
    if _OUTSIDE.match(name):
        raise BadCell("a name that leads out of the archive", "a name inside it")
    if not name.isprintable() and _MISLEADING.search(name):  # unusual spaces and marks are harmless
        raise BadCell("a name with control characters", "a name of letters, digits and signs")
    return "/".join(part for part in name.split("/") if part not in ("", "."))


def _raise(bad: BadCell) -> NoReturn:
    raise BadCell(bad.found, bad.expected)
