"""Arrays and JSON objects from the bytes of a member, which are not trusted."""

import io
import json
from typing import Any

import numpy as np

from fer_core.faces.readers.limits import MAX_FACES
from fer_core.study.study_file.contents import RefusedFile

NPY_HEAD = 4096
"""Most bytes of the header of an .npy file."""


def array_in(data: bytes, name: str, dimensions: int, dtype: str = "uint8") -> np.ndarray:
    """An array of this type from an .npy file, at most `MAX_FACES` long.

    Its header is read as a literal, without running code. Raises RefusedFile for anything else.
    """
    if data[:1] == b"\x80":
        raise RefusedFile("This part is a Python pickle, which could run code.", where=name, remedy="Do not open it.")
    try:
        array = np.load(io.BytesIO(data), allow_pickle=False, max_header_size=NPY_HEAD)
    except (ValueError, OSError, EOFError, TypeError, SyntaxError, KeyError, MemoryError, OverflowError) as error:
        raise RefusedFile("This part is not an array of numbers.", where=name) from error
    whole = isinstance(array, np.ndarray) and array.dtype == np.dtype(dtype) and array.ndim == dimensions
    if not whole or len(array) > MAX_FACES:
        raise RefusedFile("This part is not the array that was expected.", where=name)
    return np.ascontiguousarray(array)


def json_in(data: bytes, where: str) -> dict[str, Any]:
    """A JSON object without repeated names, NaN or infinity. Raises RefusedFile for anything else."""

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            raise ValueError("a name twice")
        return found

    def number(text: str) -> Any:
        raise ValueError(text)

    try:
        value = json.loads(data.decode(), object_pairs_hook=once, parse_constant=number)
    except (ValueError, RecursionError) as error:
        raise RefusedFile("This part is not valid JSON.", where=where) from error
    if not isinstance(value, dict):
        raise RefusedFile("This part contains no JSON object.", where=where)
    return value
