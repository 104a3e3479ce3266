"""Data sets with labels in their file names."""

import re
from collections.abc import Mapping

from fer_core.base.words import count
from fer_core.faces.readers.labels.labelling import FaceLabel, Labelling
from fer_core.faces.readers.labels.tree import FolderTree

MOSTLY = 0.9
"""Share (0..1) of pictures that must have names of the data set."""

EMOTIONS = {
    "AF": "fear", "AN": "angry", "DI": "disgust", "FE": "fear", "HA": "happy", "NE": "neutral", "SA": "sad",
    "SU": "surprise",
}  # fmt: skip
"""Emotions, in FER2013's spelling, by the two letters in file names."""


def by_names(tree: FolderTree, title: str, pattern: re.Pattern[str], emotions: Mapping[str, str]) -> Labelling | None:
    """Labels from file names that match ``pattern``, whose group ``label`` is a key of ``emotions``.

    None if fewer than `MOSTLY` of the pictures have such names.
    """
    found = {path: pattern.fullmatch(path.rsplit("/", 1)[-1]) for path in tree.pictures}
    faces = {path: (FaceLabel(emotions[match["label"].upper()]),) for path, match in found.items() if match}
    if not faces or len(faces) < MOSTLY * len(found):
        return None
    others = len(found) - len(faces)
    sentences = (
        (f"{count(others, 'picture')} with other names {'has' if others == 1 else 'have'} no label.",) if others else ()
    )
    return Labelling(f"the file names, as in {title}", faces, sentences=sentences, format=title, mixed=True)
