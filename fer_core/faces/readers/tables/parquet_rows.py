"""Parses a row of a Parquet table into face, label and usage."""

import json
from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from fer_core.base.errors import UnreadableFaces
from fer_core.faces.readers._builder import NO_LABEL, BadCell
from fer_core.faces.readers._text import shown
from fer_core.faces.readers.images.decode import decode
from fer_core.faces.readers.labels.codes import Codes, code_of, is_empty, is_unlabelled
from fer_core.faces.readers.labels.labels import Labels, usage_cell
from fer_core.faces.readers.limits import MAX_CLASSES
from fer_core.faces.readers.options import NONE, ReadOptions
from fer_core.faces.readers.tables.columns import Columns, plain
from fer_core.faces.readers.tables.pixels import PixelFormat, pixels_like

_FIRST = 10  # rows that show how pixels are written
_LISTS = (pa.ListScalar, pa.LargeListScalar, pa.FixedSizeListScalar)
_LIST_ARRAYS = (pa.ListArray, pa.LargeListArray, pa.FixedSizeListArray)
_PICTURE_FILES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"RIFF")


class Rows:
    """Parses the rows of each batch into face, label and usage.

    Attributes:
        labels: the classes so far.
        notes: further facts about the import.
        are_pixels: whether faces are written as values and not as image files.
    """

    def __init__(self, schemas: Sequence[pa.Schema], columns: Columns, file: str, options: ReadOptions) -> None:
        """``schemas``: of the parts of the table. Raises UnreadableFaces if they name the classes differently."""
        names = schemas[0].names
        self.notes: dict[str, Any] = {}
        self._pixels = [names[place] for place in columns.pixels]
        self._image = None if columns.image is None else names[columns.image]
        self._usage = None if columns.usage is None else names[columns.usage]
        self._label = None if columns.label is None or options.labels == NONE else names[columns.label]
        self.are_pixels = self._image is None or not _holds_files(schemas[0].field(self._image).type)
        self._schema_names = () if self._label is None else _class_names(schemas, self._label, file)
        self.labels = Labels(codes=self._codes(options))
        self._spelt: PixelFormat | None = None

    def begin(self, batch: pa.RecordBatch) -> None:
        """Use the rows of ``batch`` from now on."""

        def column(name: str | None) -> Any:
            return None if name is None else batch.column(batch.schema.get_field_index(name))

        self._labels, self._usages = column(self._label), column(self._usage)
        if len(self._pixels) > 1:
            self._faces = np.column_stack([column(name).to_numpy(zero_copy_only=False) for name in self._pixels])
        else:
            self._faces = column(self._pixels[0] if self._pixels else self._image)
        if self.are_pixels and self._spelt is None:
            self._spelt = pixels_like([_values_if_any(self._faces[i]) for i in range(min(_FIRST, batch.num_rows))])

    @property
    def scaled(self) -> bool:
        """Whether pictures written as values must be scaled."""
        return self._spelt is not None and self._spelt.scaled

    def parse(self, index: int, usage: int) -> tuple[np.ndarray, int, int]:
        """The face, label code and usage code of a row; ``usage`` is for rows without one. Raises BadCell."""
        face = self._face(self._faces[index])
        if self._usages is not None:
            text = _text(self._usages[index].as_py())
            usage = usage if is_empty(text) else usage_cell(text)
        label = NO_LABEL if self._labels is None else self._label_of(self._labels[index].as_py())
        return face, label, usage

    def face_or_picture(self, index: int) -> np.ndarray | bytes:
        """The face of a row (uint8 [48, 48]), or its image file if it is written as one. Raises BadCell."""
        cell = self._faces[index]
        if self._spelt is None:
            return _content(cell)
        values = _values(cell)
        if isinstance(values, bytes) and _is_file(cell, values):
            return values
        return self._face(cell)

    def _face(self, cell: Any) -> np.ndarray:
        if self._spelt is None:
            return decode(_content(cell))[0]
        values = _values(cell)
        if isinstance(values, bytes):
            return decode(values)[0] if _is_file(cell, values) else self._spelt.face(values)
        if values is None:
            found = "no pixel values" if cell.as_py() is None else f"pixels as {cell.type}"
            raise BadCell(found, self._spelt.expected)
        return self._spelt.of_numbers(values)

    def _codes(self, options: ReadOptions) -> Codes:
        if self._schema_names:
            self.notes["classes_from"] = "schema"
            return Codes(self._schema_names, options.names)
        if self._label is not None and plain(self._label).startswith("emotion"):
            return Codes(chosen=options.names)
        # The number is the name of the class, because the order may differ from FER2013's.
        return Codes(None, options.names)

    def _label_of(self, value: Any) -> int:
        text = _text(value)
        if self._schema_names and not isinstance(value, str) and not is_unlabelled(text):
            self._check_schema(text)
        elif isinstance(value, str) and self.labels.codes.known is None and not is_unlabelled(text):
            return self.labels.named(self.labels.codes.spelt(text))  # "03" is then a name
        return self.labels.cell(text)

    def _check_schema(self, text: str) -> None:
        code = code_of(text)
        if code is None or (code not in (self.labels.codes.known or {}) and code not in self.labels.codes.chosen):
            expected = f"a code from 0 to {len(self._schema_names) - 1}, as the file's schema says"
            raise BadCell(f"the label {shown(text)!r}", expected, whole_file=True)


