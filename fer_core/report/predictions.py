"""What the recognizer says of every held-out face, as a table to take away."""

from collections.abc import Iterator, Sequence

import numpy as np

from fer_core.faces.faceset import FaceSet
from fer_core.faces.sources import source_of
from fer_core.naming import sheet


def predictions_csv(faces: FaceSet, judges: np.ndarray, probabilities: np.ndarray) -> bytes:
    """One line a held-out face: its number, what was said, its true label where there is one, every probability, and
    where the face came from.

    Args:
        faces: of the study.
        judges: int [t], the held-out faces.
        probabilities: float [t, c], as a `Training` has them.
    """
    return sheet.to_csv(columns(faces), rows(faces, judges, probabilities))


def predictions_parquet(faces: FaceSet, judges: np.ndarray, probabilities: np.ndarray) -> bytes:
    """The same as Parquet."""
    return sheet.to_parquet(columns(faces), rows(faces, judges, probabilities))


def columns(faces: FaceSet) -> list[str]:
    """The table's header."""
    true = [] if faces.emotions is None else ["true"]
    return ["face", "said", *true, *(f"p({name})" for name in faces.classes), "source"]


def rows(faces: FaceSet, judges: np.ndarray, probabilities: np.ndarray) -> Iterator[Sequence[object]]:
    """A row for each face, in the order of ``judges``, as `columns` heads them."""
    said = probabilities.argmax(axis=1).tolist()
    rounded = np.round(probabilities.astype(np.float64), 6).tolist()
    for face, code, shares in zip(judges.tolist(), said, rounded, strict=True):
        true = [] if faces.emotions is None else [faces.label_of(face) or ""]
        yield face, faces.classes[code], *true, *shares, source_of(faces.sources, face)
