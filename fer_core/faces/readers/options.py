"""Options for reading a file. The defaults suit most files."""

from dataclasses import dataclass
from typing import Literal

OnBadRow = Literal["refuse", "skip"]

Role = Literal["emotions", "parts", "people", "nothing"]
"""The meaning of the folders of one level."""

RECOGNISE, NONE, FOLDER, FILENAME = "", "none", "folder", "filename:"


@dataclass(frozen=True)
class ReadOptions:
    """How to read a file.

    Attributes:
        on_bad_row: ``"refuse"`` a table with more than 1 % bad rows (and more than one), or with a row which means that
            the whole table is of another kind; or ``"skip"`` and list bad rows.
        labels: where the labels of pictures are: ``""`` (recognise, or ask if unclear), ``"none"``, ``"folder"``,
            ``"filename:PATTERN"``, or the path of a list of files and labels.
        levels: the meaning of each level of folders, from the top, below the folders that all pictures share; empty to
            recognise it.
        names: pairs of code and name: ``(("7", "contempt"),)``. Faces of a code with an empty name are listed but not
            imported.
    """

    on_bad_row: OnBadRow = "refuse"
    labels: str = RECOGNISE
    levels: tuple[Role, ...] = ()
    names: tuple[tuple[str, str], ...] = ()


AS_IT_IS = ReadOptions()
"""The default options."""
