"""Pictures, and the faces in them."""

from collections.abc import Iterator, Sequence

import numpy as np

from fer_core.base.errors import NotFound, UnreadableFaces
from fer_core.base.progress import Progress
from fer_core.faces.readers._builder import BadCell
from fer_core.faces.readers._members import Member, is_debris
from fer_core.photo import faces_in
from fer_core.predicting.looked import NO_FACE, Given, Looked, why


def of_members(members: Sequence[Member], given: Given, progress: Progress) -> Iterator[Looked]:
    """The faces of all files of a folder or archive, ordered by path; files without a face get a row with the reason.

    Raises NotFound if there is no file.
    """
    files = sorted((m for m in members if not is_debris(m.path)), key=lambda m: m.path.split("/"))
    if not files:
        raise NotFound("It holds no pictures.", where=given.name, remedy="Give a folder or archive of pictures.")
    for i, file in enumerate(files):
        progress(i, len(files), "Finding faces in pictures")
        try:
            faces = faces_in(file.read(), file.path, given.crops)
        except (BadCell, UnreadableFaces) as bad:
            yield _without(file.path, given, why(bad))
        else:
            yield from _faces(file.path, given, faces)


def of_photo(content: bytes, given: Given, *, alone: bool) -> Iterator[Looked]:
    """The faces of one photo. Raises UnreadableFaces for a broken one if nothing else was given (``alone``)."""
    try:
        faces = faces_in(content, given.name, given.crops)
    except UnreadableFaces as bad:
        if alone:
            raise
        yield _without(given.name, given, why(bad))
    else:
        yield from _faces(given.name, given, faces)


def _faces(file: str, given: Given, faces: Sequence[np.ndarray]) -> Iterator[Looked]:
    if not faces:
        yield _without(file, given, NO_FACE)
    for number, face in enumerate(faces):
        yield Looked(file, number, file, given.title, face)


def _without(file: str, given: Given, reason: str) -> Looked:
    return Looked(file, None, file, given.title, reason=reason)
