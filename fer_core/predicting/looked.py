"""One row of predictions before the prediction: a face, or the reason why there is none."""

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from fer_core.base.errors import UnreadableFaces
from fer_core.faces.readers._builder import BadCell

NO_FACE = "no face was found"


@dataclass(frozen=True)
class Given:
    """A file or folder whose faces are predicted.

    Attributes:
        path: where it is.
        title: its name, or the whole path where several have the same name.
        crops: whether each of its pictures is one cropped face.
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
        file: path of the picture inside the given folder or archive, or the name of the table.
        number: of the row in its table, or of the face in its picture, from 0; None for a picture without a face.
        source: the place inside the given file or folder: ``"line 4"``, ``"happy/0.png"``.
        given: title of the given file or folder.
        image: uint8 [48, 48]; None without a face.
        reason: why there is no face; "" if there is one.
    """

    file: str
    number: int | None
    source: str
    given: str
    image: np.ndarray | None = field(default=None, repr=False)
    reason: str = ""


def why(error: BadCell | UnreadableFaces) -> str:
    """Why a row or picture cannot be read, in words."""
    return f"found {error.found}; expected {error.expected}"
