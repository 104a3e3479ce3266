"""Parquet tables with FER2013's columns, or with images and labels as on Hugging Face; one file or several."""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from fer_core.base.errors import UnreadableFaces
from fer_core.base.progress import Progress
from fer_core.faces.readers._builder import SKIP, BadCell, FaceBuilder
from fer_core.faces.readers._text import shown
from fer_core.faces.readers.imported import Import
from fer_core.faces.readers.labels.labels import USAGES, usage_code
from fer_core.faces.readers.limits import MAX_FACES, MAX_TABLE_BYTES
from fer_core.faces.readers.options import NONE, ReadOptions
from fer_core.faces.readers.tables.columns import Columns, columns_of
from fer_core.faces.readers.tables.parquet_rows import Rows

_EXPECTED = "the columns emotion, pixels, Usage or image, label (pixels or image alone is enough)"
_ROWS = 256  # in memory at a time
_CELLS = 2**20  # the same where each pixel has a column
_MOST_NAMED = 9  # columns in a note
_INDEX = "__index_level_0__"  # pandas wrote its row numbers
_COUNTED = re.compile(r"[-_.]\d.*|\.parquet", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True)
class _Part:
    """An open file: its name in errors, the meaning of its columns, and the usage of rows without one."""

    table: pq.ParquetFile
    file: str
    columns: Columns
    usage: int = 0


def read_parquet(path: Path | BinaryIO, file: str, name: str, progress: Progress, options: ReadOptions) -> Import:
    """Read a Parquet file. Raises UnreadableFaces as `read_csv` does; damaged images are only listed."""
    with ExitStack() as stack, _named_if_broken(file):
        return _read([_open(stack, path, file)], file, name, progress, options)


def read_parquets(
    parts: Sequence[tuple[Path | BinaryIO, str]], file: str, name: str, progress: Progress, options: ReadOptions
) -> Import:
    """Read several files with the same columns as one table, in the given order.

    ``parts`` are files with their paths inside the folder or archive, which become part of the sources of faces
    (``"data/train-00000.parquet, row 12"``). If no column gives the usage of a row, the path does
    (``train-00000-of-00001.parquet``, ``test/0000.parquet``).

    Raises UnreadableFaces as `read_parquet` does, and if columns differ.
    """
    with ExitStack() as stack, _named_if_broken(file):
        opened = [_open(stack, path, inside) for path, inside in parts]
        for part in opened[1:]:
            if _names(part) != _names(opened[0]):
                expected = f"those of {shown(opened[0].file)} ({', '.join(_names(opened[0]))})"
                remedy = "Open each of the two files separately, or give them the same columns."
                found = f"other columns ({', '.join(_names(part))})"
                raise UnreadableFaces(f"{file}, {shown(part.file)}", found=found, expected=expected, remedy=remedy)
        opened = [replace(part, usage=usage_of_path(part.file)) for part in opened]
        return _read(opened, file, name, progress, options)


def rows_of_parquet(
    parts: Sequence[tuple[BinaryIO, str]], file: str, progress: Progress
) -> Iterator[tuple[str, np.ndarray | bytes | BadCell]]:
    """The place of each row with its face (uint8 [48, 48]), its picture file, or the reason why it has none.

    Labels are not read. ``parts`` are as for `read_parquets`, or one without a path. Bad rows do not stop the others.
    """
    with ExitStack() as stack, _named_if_broken(file):
        opened = [_open(stack, stream, inside or file) for stream, inside in parts]
        opened = [replace(part, columns=replace(part.columns, label=None, usage=None)) for part in opened]
        total = _checked_rows(opened, file)
        rows = Rows([part.table.schema_arrow for part in opened], opened[0].columns, file, ReadOptions(labels=NONE))
        for part, number, index in _rows(opened, rows, lambda done: progress(done, total, "Reading rows")):
            where = f"row {number}" if len(parts) == 1 else f"{part.file}, row {number}"
            try:
                found = rows.face_or_picture(index)
                yield where, found if isinstance(found, bytes) else found.astype(np.uint8)
            except BadCell as bad:
                yield where, bad


def usage_of_path(path: str) -> int:
    """Code into `USAGES` of the rows of ``data/test-00000-of-00001.parquet`` or ``test/0000.parquet``."""
    codes = (usage_code(_COUNTED.sub("", piece)) for piece in reversed(path.split("/")))
    return next((code for code in codes if code is not None), 0)


