"""A file inside a folder or an archive, and which of them no person put there."""

from collections.abc import Callable
from dataclasses import dataclass

LISTING = "fer-lab-sources.csv"
"""Lies beside the labelled faces that FER Lab writes and tells where each came from; no face itself."""
_DEBRIS = {"thumbs.db", "desktop.ini", "__macosx", "icon\r", LISTING}


@dataclass(frozen=True)
class Member:
    """A file that may be an image: its path with ``/`` between, its bytes. ``read`` raises BadCell."""

    path: str
    size: int
    read: Callable[[], bytes]


def is_debris(path: str) -> bool:
    """Whether a system put this file there, not a person (``__MACOSX/``, ``.DS_Store``, ``Thumbs.db``)."""
    return any(part.startswith(".") or part.lower() in _DEBRIS for part in path.split("/"))
