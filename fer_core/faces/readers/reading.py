"""The entry point of all readers: recognises a file, a folder or a sample, and reads it."""

import re
from pathlib import Path

from fer_core.base.errors import FerLabError, NotFound
from fer_core.base.paths import typed_path
from fer_core.base.progress import Progress, silent
from fer_core.faces.readers._content import ReadingTask, read_content, read_contents
from fer_core.faces.readers._text import shown
from fer_core.faces.readers.folder import folder_contents
from fer_core.faces.readers.imported import Import
from fer_core.faces.readers.labels.relabelling import relabelled
from fer_core.faces.readers.limits import MAX_NAME
from fer_core.faces.readers.options import AS_IT_IS, ReadOptions

SAMPLE = "sample:"


def read_faces(
    path: str | Path, progress: Progress = silent, *, options: ReadOptions = AS_IT_IS, name: str | None = None
) -> Import:
    """Read faces from a CSV, a folder, zip or tar of images, Parquet, or a sample (``"sample:clear"``).

    The format is recognised by the content, not by the name. Files may be packed by gzip, bzip2 or xz, and a folder or
    an archive may hold a single file in one of these formats.

    Args:
        path: of a file or folder, as a person types it, or ``sample:`` and a style.
        progress: reports bytes (rows for Parquet); may raise Cancelled.
        options: how to read it.
        name: of the faces and, in errors, of the file; by default the name of the file.

    Raises:
        NotFound: if nothing is at ``path``.
        UnreadableFaces: if it is of another kind, or too much is wrong with it.
        FoldersUnclear, CodesUnclear: if it may have several meanings; ``options`` can say which.
        FerLabError: if the system does not allow reading it.
    """
    if str(path).startswith(SAMPLE):
        from fer_core.faces.readers.drawn.sample import import_sample  # late, because it loads a model of faces

        return import_sample(str(path).removeprefix(SAMPLE), progress)
    if not str(path).strip():  # pathlib takes it for the current folder
        raise NotFound("There is no path.", remedy="Give the path of a file or folder.")
    path = typed_path(str(path))
    file = shown(name or path.name or path.resolve().name)
    title = shown(name or _title(path), MAX_NAME) or "faces"
    task = ReadingTask(file, title, progress, options)
    try:
        if path.is_dir():
            remedy = "Open one of them by its own path."
            return relabelled(read_contents(folder_contents(path, file, progress), "folder", remedy, task), options)
        if not path.is_file():
            raise _nothing_at(path, file)
        with path.open("rb") as stream:
            return relabelled(read_content(stream, path.stat().st_size, task), options)
    except OSError as error:
        remedy = "Check that it still exists, and its permissions."
        raise FerLabError(f"It cannot be read ({error.strerror}).", where=file, remedy=remedy) from error


def _nothing_at(path: Path, file: str) -> NotFound:
    if re.match("(https?|ftp|s3|hf):/", str(path), re.IGNORECASE):
        remedy = "Download the file and give its path, or open the address on the Data page (under Get FER2013)."
        return NotFound("This is an address, not a path on this computer.", where=file, remedy=remedy)
    return NotFound("This file or folder does not exist.", where=file, remedy="Check the path.")


def _title(path: Path) -> str:
    """The name of a file without its extensions: ``fer2013`` for ``fer2013.tar.gz``."""
    stem = path.stem or path.resolve().name
    return stem.removesuffix(".tar").removesuffix(".csv") if path.suffix in (".gz", ".bz2", ".xz") else stem