@contextmanager
def _named_if_broken(file: str) -> Iterator[None]:
    """Raise UnreadableFaces for exceptions of pyarrow, which mean that the file is damaged."""
    try:
        yield
    except (pa.ArrowException, UnicodeDecodeError, OSError) as error:
        found = f"a damaged Parquet file ({shown(str(error))})"
        raise UnreadableFaces(file, found=found, expected="a whole file") from error


def _open(stack: ExitStack, path: Path | BinaryIO, file: str) -> _Part:
    with _named_if_broken(file):
        table = stack.enter_context(pq.ParquetFile(path))
        columns = columns_of(["" if n == _INDEX else n for n in table.schema_arrow.names], file)
    if not columns.pixels and columns.image is None:
        raise UnreadableFaces(file, found="no column 'pixels' or 'image'", expected=_EXPECTED)
    if columns.pixels and columns.image is not None:
        raise UnreadableFaces(file, found="both pixels and images", expected=_EXPECTED)
    return _Part(table, file, columns)


def _names(part: _Part) -> list[str]:
    """Names of the columns that are read."""
    columns = part.columns
    places = [columns.label, *columns.pixels, columns.image, columns.usage]
    return [part.table.schema_arrow.names[place] for place in places if place is not None]


def _read(parts: list[_Part], file: str, name: str, progress: Progress, options: ReadOptions) -> Import:
    total = _checked_rows(parts, file)
    builder = FaceBuilder(file, total, "row " if len(parts) == 1 else "", remedy=SKIP)
    rows = Rows([part.table.schema_arrow for part in parts], parts[0].columns, file, options)
    refuses = options.on_bad_row == "refuse"
    for part, number, index in _rows(parts, rows, lambda done: progress(done, total, "Reading rows")):
        where = number if len(parts) == 1 else f"{part.file}, row {number}"
        try:
            builder.add(*rows.parse(index, part.usage), where)
        except BadCell as bad:
            if bad.whole_file and refuses:
                raise bad.refusal(f"{file}, row {number}" if len(parts) == 1 else f"{file}, {where}") from None
            builder.reject(where, bad)
    if refuses and rows.are_pixels:
        builder.check_share()
    rows.labels.ask(file)
    faces = builder.finish(name, rows.labels, USAGES, labelled=builder.labelled)
    progress(total, total, "Reading rows")
    kind = "Parquet of pixels" if rows.are_pixels else "Parquet of images"
    return Import(faces, (*builder.rejected, *builder.left_out), kind, _notes(parts, rows, builder))


def _rows(parts: Sequence[_Part], rows: Rows, tell: Callable[[int], None]) -> Iterator[tuple[_Part, int, int]]:
    """The part of each row, its number there (from 1), and its position in the current batch of ``rows``."""
    names, done = _names(parts[0]), 0
    size = max(1, min(_ROWS, _CELLS // len(names)))
    for part in parts:
        number = 0
        batches = part.table.iter_batches(size, columns=names, use_threads=False)
        while (batch := _next_of(part, batches)) is not None:
            tell(done)
            done += batch.num_rows
            rows.begin(batch)
            for index in range(batch.num_rows):
                number += 1
                yield part, number, index


def _next_of(part: _Part, batches: Iterator[pa.RecordBatch]) -> pa.RecordBatch | None:
    with _named_if_broken(part.file):
        return next(batches, None)


def _checked_rows(parts: Sequence[_Part], file: str) -> int:
    """The number of rows. Raises UnreadableFaces, before reading, if there are too many."""
    metas = [part.table.metadata for part in parts]
    rows = sum(meta.num_rows for meta in metas)
    size = sum(meta.row_group(i).total_byte_size for meta in metas for i in range(meta.num_row_groups))
    if rows > MAX_FACES:
        raise UnreadableFaces(file, found=f"{rows:,} rows", expected=f"at most {MAX_FACES:,}")
    if size > MAX_TABLE_BYTES:
        raise UnreadableFaces(file, found=f"{size:,} bytes", expected=f"at most {MAX_TABLE_BYTES:,}")
    return rows


def _notes(parts: Sequence[_Part], rows: Rows, builder: FaceBuilder) -> dict[str, Any]:
    ignored = list(dict.fromkeys(name for part in parts for name in part.columns.ignored))
    notes: dict[str, Any] = {"columns": _names(parts[0])[:_MOST_NAMED], **rows.notes}
    if len(parts) > 1:
        notes["files"] = len(parts)
    return notes | rows.labels.notes | builder.notes(ignored, scaled=rows.scaled)
