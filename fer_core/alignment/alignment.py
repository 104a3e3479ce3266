"""How faces are turned, scaled and moved, applied to their pictures and meshes."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from PIL import Image

from fer_core.alignment.template import TEMPLATE, inverse, middle_of_eyes, moved
from fer_core.base.errors import InvalidSettings
from fer_core.base.parallel import in_chunks
from fer_core.base.progress import Progress, silent
from fer_core.faces.faceset import SIDE, check_images
from fer_core.faces.mesh import Mesh, in_pixels, in_steps

ALIGNED, NO_FACE, TILTED, SIZE, PLACE = range(5)
REASONS = {
    NO_FACE: "no face was found",
    TILTED: "tilted too far",
    SIZE: "too large or too small",
    PLACE: "eyes too far from their place",
}
"""Why a face is not aligned, for people."""

_CHUNK = 256  # faces; a crop with its margin is 20 kB


@dataclass(frozen=True, eq=False)
class Alignment:
    """How n faces are turned, scaled and moved.

    Attributes:
        reasons: uint8 [n], `ALIGNED`, or one of `REASONS` where the face is not aligned.
        tilts: float32 [n], degrees by which the line through the eyes falls to the right in the crop; 0 without a face.
        scales: float32 [n], factor by which the face is enlarged; 1 without a face.
        eyes: float32 [n, 2], midpoint of the eyes in the crop, in pixels; the template's without a face.
    """

    reasons: np.ndarray
    tilts: np.ndarray
    scales: np.ndarray
    eyes: np.ndarray

    def __len__(self) -> int:
        return len(self.reasons)

    def of(self, rows: np.ndarray) -> "Alignment":
        """A copy with only the faces ``rows`` (int or bool indices)."""
        return Alignment(self.reasons[rows], self.tilts[rows], self.scales[rows], self.eyes[rows])

    def arrays(self) -> dict[str, np.ndarray]:
        """All attributes as named arrays, to be saved."""
        return {"reasons": self.reasons, "tilts": self.tilts, "scales": self.scales, "eyes": self.eyes}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, np.ndarray]) -> "Alignment":
        """The alignment from `arrays`."""
        return cls(arrays["reasons"], arrays["tilts"], arrays["scales"], arrays["eyes"])

    @property
    def changed(self) -> np.ndarray:
        """bool [n]: the faces that are aligned."""
        found: np.ndarray = self.reasons == ALIGNED
        return found

    def transform(self) -> np.ndarray:
        """float64 [n, 2, 3]: matrices that map points (x, y, 1) of a crop to the aligned face, or to themselves."""
        turn = np.radians(np.where(self.changed, -self.tilts, 0).astype(np.float64))
        scale = np.where(self.changed, self.scales, 1)
        cos, sin = scale * np.cos(turn), scale * np.sin(turn)
        linear = np.stack([np.stack([cos, -sin], axis=-1), np.stack([sin, cos], axis=-1)], axis=1)
        shift = middle_of_eyes(np.array([TEMPLATE])) - np.einsum("nij,nj->ni", linear, self.eyes)
        return np.concatenate([linear, np.where(self.changed[:, None], shift, 0)[:, :, None]], axis=2)

    def correction(self) -> np.ndarray:
        """float32 [n]: root mean square distance in pixels by which the template's points are moved; 0 for faces that
        are not aligned."""
        original = moved(np.broadcast_to(np.array(TEMPLATE), (len(self), len(TEMPLATE), 2)), inverse(self.transform()))
        return np.sqrt(((original - TEMPLATE) ** 2).sum(axis=2).mean(axis=1)).astype(np.float32)

    def eye_lines(self) -> tuple[np.ndarray, np.ndarray]:
        """float64 [n, 2, 2] twice: end points (x, y) of a line through the eyes, before and after alignment."""
        template = np.array(TEMPLATE)
        ends = np.tile([template[:2].mean(axis=0), template[2:4].mean(axis=0)], (len(self), 1, 1))
        return moved(ends, inverse(self.transform())), ends

    def images(self, images: np.ndarray, progress: Progress = silent) -> np.ndarray:
        """The aligned faces, by bicubic interpolation (Keys, "Cubic convolution interpolation for digital image
        processing", IEEE TASSP 29, 1981), which blurs less than bilinear. Points outside a crop repeat its edge.

        Args:
            images: uint8 [n, 48, 48], the same n faces.
            progress: may raise Cancelled.

        Returns:
            uint8 [n, 48, 48]; faces that are not aligned are unchanged.

        Raises:
            InvalidSettings: for other arrays.
        """
        check_images(images)
        check_same(len(images), len(self))
        lookup = inverse(self.transform())
        lookup[:, :, 2] += SIDE
        out = np.array(images)

        def work(rows: slice) -> None:
            changed = rows.start + np.flatnonzero(self.changed[rows])
            wide = np.pad(images[changed], ((0, 0), (SIDE, SIDE), (SIDE, SIDE)), "edge")
            for i, face in zip(changed, wide, strict=True):
                out[i] = Image.fromarray(face).transform(
                    (SIDE, SIDE), Image.Transform.AFFINE, lookup[i].ravel().tolist(), Image.Resampling.BICUBIC
                )

        in_chunks(work, len(images), _CHUNK, "Aligning faces", progress)
        return out

    def mesh(self, mesh: Mesh, progress: Progress = silent) -> Mesh:
        """The mesh of the aligned faces. Raises InvalidSettings for a mesh of another number of faces."""
        return moved_mesh(mesh, self.transform(), progress)


def moved_mesh(mesh: Mesh, transform: np.ndarray, progress: Progress) -> Mesh:
    """A mesh after similarity transforms (float64 [n, 2, 3]), which scale its depth too. Raises InvalidSettings."""
    check_same(len(mesh), len(transform))
    scales = np.sqrt(np.linalg.det(transform[:, :, :2])).astype(np.float32)[:, None]
    before = [mesh.points] if mesh.refined is mesh.points else [mesh.points, mesh.refined]
    after = [np.empty_like(steps) for steps in before]

    def work(rows: slice) -> None:
        for old, new in zip(before, after, strict=True):
            points = in_pixels(old[rows])
            # In float64: in float32, processors with fused multiply-add would round to other steps.
            points[..., :2] = moved(points[..., :2].astype(np.float64), transform[rows])
            points[..., 2] *= scales[rows]
            new[rows] = in_steps(points)

    in_chunks(work, len(mesh), _CHUNK, "Aligning the face mesh", progress)
    return Mesh(after[0], mesh.scores, after[-1], mesh.movements)


def check_same(these: int, those: int) -> None:
    """Raise InvalidSettings unless both numbers of faces are the same."""
    if these != those:
        raise InvalidSettings("The alignment belongs to other faces.", remedy="Compute it for these faces.")