def _class_names(schemas: Sequence[pa.Schema], column: str, file: str) -> tuple[str, ...]:
    """Class names that Hugging Face's ``datasets`` writes into the schema; empty if it has none."""
    found = {names for schema in schemas if (names := _names_in(schema, column))}
    if len(found) > 1:
        expected = "the same classes in each"
        raise UnreadableFaces(file, found="parts whose schemas name the classes differently", expected=expected)
    return found.pop() if found else ()


def _names_in(schema: pa.Schema, column: str) -> tuple[str, ...]:
    try:
        info = json.loads((schema.metadata or {}).get(b"huggingface", b"{}"))
        names = info["info"]["features"][column]["names"]
    except (ValueError, LookupError, TypeError):
        return ()
    is_names = isinstance(names, list) and all(isinstance(name, str) for name in names)
    return tuple(names) if is_names and 0 < len(names) <= MAX_CLASSES else ()


def _holds_files(kind: pa.DataType) -> bool:
    """Whether cells are image files, as bytes or with a path, and not values in a list or a text."""
    return pa.types.is_struct(kind) or any(
        check(kind) for check in (pa.types.is_binary, pa.types.is_large_binary, pa.types.is_fixed_size_binary)
    )


def _content(cell: pa.Scalar) -> bytes:
    """The bytes of an image file."""
    value = cell.as_py()
    content = value.get("bytes") if isinstance(value, dict) else value
    if not isinstance(content, bytes):
        found = "a path instead of an image" if isinstance(value, dict) and value.get("path") else "no image"
        raise BadCell(found, "the bytes of an image file")
    return content


def _is_file(cell: Any, values: bytes) -> bool:
    return not isinstance(cell, pa.StringScalar) and values.startswith(_PICTURE_FILES)


def _values(cell: Any) -> np.ndarray | bytes | None:
    """Pixel values as an array or text, or the bytes of an image file; None for other cells. Raises BadCell."""
    if isinstance(cell, np.ndarray):  # a column for each pixel
        return cell
    if isinstance(cell, _LISTS):
        return _listed(cell)
    value = cell.as_py()
    if isinstance(value, bytes):
        return value if value.startswith(_PICTURE_FILES) else np.frombuffer(value, np.uint8)
    return value.encode("utf-8", "surrogatepass") if isinstance(value, str) else None


def _values_if_any(cell: Any) -> np.ndarray | bytes | None:
    try:
        return _values(cell)
    except BadCell:
        return None


def _listed(cell: pa.Scalar) -> np.ndarray | None:
    values = cell.values
    if values is None:
        return None
    while isinstance(values, _LIST_ARRAYS):
        values = values.flatten()  # rows of rows
    if values.null_count:
        raise BadCell("an empty pixel value", "whole numbers from 0 to 255")
    return np.asarray(values.to_numpy(zero_copy_only=False))


def _text(value: Any) -> str:
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return "" if value is None else str(value)
