"""The 468 points of each face, and what its parts do."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from fer_core.faces.faceset import SIDE

POINTS = 468
"""Number of points of a mesh."""
MARGIN = SIDE // 4
"""Pixels around a face at which steps of `Mesh.points` begin: points may lie a little outside of the face."""
STEP = (SIDE + 2 * MARGIN) / 192 / 64
"""Pixels of the face for one integer step of `Mesh.points` (int16 then spans ±192 pixels)."""
SURE = 0.5
"""Face score from which there is a face."""


@dataclass(frozen=True, eq=False)
class Mesh:
    """Points of n faces, as integers to save memory: 35,887 faces take 100 MB.

    Attributes:
        points: int16 [n, 468, 3], x, y and z in steps of `STEP` pixels, from the corner of the margin around the face.
            x grows to the right of the image, y downwards, z away from the camera.
        scores: float32 [n], probability (0..1) that there is a face; below 0.5 is doubtful.
        refined: int16 [n, 468, 3], more precise points of lips and eyes where a second network found them
            (`fer_core.faces.face_mesh`), else the same as ``points``.
        movements: float32 [n, 52], how strongly each of `fer_core.faces.movements.MOVEMENTS` is seen, 0..1; [n, 0] if
            the networks do not tell.
    """

    points: np.ndarray
    scores: np.ndarray
    refined: np.ndarray
    movements: np.ndarray

    def __len__(self) -> int:
        return len(self.points)

    def of(self, rows: np.ndarray) -> "Mesh":
        """A copy with only the faces ``rows`` (int or bool indices)."""
        points = self.points[rows]
        refined = points if self.refined is self.points else self.refined[rows]
        return Mesh(points, self.scores[rows], refined, self.movements[rows])

    def arrays(self) -> dict[str, np.ndarray]:
        """All attributes as named arrays, to be saved; without what is empty or twice the same."""
        found = {"points": self.points, "scores": self.scores}
        more = {} if self.refined is self.points else {"refined": self.refined}
        return {**found, **more, **({"movements": self.movements} if self.movements.shape[1] else {})}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, np.ndarray]) -> "Mesh":
        """The mesh from `arrays`."""
        points = arrays["points"]
        movements = arrays.get("movements", np.zeros((len(points), 0), np.float32))
        return cls(points, arrays["scores"], arrays.get("refined", points), movements)

    def in_face(self, rows: slice | np.ndarray = slice(None)) -> np.ndarray:
        """The points, float32 [len(rows), 468, 3] in pixels of the 48 × 48 face; (0, 0) is the corner of its first
        pixel.

        All of FER2013 would be 200 MB: pass a slice or indices.
        """  # fmt: skip
        return in_pixels(self.points[rows])

    def refined_in_face(self, rows: slice | np.ndarray = slice(None)) -> np.ndarray:
        """The refined points, as `in_face`."""
        return in_pixels(self.refined[rows])


def in_pixels(steps: np.ndarray) -> np.ndarray:
    """Steps int16 [n, p, 3] as float32 pixels of the face."""
    points = steps.astype(np.float32)
    points *= STEP
    points[..., :2] -= MARGIN
    return points


def in_steps(points: np.ndarray) -> np.ndarray:
    """int16 [n, 468, 3]: steps of a `Mesh`, from points float32 [n, 468, 3] in face pixels; inverse of `in_pixels`."""
    steps = points / np.float32(STEP)
    steps[..., :2] += np.float32(MARGIN / STEP)
    return whole_steps(steps)


def whole_steps(steps: np.ndarray) -> np.ndarray:
    """Steps of any number type, rounded, as int16."""
    return np.clip(np.rint(steps), -32768, 32767).astype(np.int16)
