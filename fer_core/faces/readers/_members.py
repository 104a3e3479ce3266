"""A file inside a folder or an archive, which of them no person put there, and which names are safe."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import NoReturn

from fer_core.faces.readers._builder import BadCell

LISTING = "fer-lab-sources.csv"
"""Lies beside the labelled faces that FER Lab writes and tells where each came from; no face itself."""
_DEBRIS = {
    "thumbs.db", "ehthumbs.db", "ehthumbs_vista.db", "desktop.ini", "__macosx", "icon\r", "icon\uf00d", "@eadir",
    "$recycle.bin", "system volume information", LISTING,
}  # fmt: skip
_OUTSIDE = re.compile(r"/|[A-Za-z]:|(.*/)?\.\.(/|$)", re.DOTALL)
_MISLEADING = re.compile("[\0-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""Control characters, and those that turn the direction of what follows."""

SQUEEZED = (".gz", ".bz2", ".xz")
TABLES = tuple(kind + packed for kind in (".csv", ".tsv") for packed in ("", *SQUEEZED))
ARCHIVES = (".zip", ".tar", ".tgz", ".tbz2", ".txz", *SQUEEZED)
PARQUET = (".parquet",)
"""How names of files end that can be read by themselves. What such a file really is, its content tells."""


@dataclass(frozen=True)
class Member:
    """A file that may be an image or hold a table.

    Attributes:
        path: with ``/`` between, inside the folder or archive.
        size: bytes.
        read: its bytes; raises BadCell.
        pieces: its bytes in pieces, for large ones; raises BadCell.
        file: where it lies on disk, if it does.
        bad: why it is not read; then ``read`` raises it.
    """

    path: str
    size: int
    read: Callable[[], bytes]
    pieces: Callable[[], Iterator[bytes]] | None = None
    file: Path | None = None
    bad: BadCell | None = None


@dataclass(frozen=True)
class MemberList:
    """What lies in a folder or an archive.

    Attributes:
        members: all files but those of systems; those that are not read are among them, with the reason.
        ignored: how many files of systems there are.
        encoding: in which names were guessed to be written, "" where that needed no guess.
    """

    members: list[Member]
    ignored: int = 0
    encoding: str = ""


def rejected(path: str, found: str, expected: str) -> Member:
    """A member that is not read."""
    bad = BadCell(found, expected)
    return Member(path, 0, partial(_raise, bad), bad=bad)


def is_debris(path: str) -> bool:
    """Whether a system put this file there, not a person (``__MACOSX/``, ``.DS_Store``, ``Thumbs.db``)."""
    parts = (part for part in path.split("/") if part not in (".", ".."))
    return any(part.startswith(".") or part.lower() in _DEBRIS for part in parts)


def path_inside(name: str) -> str:
    """The path of an archive's entry, without ``./`` and ``//``. Raises BadCell where it leads out or misleads."""
    if _OUTSIDE.match(name):
        raise BadCell("a name that leads out of the archive", "a name inside it")
    if not name.isprintable() and _MISLEADING.search(name):  # odd blanks and marks do no harm
        raise BadCell("a name with control characters", "a name of letters, digits and signs")
    return "/".join(part for part in name.split("/") if part not in ("", "."))


def _raise(bad: BadCell) -> NoReturn:
    raise BadCell(bad.found, bad.expected)
