"""One row of an answer before it is answered: a face, or why there is none."""

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from fer_core.base.errors import UnreadableFaces
from fer_core.faces.readers._builder import BadCell

NO_FACE = "no face was found"


@dataclass(frozen=True)
class Given:
    """What somebody gave.

    Attributes:
        path: of a file or folder.
        title: what tells it apart from others that were given: its name, or the whole path where names are the same.
        crops: whether its pictures are faces already, so that none are looked for.
    """

    path: Path
    title: str
    crops: bool = False

    @property
    def name(self) -> str:
        """The name of the file or folder."""
        return self.path.name or self.path.resolve().name


@dataclass(frozen=True, eq=False)
class Looked:
    """A row of a table, or one face of a picture.

    Attributes:
        file: the picture's path inside what was given, or the table's name.
        number: of the row in its table, or of the face in its picture, from 0; None for a picture without a face.
        source: the place inside what was given: ``"line 4"``, ``"happy/0.png"``.
        given: the title of what was given.
        image: uint8 [48, 48]; None where there is no face.
        reason: why there is none.
    """

    file: str
    number: int | None
    source: str
    given: str
    image: np.ndarray | None = field(default=None, repr=False)
    reason: str = ""


def why(error: BadCell | UnreadableFaces) -> str:
    """Why a row or picture cannot be looked at, in words."""
    return f"found {error.found}; expected {error.expected}"
