"""Rows and pictures of files and folders, one by one; those that cannot be read come with the reason.

Labels are not read. A folder and an archive of the same pictures give the same rows in the same order.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from fer_core.base.errors import FerLabError, NotFound, UnreadableFaces
from fer_core.base.progress import Progress, parts_of, silent
from fer_core.faces.readers import PICTURES
from fer_core.faces.readers._content import HEAD, Content, ReadingTask, found_among, found_in
from fer_core.faces.readers._foreign import is_image
from fer_core.faces.readers._text import shown
from fer_core.faces.readers.folder import folder_contents
from fer_core.faces.readers.options import AS_IT_IS
from fer_core.predicting.looked import Given, Looked
from fer_core.predicting.photos import of_members, of_photo
from fer_core.predicting.tables import of_rows


def looked_at(paths: Sequence[Path], crops: bool = False, progress: Progress = silent) -> Iterator[Looked]:
    """Every row and every face of ``paths``; for a picture without a face, one row with the reason.

    Args:
        paths: photos, folders and archives of photos, tables.
        crops: whether each picture is one cropped face, in which no face is searched for. Pixels in tables always are.
        progress: may raise Cancelled.

    Raises:
        NotFound: before anything is read, if one of the paths does not exist.
        FerLabError: for a path that cannot be read as a whole.
    """
    for path in paths:
        if not path.exists():
            raise NotFound("This file or folder does not exist.", where=str(path), remedy="Check the path.")
    names = Counter(path.name for path in paths)
    for path, part in zip(paths, parts_of(progress, [1] * len(paths)), strict=True):
        given = Given(path, path.name if names[path.name] == 1 else str(path), crops)
        try:
            yield from _looked_at(given, len(paths) == 1, part)
        except OSError as error:
            what = f"The file or folder cannot be read ({error.strerror})."
            raise FerLabError(what, where=str(path), remedy="Check its owner and its permissions.") from error


def _looked_at(given: Given, alone: bool, progress: Progress) -> Iterator[Looked]:
    path = given.path
    task = ReadingTask(shown(given.name), "", progress, AS_IT_IS)
    if path.is_dir():
        remedy = "Give the path of one of them."
        with found_among(folder_contents(path, task.file, progress), "folder", remedy, task) as found:
            yield from _of_found(found, given)
    elif path.suffix.lower() in PICTURES or _begins_as_image(path):
        yield from of_photo(path.read_bytes(), given, alone=alone)
    else:
        with path.open("rb") as stream, found_in(stream, path.stat().st_size, task) as found:
            yield from _of_found(found, given)


def _begins_as_image(path: Path) -> bool:
    """Whether a file with any name is a picture."""
    with path.open("rb") as stream:
        return is_image(stream.read(HEAD))


def _of_found(found: Content, given: Given) -> Iterator[Looked]:
    if found.pictures is not None:
        yield from of_members(found.pictures, given, found.task.progress)
    elif found.rows is not None:
        yield from of_rows(found.rows(), given)
    else:
        what, expected = "a format that can be opened but not predicted", "pictures, CSV or Parquet"
        raise UnreadableFaces(given.name, found=what, expected=expected, remedy="Save the faces as one of these.")
