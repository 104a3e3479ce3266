"""Pictures of the faces that the map asks for: those in view after zooming in, and those under the pointer."""

import hashlib
from typing import Any

import numpy as np

from ui.components.sheets import sheet

MOST = 240
"""Most faces in one answer."""


def wanted(payload: Any, faces: str, m: int) -> tuple[int, np.ndarray] | None:
    """The question of the browser for pictures: its number, and rows of the map (int64, 1 to `MOST` of them).

    Args:
        payload: untrusted JSON: ``{"n": 7, "faces": name, "rows": [3, 5]}``.
        faces: name of the faces on the map.
        m: number of faces on the map.

    Returns:
        None if there is no valid question about this map.
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
    """Eight hexadecimal digits that identify a map in answers."""
    return hashlib.sha256(key.encode()).hexdigest()[:8]


def answer(key: str, n: int, faces: np.ndarray) -> bytes:
    """A sheet of the faces (uint8 [f, 48, 48]) in rows of `sheets.COLUMNS`, after 16 digits for map and question."""
    return f"{address(key)}{n:08x}".encode() + sheet(faces).picture
