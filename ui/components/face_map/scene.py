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
_MIDDLE = (0.5, 99.5)
"""Percentiles between which the first view shows all faces, ..."""
_ROOM = 0.1
"""... with this share of room on each side ..."""
_LEAST_SAVED = 0.85
"""... unless it would save less than 15 % of an axis."""
_LOOKED_AT = 16


@dataclass(frozen=True, eq=False)
class Scene:
    """Faces as points.

    Attributes:
        positions: uint16 [m, 2], the points stretched to 0..65535 on both axes; y upwards. Faces that are farther out
            than the whole first view is wide lie on the border.
        codes: uint8 [m], places in the legend.
        legend: label and colour by code.
        faces: name of the faces in their order, 16 hexadecimal digits.
        home: left, low, right and high of the first view, 0..1 over the positions. Few faces are outside of it, so
            that outliers do not leave the map half empty.
    """

    positions: np.ndarray
    codes: np.ndarray
    legend: tuple[tuple[str, str], ...]
    faces: str
    home: tuple[float, float, float, float] = (0.0, 0.0, 1.0, 1.0)

    @cached_property
    def places(self) -> np.ndarray:
        """float64 [m, 2]: the positions in 0..1, exactly as in the browser."""
        return self.positions / _FULL

    @cached_property
    def counts(self) -> np.ndarray:
        """int64 [legend]: number of faces by code."""
        return np.bincount(self.codes, minlength=len(self.legend))

    @cached_property
    def outside(self) -> int:
        """Number of faces outside of the first view."""
        return int(((self.places < self.home[:2]) | (self.places > self.home[2:])).any(axis=1).sum())

    @cached_property
    def where(self) -> str:
        """Name of the positions."""
        return _digest(self.positions.tobytes(), repr(self.home).encode())

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
    positions, home = _stretched(points)
    return Scene(positions, codes.astype(np.uint8), tuple(legend), name_of(ids, images), home)


def _stretched(points: np.ndarray) -> tuple[np.ndarray, tuple[float, float, float, float]]:
    """Positions uint16 [m, 2], and the first view over them."""
    if not len(points):
        return np.zeros((0, 2), np.uint16), (0.0, 0.0, 1.0, 1.0)
    exact = points.astype(np.float64)
    low, high = _first_view(exact)
    least = np.maximum(exact.min(axis=0), low - (high - low))
    span = np.minimum(exact.max(axis=0), high + (high - low)) - least

    def share(at: np.ndarray) -> np.ndarray:
        shares = np.where(span > 0, (at - least) / np.where(span > 0, span, 1), 0.5)
        return np.round(np.clip(shares, 0, 1) * _FULL)

    ends = np.where(span > 0, np.array([share(low), share(high)]) / _FULL, [[0.0], [1.0]])
    return share(exact).astype(np.uint16), tuple(ends.ravel().tolist())


def _first_view(points: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Its low and high corner, float64 [2] each."""
    low, high = points.min(axis=0), points.max(axis=0)
    inner = np.percentile(points, _MIDDLE, axis=0)
    room = _ROOM * (inner[1] - inner[0])
    closer = np.maximum(low, inner[0] - room), np.minimum(high, inner[1] + room)
    saves = (room > 0) & (closer[1] - closer[0] < _LEAST_SAVED * (high - low))
    return np.where(saves, closer[0], low), np.where(saves, closer[1], high)


def name_of(ids: np.ndarray, images: np.ndarray) -> str:
    """A name for these faces in this order, made of their ids and a few pictures, as data sets share ids."""
    looked_at = ids[:: max(1, len(ids) // _LOOKED_AT)]
    return _digest(ids.astype("<i8").tobytes(), images[looked_at].tobytes())


def _digest(*parts: bytes) -> str:
    return hashlib.sha256(b"\0".join(parts)).hexdigest()[:16]
