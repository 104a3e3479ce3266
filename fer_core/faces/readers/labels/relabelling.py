"""Other labels for the faces of a table than its own column says: none, or FER+'s."""

import dataclasses
import re

import numpy as np

from fer_core.base.errors import InvalidSettings
from fer_core.faces.faceset import UNLABELLED, FaceSet
from fer_core.faces.readers._text import shown
from fer_core.faces.readers.imported import Import
from fer_core.faces.readers.labels.beside import file_text
from fer_core.faces.readers.labels.known.ferplus import EMOTIONS, Votes, votes_of
from fer_core.faces.readers.labels.parts import USAGES
from fer_core.faces.readers.options import FILENAME, FOLDER, NONE, ReadOptions

_AGREE = 0.99
"""Share of the faces whose part must be the one that FER+ says, for its rows to be the table's."""


def relabelled(imported: Import, options: ReadOptions) -> Import:
    """A table's faces with the labels that a person asked for; pictures have theirs already.

    Raises InvalidSettings for what a table cannot have, NotFound where a list cannot be read.
    """
    answer = options.labels.strip()
    if not answer or "labels_from" in imported.notes:
        return imported
    faces = imported.faces
    if answer == NONE:
        return _with(imported, _copy(faces, None, None, faces.classes), "", ["The labels were not read, as you chose."])
    if answer == FOLDER or answer.startswith(FILENAME):
        what = "The rows of a table lie in no folders and have no file names to read labels from."
        raise InvalidSettings(what, where=faces.name, remedy="Import it without --labels, or with --labels none.")
    votes = votes_of(file_text(answer))
    if votes is None:
        what = (
            "A table has its labels in its own column; of all lists only FER+'s (fer2013new.csv) can take their place."
        )
        raise InvalidSettings(what, where=shown(answer), remedy="Import it without --labels.")
    return _by_votes(imported, votes)


def _by_votes(imported: Import, votes: Votes) -> Import:
    faces = imported.faces
    rows = _rows(faces)
    if rows is None or rows.max() >= len(votes.rows):
        what = f"FER+'s list has {len(votes.rows):,} rows, which do not belong to this table."
        raise InvalidSettings(what, where=faces.name, remedy="It belongs to fer2013.csv with its 35,887 rows.")
    labels = [votes.rows[row] for row in rows]
    pairs = zip(labels, faces.usage, strict=True)
    parts = [(label.usage, faces.usages[code]) for label, code in pairs if label.usage is not None]
    _check_parts(parts, faces)
    classes = tuple(sorted(EMOTIONS))
    codes = np.array([UNLABELLED if face.label is None else classes.index(face.label) for face in labels], np.uint8)
    counts = np.array([[face.votes[name] for name in classes] for face in labels], np.uint8)
    sentences = votes.sentences(rows.tolist())
    return _with(imported, _copy(faces, codes, counts, classes), "FER+'s votes", sentences)


def _rows(faces: FaceSet) -> np.ndarray | None:
    """int64 [n]: the row of the table that each face is in, from 0; None if this is not known."""
    found = [re.fullmatch(r"(line|row) (\d+)", source) for source in faces.sources or ()]
    if not found or not all(found):
        return None
    numbers = np.array([int(match[2]) for match in found if match], np.int64)
    header = found[0] is not None and found[0][1] == "line" and numbers.min() > 1
    return numbers - (2 if header else 1)


def _check_parts(parts: list[tuple[int, str]], faces: FaceSet) -> None:
    """Raise InvalidSettings if the parts in FER+ and in the table differ: then their rows are in another order."""
    same = sum(USAGES[usage] == part for usage, part in parts)
    if len(faces.usages) > 1 and same < _AGREE * len(parts):
        what = f"FER+'s list has another part than this table for {len(parts) - same:,} of {len(parts):,} rows."
        raise InvalidSettings(what, where=faces.name, remedy="Use it with fer2013.csv, which has the same rows.")


def _copy(faces: FaceSet, codes: np.ndarray | None, votes: np.ndarray | None, classes: tuple[str, ...]) -> FaceSet:
    return FaceSet.of(
        faces.images, codes, classes=classes, usage=faces.usage, usages=faces.usages, name=faces.name,
        synthetic=faces.synthetic, image_fingerprint=faces.image_fingerprint, sources=faces.sources, votes=votes,
    )  # fmt: skip


def _with(imported: Import, faces: FaceSet, source: str, sentences: list[str]) -> Import:
    notes = {**imported.notes, "labels_from": source, "told": [*imported.notes.get("told", []), *sentences]}
    return dataclasses.replace(imported, faces=faces, notes=notes)
