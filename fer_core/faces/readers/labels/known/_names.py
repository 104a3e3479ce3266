"""Data sets whose file names say everything."""

import re
from collections.abc import Mapping

from fer_core.base.words import count
from fer_core.faces.readers.labels.labelling import Labelling, Said
from fer_core.faces.readers.labels.tree import FolderTree

MOSTLY = 0.9
"""Share of pictures whose names must be the data set's."""

EMOTIONS = {
    "AF": "fear", "AN": "angry", "DI": "disgust", "FE": "fear", "HA": "happy", "NE": "neutral", "SA": "sad",
    "SU": "surprise",
}  # fmt: skip
"""Two letters that laboratories write for an emotion, spelt as FER2013 spells it."""


def by_names(tree: FolderTree, title: str, pattern: re.Pattern[str], emotions: Mapping[str, str]) -> Labelling | None:
    """Labels from file names that ``pattern`` fits, whose group ``label`` is a key of ``emotions``.

    None where fewer than `MOSTLY` of the pictures have such names.
    """
    found = {path: pattern.fullmatch(path.rsplit("/", 1)[-1]) for path in tree.pictures}
    faces = {path: (Said(emotions[match["label"].upper()]),) for path, match in found.items() if match}
    if not faces or len(faces) < MOSTLY * len(found):
        return None
    others = len(found) - len(faces)
    told = (f"{count(others, 'picture')} with other names stayed without a label.",) if others else ()
    return Labelling(f"the file names, as {title} writes them", faces, told=told, format=title, mixed=True)
