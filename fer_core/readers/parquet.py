"""Parquet tables: FER2013's columns, or an image column and a label as Hugging Face writes them."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from fer_core.errors import UnreadableFaces
from fer_core.faceset import SIDE
from fer_core.progress import Progress
from fer_core.readers._builder import NO_LABEL, SKIP, BadCell, FaceBuilder
from fer_core.readers._decode import decode
from fer_core.readers._labels import USAGES, Labels, usage_cell
from fer_core.readers._text import shown
from fer_core.readers.fer_csv import PIXELS, parse_pixels
from fer_core.readers.imported import Import
from fer_core.readers.limits import MAX_CLASSES, MAX_FACES, MAX_TABLE_BYTES
from fer_core.readers.options import ReadOptions

_ROLES = {
    "pixels": "pixels", "image": "image", "img": "image", "emotion": "label", "label": "label",
    "labels": "label", "usage": "usage", "split": "usage",
}  # fmt: skip
_EXPECTED = "the columns emotion, pixels, Usage or image, label (pixels or image alone is enough)"
_ROWS = 256  # in memory at a time


def read_parquet(path: Path, file: str, name: str, progress: Progress, options: ReadOptions) -> Import:
    """Read a Parquet file. Raises UnreadableFaces as `read_csv` does; damaged images are listed only."""
    try:
        with pq.ParquetFile(path) as table:
            return _read(table, file, name, progress, options)
    except (pa.ArrowException, UnicodeDecodeError, OSError) as error:
        found = f"a damaged Parquet file ({shown(str(error))})"
        raise UnreadableFaces(file, found=found, expected="a whole one") from error


def _read(table: pq.ParquetFile, file: str, name: str, progress: Progress, options: ReadOptions) -> Import:
    _check_size(table, file)
    columns = _columns(table.schema_arrow, file)
    rows = _Rows(columns, table.schema_arrow)
    builder = FaceBuilder(file, table.metadata.num_rows, "row ")
    total, number = table.metadata.num_rows, 0
    for batch in table.iter_batches(_ROWS, columns=list(columns.values()), use_threads=False):
        progress(min(number, total), total, "Reading rows")
        cells = {role: batch.column(batch.schema.get_field_index(column)) for role, column in columns.items()}
        for index in range(batch.num_rows):
            number += 1
            try:
                builder.add(*rows.parse(cells, index), number)
            except BadCell as bad:
                if bad.whole_file and options.on_bad_row == "refuse":
                    where = f"{file}, row {number}"
                    raise UnreadableFaces(where, found=bad.found, expected=bad.expected, remedy=SKIP) from None
                builder.reject(number, bad)
    labelled = builder.drop_unlabelled(BadCell("no label", "a label, as in other rows"))
    if options.on_bad_row == "refuse" and "pixels" in columns:
        builder.check_share()
    faces = builder.finish(name, rows.labels, USAGES, labelled=labelled)
    progress(total, total, "Reading rows")
    kind = "Parquet of pixels" if "pixels" in columns else "Parquet of images"
    return Import(faces, tuple(builder.rejected), kind, {"columns": list(columns.values()), **rows.notes})


def rows_of_parquet(path: Path, file: str, progress: Progress) -> Iterator[tuple[int, np.ndarray | bytes | BadCell]]:
    """The number of each row, from 1, and its face or picture, or why it has none; as `rows_of_csv`."""
    try:
        with pq.ParquetFile(path) as table:
            _check_size(table, file)
            columns = _columns(table.schema_arrow, file)
            role = "image" if "image" in columns else "pixels"
            read: Callable[[pa.Scalar], np.ndarray | bytes] = _content if role == "image" else _face_of_pixels
            total, number = table.metadata.num_rows, 0
            for batch in table.iter_batches(_ROWS, columns=[columns[role]], use_threads=False):
                for cell in batch.column(0):
                    number += 1
                    progress(number, total, "Reading rows")
                    try:
                        value = read(cell)
                        yield number, value if isinstance(value, bytes) else value.astype(np.uint8)
                    except BadCell as bad:
                        yield number, bad
    except (pa.ArrowException, UnicodeDecodeError, OSError) as error:
        found = f"a damaged Parquet file ({shown(str(error))})"
        raise UnreadableFaces(file, found=found, expected="a whole one") from error


def _check_size(table: pq.ParquetFile, file: str) -> None:
    meta = table.metadata
    size = sum(meta.row_group(i).total_byte_size for i in range(meta.num_row_groups))
    if meta.num_rows > MAX_FACES:
        raise UnreadableFaces(file, found=f"{meta.num_rows:,} rows", expected=f"at most {MAX_FACES:,}")
    if size > MAX_TABLE_BYTES:
        raise UnreadableFaces(file, found=f"{size:,} bytes", expected=f"at most {MAX_TABLE_BYTES:,}")


def _columns(schema: pa.Schema, file: str) -> dict[str, str]:
    """What each column is for -> its name in the file."""
    columns: dict[str, str] = {}
    for name in schema.names:
        role = _ROLES.get(name.strip().lower())
        if name == "__index_level_0__":  # pandas wrote its row numbers
            continue
        if role is None:
            raise UnreadableFaces(file, found=f"the column {shown(name, 40)!r}", expected=_EXPECTED)
        if role in columns:
            found = f"two columns for one thing ({shown(columns[role], 40)!r}, {shown(name, 40)!r})"
            raise UnreadableFaces(file, found=found, expected=_EXPECTED)
        columns[role] = name
    if ("pixels" in columns) == ("image" in columns):
        found = "both pixels and images" if "pixels" in columns else "no column 'pixels' or 'image'"
        raise UnreadableFaces(file, found=found, expected=_EXPECTED)
    return columns


class _Rows:
    """Turns a row of columns into (face, label, usage)."""

    def __init__(self, columns: dict[str, str], schema: pa.Schema) -> None:
        self.labels = Labels()
        self.notes: dict[str, Any] = {}
        self._face = _face_of_image if "image" in columns else _face_of_pixels
        names = _class_names(schema, columns["label"]) if "label" in columns else ()
        self._label = self._label_reader(names, columns.get("label", ""))

    def parse(self, cells: dict[str, pa.Array], index: int) -> tuple[np.ndarray, int, int]:
        """Raises BadCell."""
        face = self._face(cells["image" if "image" in cells else "pixels"][index])
        usage = usage_cell(str(cells["usage"][index].as_py())) if "usage" in cells else 0
        label = self._label(cells["label"][index].as_py()) if "label" in cells else NO_LABEL
        return face, label, usage

    def _label_reader(self, names: tuple[str, ...], column: str) -> Callable[[Any], int]:
        if names:
            self.notes["classes_from"] = "schema"
            return lambda value: self._from_schema(names, value)
        if column.strip().lower() == "emotion":
            return lambda value: self.labels.cell("" if value is None else str(value))
        return self._unnamed

    def _from_schema(self, names: tuple[str, ...], value: Any) -> int:
        if value is None or value == -1:  # Hugging Face writes −1 where a label is withheld
            return NO_LABEL
        if not isinstance(value, int) or not 0 <= value < len(names):
            expected = f"a code from 0 to {len(names) - 1}, as the file's schema says"
            raise BadCell(f"the label {shown(str(value))!r}", expected, whole_file=True)
        return self.labels.named(names[value])

    def _unnamed(self, value: Any) -> int:
        """Numbers nobody named keep their number as a name: their order need not be FER2013's."""
        return NO_LABEL if value is None or value == -1 else self.labels.named(str(value))


