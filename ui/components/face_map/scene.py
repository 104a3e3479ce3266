"""Scene: the faces of a face map, packed for the browser; without Streamlit."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from fer_core.base.errors import InvalidSettings

Legend = Sequence[tuple[str, str]]
"""Label and ``#RRGGBB`` by code."""
CODES = 256
_FULL = 65535
_LOOKED_AT = 16


@dataclass(frozen=True, eq=False)
class Scene:
    """Faces as points.

    Attributes:
        positions: uint16 [m, 2], the points stretched to 0..65535 on both axes; y upwards.
        codes: uint8 [m], places in the legend.
        legend: label and colour by code.
        faces: name of the faces in their order, 16 hexadecimal digits.
    """

    positions: np.ndarray
    codes: np.ndarray
    legend: tuple[tuple[str, str], ...]
    faces: str

    @cached_property
    def places(self) -> np.ndarray:
        """float64 [m, 2]: the positions in 0..1, exactly as in the browser."""
        return self.positions / _FULL

    @cached_property
    def counts(self) -> np.ndarray:
        """int64 [legend]: number of faces by code."""
        return np.bincount(self.codes, minlength=len(self.legend))

    @cached_property
    def where(self) -> str:
        """Name of the positions."""
        return _digest(self.positions.tobytes())

    @cached_property
    def colouring(self) -> str:
        """Name of the codes with their legend."""
        return _digest(self.codes.tobytes(), repr(self.legend).encode())

    def layers(self) -> dict[str, bytes]:
        """What the browser needs, by name: positions (4 bytes a face) and codes (1 byte), each after its name."""
        positions = self.positions.astype("<u2").tobytes()
        return {
            self.where: self.where.encode() + positions,
            self.colouring: self.colouring.encode() + self.codes.tobytes(),
        }


def scene(points: np.ndarray, codes: np.ndarray, legend: Legend, ids: np.ndarray, images: np.ndarray) -> Scene:
    """Pack a map.

    Args:
        points: float [m, 2], finite, any scale.
        codes: integers [m], each below ``len(legend)``, which is at most 256.
        legend: label and colour by code.
        ids: integers [m], rows of ``images``.
        images: uint8 [n, 48, 48]; only a few are read.

    Raises:
        InvalidSettings: if the arrays do not fit together.
    """
    m = len(points)
    if points.shape != (m, 2) or codes.shape != (m,) or ids.shape != (m,):
        shapes = f"{points.shape}, {codes.shape} and {ids.shape}"
        raise InvalidSettings(f"A map needs points [m, 2], codes [m] and ids [m]; found {shapes}.")
    if not np.isfinite(points).all():
        raise InvalidSettings("Some points of the map are not numbers.", remedy="Compute the map again.")
    if len(legend) > CODES or (m and not 0 <= int(codes.min()) <= int(codes.max()) < len(legend)):
        raise InvalidSettings(
            f"The codes of a map must be below {len(legend)}, the entries of its legend; at most {CODES} are possible."
        )
    return Scene(_stretched(points), codes.astype(np.uint8), tuple(legend), name_of(ids, images))


def _stretched(points: np.ndarray) -> np.ndarray:
    if not len(points):
        return np.zeros((0, 2), np.uint16)
    exact = points.astype(np.float64)
    low, span = exact.min(axis=0), np.ptp(exact, axis=0)
    shares = np.where(span > 0, (exact - low) / np.where(span > 0, span, 1), 0.5)
    return np.round(shares * _FULL).astype(np.uint16)


def name_of(ids: np.ndarray, images: np.ndarray) -> str:
    """A name for these faces in this order, made of their ids and a few pictures, as data sets share ids."""
    looked_at = ids[:: max(1, len(ids) // _LOOKED_AT)]
    return _digest(ids.astype("<i8").tobytes(), images[looked_at].tobytes())


def _digest(*parts: bytes) -> str:
    return hashlib.sha256(b"\0".join(parts)).hexdigest()[:16]
