"""A zip of images, or of one CSV, read in memory."""

import lzma
import zipfile
import zlib
from functools import partial
from typing import BinaryIO

from fer_core.errors import UnreadableFaces
from fer_core.progress import Progress
from fer_core.readers._members import Member, is_debris
from fer_core.readers._text import shown
from fer_core.readers._zip import open_zip, read_member
from fer_core.readers.fer_csv import read_csv
from fer_core.readers.imported import Import
from fer_core.readers.options import ReadOptions
from fer_core.readers.pictures import read_members

_BROKEN = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, RuntimeError)

_IMAGES = (".png", ".jpg", ".jpeg", ".webp", ".bmp", ".tif", ".tiff")


def read_zip(stream: BinaryIO, size: int, file: str, name: str, progress: Progress, options: ReadOptions) -> Import:
    """Read the images of a zip; or its CSV, where it holds one and nothing else of use.

    Raises UnreadableFaces for a zip that is not safe or holds neither.
    """
    archive, entries = open_zip(stream, size, file)
    with archive:
        kinds = [(entry, entry.filename.lower()) for entry in entries if not is_debris(_path(entry))]
        tables = [entry for entry, path in kinds if path.endswith(".csv")]
        if tables and not any(path.endswith(_IMAGES) for _, path in kinds):
            return _read_table(archive, tables, file, name, progress, options)
        members = [Member(_path(e), e.file_size, partial(read_member, archive, e)) for e in entries]
        return read_members(members, file, name, "zip of images", progress, options)


def _path(entry: zipfile.ZipInfo) -> str:
    return "/".join(part for part in entry.filename.split("/") if part not in ("", "."))


def _read_table(
    archive: zipfile.ZipFile,
    tables: list[zipfile.ZipInfo],
    file: str,
    name: str,
    progress: Progress,
    options: ReadOptions,
) -> Import:
    names = ", ".join(shown(entry.filename) for entry in tables[:5])
    if len(tables) > 1:
        remedy = "Unpack it and import the file you need."
        raise UnreadableFaces(file, found=f"{len(tables)} CSV files ({names})", expected="one", remedy=remedy)
    try:
        with archive.open(tables[0]) as stream:
            size = tables[0].file_size
            return read_csv(stream, size, f"{file}/{names}", name, progress, options)  # type: ignore[arg-type]
    except _BROKEN as error:
        found = f"a damaged or encrypted entry ({error})"
        raise UnreadableFaces(f"{file}/{names}", found=found, expected="a whole CSV") from error
