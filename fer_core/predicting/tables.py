"""Tables of faces: all rows with their numbers, also those that cannot be read."""

from collections.abc import Iterator

import numpy as np

from fer_core.base.errors import UnreadableFaces
from fer_core.faces.readers._builder import BadCell
from fer_core.faces.readers._content import TableRows
from fer_core.photo import faces_in
from fer_core.predicting.looked import NO_FACE, Given, Looked, why


def of_rows(rows: TableRows, given: Given) -> Iterator[Looked]:
    """A row for each of ``rows``; for a picture with several faces one for each, all with the row's number.

    Raises UnreadableFaces where there is no row.
    """
    number = -1
    for number, (source, found) in enumerate(rows):
        faces, reason = _faces(found, source, given)
        if not faces:
            yield Looked(given.name, number, source, given.title, reason=reason)
        for face in faces:
            yield Looked(given.name, number, source, given.title, face)
    if number < 0:
        raise UnreadableFaces(given.name, found="no row", expected="at least one")


def _faces(found: np.ndarray | bytes | BadCell, source: str, given: Given) -> tuple[list[np.ndarray], str]:
    """The faces of a row (uint8 [48, 48] each), and the reason if it has none."""
    if isinstance(found, BadCell):
        return [], why(found)
    if isinstance(found, np.ndarray):
        return [found], ""
    try:
        faces = faces_in(found, source, given.crops)
    except UnreadableFaces as bad:
        return [], why(bad)
    return faces, "" if faces else NO_FACE
