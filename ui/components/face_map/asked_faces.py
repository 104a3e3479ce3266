"""Pictures of faces that the map asks for: those in view when one looks closely, and those under the pointer."""

import hashlib
from typing import Any

import numpy as np

from ui.components.sheets import sheet

MOST = 240
"""Faces in one answer."""


def wanted(payload: Any, faces: str, m: int) -> tuple[int, np.ndarray] | None:
    """Number of the question and rows (int64, 1 to `MOST`) of the map that the browser asks for.

    ``payload`` is untrusted JSON: ``{"n": 7, "faces": name, "rows": [3, 5]}``. None where it asks for nothing, or of
    another map than the one named ``faces`` with ``m`` faces.
    """
    if not isinstance(payload, dict) or payload.get("faces") != faces:
        return None
    n, rows = payload.get("n"), payload.get("rows")
    if type(n) is not int or not 0 <= n < 2**32 or not isinstance(rows, list) or not 0 < len(rows) <= MOST:
        return None
    if not all(type(row) is int and 0 <= row < m for row in rows):
        return None
    return n, np.array(rows, np.int64)


def address(key: str) -> str:
    """Eight hexadecimal digits for a map, so that answers find it."""
    return hashlib.sha256(key.encode()).hexdigest()[:8]


def answer(key: str, n: int, faces: np.ndarray) -> bytes:
    """The faces (uint8 [n, 48, 48]) as a sheet in rows of `sheets.COLUMNS`, after 16 digits: map and question."""
    return f"{address(key)}{n:08x}".encode() + sheet(faces).picture