def _class_names(schema: pa.Schema, column: str) -> tuple[str, ...]:
    """Class names that Hugging Face's ``datasets`` leaves in the schema; none where it does not say."""
    try:
        info = json.loads((schema.metadata or {}).get(b"huggingface", b"{}"))
        names = info["info"]["features"][column]["names"]
    except (ValueError, LookupError, TypeError):
        return ()
    is_names = isinstance(names, list) and all(isinstance(name, str) for name in names)
    return tuple(names) if is_names and 0 < len(names) <= MAX_CLASSES else ()


def _face_of_image(cell: pa.Scalar) -> np.ndarray:
    return decode(_content(cell))[0]


def _content(cell: pa.Scalar) -> bytes:
    """The bytes of an image file."""
    value = cell.as_py()
    content = value.get("bytes") if isinstance(value, dict) else value
    if not isinstance(content, bytes):
        found = "a path instead of an image" if isinstance(value, dict) and value.get("path") else "no image"
        raise BadCell(found, "the bytes of an image file")
    return content


def _face_of_pixels(cell: pa.Scalar) -> np.ndarray:
    if isinstance(cell, (pa.ListScalar, pa.LargeListScalar, pa.FixedSizeListScalar)):
        return _face_of_list(cell)
    value = cell.as_py()
    if isinstance(value, str):
        return parse_pixels(value.encode("utf-8", "surrogatepass"))
    if isinstance(value, bytes):
        return _face_of_values(np.frombuffer(value, np.uint8))
    raise BadCell("no pixel values" if value is None else f"pixels as {cell.type}", "2,304 (48 × 48)")


def _face_of_list(cell: pa.Scalar) -> np.ndarray:
    values = cell.values
    if values is None:
        raise BadCell("no pixel values", "2,304 (48 × 48)")
    while isinstance(values, (pa.ListArray, pa.LargeListArray, pa.FixedSizeListArray)):
        values = values.flatten()  # rows of rows
    if values.null_count:
        raise BadCell("an empty pixel value", "whole numbers from 0 to 255")
    return _face_of_values(values.to_numpy(zero_copy_only=False))


def _face_of_values(values: np.ndarray) -> np.ndarray:
    if len(values) != PIXELS:
        raise BadCell(f"{len(values):,} pixel values", "2,304 (48 × 48)")
    if values.dtype.kind not in "iuf":
        raise BadCell(f"pixel values as {values.dtype}", "whole numbers from 0 to 255")
    wrong = values[~((values >= 0) & (values <= 255) & (np.floor(values) == values))]  # NaN is in no range
    if len(wrong):
        raise BadCell(f"the pixel value {wrong[0]}", "whole numbers from 0 to 255")
    return values.reshape(SIDE, SIDE)
