"""CK+ as its authors give it: ``S005/001/S005_001_00000011.png``, and ``Emotion/…/S005_001_00000011_emotion.txt``.

A sequence goes from a neutral face to the emotion, and its label belongs to the last picture only. (CK+48, the copy
with one folder for each emotion, does not need this module.)
"""

import re

from fer_core.base.words import count
from fer_core.faces.readers.labels.code_books import CODE_BOOKS
from fer_core.faces.readers.labels.known._names import MOSTLY
from fer_core.faces.readers.labels.labelling import FaceLabel, Labelling
from fer_core.faces.readers.labels.tree import FolderTree

_PICTURE = re.compile(r"S\d{3}_\d{3}_\d{8}")
_EMOTION = "_emotion.txt"


def ck(tree: FolderTree) -> Labelling | None:
    """Labels of the last pictures of sequences; None if pictures have other names or there are no Emotion files."""
    by_stem = {path.rsplit("/", 1)[-1].rpartition(".")[0].upper(): path for path in tree.pictures}
    frames = [stem for stem in by_stem if _PICTURE.fullmatch(stem)]
    codes = {path.rsplit("/", 1)[-1][: -len(_EMOTION)].upper(): path for path in tree.others(_EMOTION)}
    labels = {stem: _label(tree.text(codes[stem])) for stem in frames if stem in codes}
    if not any(labels.values()) or len(frames) < MOSTLY * len(by_stem):
        return None
    faces = {by_stem[stem]: (FaceLabel(label),) for stem, label in labels.items() if label}
    sentences = [
        "Each label belongs to the last picture of its sequence.",
        f"The {count(len(tree.pictures) - len(faces), 'other picture')} (earlier in a sequence, or without an Emotion "
        "file) have no label.",
    ]
    used = frozenset(tree.others(".txt"))
    return Labelling("CK+'s Emotion files", faces, sentences=tuple(sentences), used=used, format="CK+")


def _label(text: str) -> str | None:
    try:
        return CODE_BOOKS["CK+"].get(str(int(float(text.split()[0]))))
    except (ValueError, LookupError, OverflowError):
        return None
