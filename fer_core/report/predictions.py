"""The recognizer's prediction for every test face, as a table to take away."""

from collections.abc import Iterator, Sequence

import numpy as np

from fer_core.faces.faceset import FaceSet
from fer_core.faces.sources import source_of
from fer_core.naming.sheet import ExportTable


def predictions_sheet(faces: FaceSet, test: np.ndarray, probabilities: np.ndarray) -> ExportTable:
    """One row a test face: its number, the prediction, its true label where there is one, every probability, and
    where the face came from.

    Args:
        faces: of the study.
        test: int [t], the test faces.
        probabilities: float [t, c], as a `Training` has them.
    """
    return ExportTable(_columns(faces), _rows(faces, test, probabilities))


def _columns(faces: FaceSet) -> list[str]:
    """The table's header; ``said`` is the name that ``predicted`` had in earlier versions."""
    true = [] if faces.emotions is None else ["true"]
    return ["face", "predicted", *true, *(f"p({name})" for name in faces.classes), "said", "source"]


def _rows(faces: FaceSet, test: np.ndarray, probabilities: np.ndarray) -> Iterator[Sequence[object]]:
    """A row for each face, in the order of ``test``, as `_columns` heads them."""
    predicted = probabilities.argmax(axis=1).tolist()
    rounded = np.round(probabilities.astype(np.float64), 6).tolist()
    for face, code, shares in zip(test.tolist(), predicted, rounded, strict=True):
        true = [] if faces.emotions is None else [faces.label_of(face) or ""]
        name = faces.classes[code]
        yield face, name, *true, *shares, name, source_of(faces.sources, face)
