"""What every reader hands back: the faces, and each row or image that was left out and why."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from fer_core.faces.faceset import FaceSet


@dataclass(frozen=True)
class Rejection:
    """One row or image that was not imported.

    Attributes:
        where: ``"line 8123"`` or ``"train/happy/x.jpg"``.
        found: what is there, e.g. ``"2,303 pixel values"``.
        expected: what should be, e.g. ``"2,304 (48 × 48)"``.
    """

    where: str
    found: str
    expected: str


@dataclass(frozen=True, eq=False)
class Import:
    """The faces of one file or folder.

    Attributes:
        faces: every row or image that could be read, in the order of the file.
        rejected: every one that could not.
        format: what the file was recognised as, for a person (``"fer2013.csv"``, ``"zip of images"``).
        notes: what else there is to tell; JSON-able.
    """

    faces: FaceSet
    rejected: tuple[Rejection, ...] = ()
    format: str = ""
    notes: Mapping[str, Any] = field(default_factory=dict)
