"""Sheets: all faces of one hand in one grey JPEG, named by their content.

The speed counts: a key press has to wait for the sheet of the next group. JPEG takes 1 ms and 200 kB for 200 faces;
WebP of the same quality (38.8 dB on FER2013) took 23 ms and 139 kB.
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
"""Number of sheets on the page: those of loaded hands, and those that an undo may need."""
_CACHED_BY_STREAMLIT = 10_240
"""Bytes. Messages of 10,000 bytes or more are cached in the browser and not sent again; smaller sheets are padded."""


@dataclass(frozen=True)
class Sheet:
    """``id``: 16 hexadecimal digits; ``picture``: a JPEG file; ``message``: the id, then the file, padded."""

    id: str
    picture: bytes

    @property
    def message(self) -> bytes:
        """The message that the courier of the face grid sends to the browser."""
        return (self.id.encode() + self.picture).ljust(_CACHED_BY_STREAMLIT, b"\0")


def sheet(faces: np.ndarray) -> Sheet:
    """The sheet of faces (uint8 [n, 48, 48], n ≥ 1) in rows of `COLUMNS`; the last 64 are cached."""
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
"""Place and sheet by id of the sheet, least recently shown first."""


def placed(held: Places, sheets: Sequence[Sheet]) -> Places:
    """``held`` with ``sheets`` added: a sheet keeps its place, and new ones replace the least recently shown."""
    held = dict(held)
    for one in sheets:
        if one.id in held:
            held[one.id] = held.pop(one.id)
    free = sorted(set(range(max(PLACES, len(sheets)))) - {place for place, _ in held.values()})
    for one in sheets:
        if one.id not in held:
            held[one.id] = (free.pop(0) if free else held.pop(next(iter(held)))[0], one)
    return held
