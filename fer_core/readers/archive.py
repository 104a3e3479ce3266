"""A zip of images, or of one CSV, read in memory."""

import lzma
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
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
    with opened_zip(stream, size, file) as (members, tables, archive):
        if tables:
            return _read_table(archive, tables, file, name, progress, options)
        return read_members(members, file, name, "zip of images", progress, options)


@contextmanager
def opened_zip(
    stream: BinaryIO, size: int, file: str
) -> Iterator[tuple[list[Member], list[zipfile.ZipInfo], zipfile.ZipFile]]:
    """All files of a zip; its tables, where it holds no picture. Raises UnreadableFaces for one that is not safe."""
    archive, entries = open_zip(stream, size, file)
    with archive:
        kinds = [(entry, entry.filename.lower()) for entry in entries if not is_debris(_path(entry))]
        has_pictures = any(path.endswith(_IMAGES) for _, path in kinds)
        tables = [] if has_pictures else [entry for entry, path in kinds if path.endswith(".csv")]
        yield [Member(_path(e), e.file_size, partial(read_member, archive, e)) for e in entries], tables, archive


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
    with opened_table(archive, tables, file) as (stream, size, where):
        return read_csv(stream, size, where, name, progress, options)


@contextmanager
def opened_table(
    archive: zipfile.ZipFile, tables: list[zipfile.ZipInfo], file: str
) -> Iterator[tuple[BinaryIO, int, str]]:
    """The one table of a zip, its bytes, and what errors call it. Raises UnreadableFaces."""
    names = ", ".join(shown(entry.filename) for entry in tables[:5])
    if len(tables) > 1:
        remedy = "Unpack it and import the file you need."
        raise UnreadableFaces(file, found=f"{len(tables)} CSV files ({names})", expected="one", remedy=remedy)
    try:
        with archive.open(tables[0]) as stream:
            yield stream, tables[0].file_size, f"{file}/{names}"  # type: ignore[misc]
    except _BROKEN as error:
        found = f"a damaged or encrypted entry ({error})"
        raise UnreadableFaces(f"{file}/{names}", found=found, expected="a whole CSV") from error
