"""Sheets: all faces of one hand in one grey JPEG, named by their content.

A key waits for the sheet of a group to come. JPEG takes 1 ms for 200 faces, and 200 kB; WebP of the same quality
(38.8 dB on FER2013) took 23 ms, for 139 kB.
"""

import hashlib
import io
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from PIL import Image

from fer_core.faces.faceset import SIDE

COLUMNS = 20
PITCH = SIDE + 2
"""A face with a border of one pixel that repeats its edge, so that scaling never mixes in a neighbour."""
PLACES = 16
"""Sheets in the page at a time: the hands that are loaded, and those that undo may bring back."""
_KEPT_BY_STREAMLIT = 10_240
"""Messages from 10,000 bytes on are kept in the browser and not sent again; smaller sheets are padded."""


@dataclass(frozen=True)
class Sheet:
    """``id``: 16 hexadecimal digits; ``picture``: a JPEG file; ``message``: the id, then the file, padded."""

    id: str
    picture: bytes

    @property
    def message(self) -> bytes:
        """What the face grid's courier takes to the browser."""
        return (self.id.encode() + self.picture).ljust(_KEPT_BY_STREAMLIT, b"\0")


def sheet(faces: np.ndarray) -> Sheet:
    """The sheet of faces (uint8 [n, 48, 48], n ≥ 1) in rows of `COLUMNS`; the last 64 are remembered."""
    return _sheet(np.ascontiguousarray(faces).tobytes())


@lru_cache(maxsize=64)
def _sheet(raw: bytes) -> Sheet:
    faces = np.frombuffer(raw, np.uint8).reshape(-1, SIDE, SIDE)
    rows = -(-len(faces) // COLUMNS)
    cells = np.zeros((rows * COLUMNS, PITCH, PITCH), np.uint8)
    cells[: len(faces)] = np.pad(faces, ((0, 0), (1, 1), (1, 1)), mode="edge")
    grid = cells.reshape(rows, COLUMNS, PITCH, PITCH).swapaxes(1, 2)
    out = io.BytesIO()
    Image.fromarray(grid.reshape(rows * PITCH, COLUMNS * PITCH)).save(out, "JPEG", quality=90)
    name = hashlib.sha256(raw).hexdigest()[:16]
    return Sheet(name, out.getvalue())


Places = dict[str, tuple[int, Sheet]]
"""Place and sheet by the sheet's id, least recently shown first."""


def placed(held: Places, sheets: Sequence[Sheet]) -> Places:
    """``held`` with ``sheets`` in it: what has a place keeps it, the longest unseen make room for new ones."""
    held = dict(held)
    for one in sheets:
        if one.id in held:
            held[one.id] = held.pop(one.id)
    free = sorted(set(range(max(PLACES, len(sheets)))) - {place for place, _ in held.values()})
    for one in sheets:
        if one.id not in held:
            held[one.id] = (free.pop(0) if free else held.pop(next(iter(held)))[0], one)
    return held
