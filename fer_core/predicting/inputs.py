"""Files and folders that somebody gives -> their rows and pictures, one by one, bad ones with the reason.

Labels are never looked at. A folder and an archive of the same pictures give the same rows in the same order.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from fer_core.errors import FerLabError, NotFound
from fer_core.predicting.looked import Given, Looked
from fer_core.predicting.pictures import of_members, of_photo
from fer_core.predicting.tables import of_rows
from fer_core.progress import Progress, parts_of, silent
from fer_core.readers import PICTURES
from fer_core.readers.archive import opened_table, opened_zip
from fer_core.readers.fer_csv import rows_of_csv
from fer_core.readers.folder import members_of_folder
from fer_core.readers.parquet import rows_of_parquet


def looked_at(paths: Sequence[Path], crops: bool = False, progress: Progress = silent) -> Iterator[Looked]:
    """Every row and every face of ``paths``; of a picture without a face one row that says so.

    Args:
        paths: photos, folders and archives of them, tables.
        crops: whether pictures are faces already, so that none are looked for; the pixels of tables always are.
        progress: told of pictures and rows.

    Raises FerLabError for a path that as a whole cannot be read; that nothing is at one shows before all else.
    """
    for path in paths:
        if not path.exists():
            raise NotFound("There is no such file or folder.", where=str(path), remedy="Check the path.")
    names = Counter(path.name for path in paths)
    for path, part in zip(paths, parts_of(progress, [1] * len(paths)), strict=True):
        given = Given(path, path.name if names[path.name] == 1 else str(path), crops)
        try:
            yield from _looked_at(given, len(paths) == 1, part)
        except OSError as error:
            what = f"It cannot be read ({error.strerror})."
            raise FerLabError(what, where=str(path), remedy="Check that it may be read.") from error


def _looked_at(given: Given, alone: bool, progress: Progress) -> Iterator[Looked]:
    path = given.path
    if path.is_dir():
        yield from of_members(members_of_folder(path, given.name, progress), given, progress)
        return
    with path.open("rb") as stream:
        head = stream.read(4096)
        stream.seek(0)
        if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
            yield from _of_zip(stream, given, progress)
        elif head.startswith(b"PAR1"):
            yield from of_rows(rows_of_parquet(path, given.name, progress), "row", given)
        elif path.suffix.lower() in PICTURES or b"\0" in head:
            yield from of_photo(stream.read(), given, alone=alone)
        else:
            yield from of_rows(rows_of_csv(stream, path.stat().st_size, given.name, progress), "line", given)


def _of_zip(stream: BinaryIO, given: Given, progress: Progress) -> Iterator[Looked]:
    with opened_zip(stream, given.path.stat().st_size, given.name) as (members, tables, archive):
        if not tables:
            yield from of_members(members, given, progress)
            return
        with opened_table(archive, tables, given.name) as (table, size, where):
            yield from of_rows(rows_of_csv(table, size, where, progress), "line", given)
