"""What a person says of a file beyond what it says itself. All of it has a default that suits most files."""

from dataclasses import dataclass
from typing import Literal

OnBadRow = Literal["refuse", "skip"]

Role = Literal["emotions", "parts", "people", "nothing"]
"""What the folders of one level are."""

RECOGNISE, NONE, FOLDER, FILENAME = "", "none", "folder", "filename:"


@dataclass(frozen=True)
class ReadOptions:
    """How to read a file.

    Attributes:
        on_bad_row: ``"refuse"`` a table with more than 1 % bad rows (and more than one), or with a row that means
            the whole table is something else; ``"skip"`` all of them and list each.
        labels: where the labels of pictures stand: ``""`` recognise it, or ask where it is not clear; ``"none"``;
            ``"folder"``; ``"filename:PATTERN"``; or the path of a list that names files and labels.
        levels: what the folders of each level are, from the top, below the folders that all pictures share; empty:
            recognise it.
        names: what a code means, as pairs: ``(("7", "contempt"),)``. A code with an empty name is left out: its
            faces are listed and not imported.
    """

    on_bad_row: OnBadRow = "refuse"
    labels: str = RECOGNISE
    levels: tuple[Role, ...] = ()
    names: tuple[tuple[str, str], ...] = ()


AS_IT_IS = ReadOptions()
"""Nothing said."""
