"""What every reader returns: the faces, and why other rows or images were not read."""

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
        expected: what should be there, e.g. ``"2,304 (48 × 48)"``.
    """

    where: str
    found: str
    expected: str


@dataclass(frozen=True, eq=False)
class Import:
    """The faces of one file or folder.

    Attributes:
        faces: all rows or images that could be read, in the order of the file.
        rejected: all others.
        format: the recognised format, for people (``"fer2013.csv"``, ``"zip of images"``).
        notes: further facts about the import, in values that JSON can hold.
    """

    faces: FaceSet
    rejected: tuple[Rejection, ...] = ()
    format: str = ""
    notes: Mapping[str, Any] = field(default_factory=dict)
