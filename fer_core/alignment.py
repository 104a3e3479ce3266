"""Alignment: every face turned, scaled and moved so that its eyes are level and where FER2013's faces have them.

A similarity transform, found from seven points of the mesh that hardly move with expression. The eyes alone say how
far a face is turned and moved; its size comes from the eyes and the nose together (the symmetric scale of Horn, JOSA
A4, 1987), because the eyes of a head that looks aside come close to each other and would blow the face up. The mouth
is left out: what it does is what is to be seen. No label is read, and no other face.

Coordinates are pixels of the 48 × 48 face; (0, 0) is the corner of its first pixel, x grows to the right, y downwards.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from PIL import Image

from fer_core.errors import InvalidSettings
from fer_core.face_mesh import POINTS, SURE, Mesh, in_steps, landmarks
from fer_core.faceset import SIDE, check_images
from fer_core.parallel import in_chunks
from fer_core.progress import Progress, parts_of, silent

EYES = ((33, 133), (263, 362))
"""Outer and inner corner of the eye on the left of the image, then of the one on the right."""
STABLE = (33, 133, 263, 362, 2, 98, 327)
"""The corners of the eyes, and the nose where it meets the lip: below its tip and below both nostrils."""
MIRROR = (2, 3, 0, 1, 4, 6, 5)
"""For each of `STABLE`, which of them is on the other side of the face."""
TEMPLATE = (
    (11.06, 18.21),
    (18.92, 18.94),
    (36.94, 18.21),
    (29.08, 18.94),
    (24.00, 31.40),
    (18.92, 30.65),
    (29.08, 30.65),
)
"""Where FER2013 has the points `STABLE`: `median_points` of its training faces with a face score of at least 0.9."""

ALIGNED, NO_FACE, TILTED, SIZE, PLACE = range(5)
REASONS = {
    NO_FACE: "no face was found in it",
    TILTED: "it seems tilted too far",
    SIZE: "it seems too large or too small",
    PLACE: "its eyes seem too far from where they should be",
}
"""Why a face keeps its crop, in words that follow "because"."""

NEAR = 2.0
"""Pixels: a face that is moved by more is looked at again, see `level`."""
_CHUNK = 256  # faces; a crop with its margin is 20 kB


@dataclass(frozen=True)
class AlignmentSettings:
    """What is believed of a mesh; a face beyond it keeps its crop, as 1.9 % of FER2013's found faces do.

    Raises InvalidSettings for bounds that make no sense.

    Attributes:
        sure: face score (0..1) from which the points are taken for a face's.
        tilt: degrees (0..90) that the eyes may be off the level.
        size: a face may be so many times larger or smaller than the template (1..3).
        shift: pixels that the middle of the eyes may be off its place (0..24).
    """

    sure: float = SURE
    tilt: float = 35.0
    size: float = 1.6
    shift: float = 12.0

    def __post_init__(self) -> None:
        if not (0 <= self.sure <= 1 and 0 <= self.tilt <= 90 and 1 <= self.size <= 3 and 0 <= self.shift <= SIDE / 2):
            raise InvalidSettings("These bounds of the alignment make no sense.", remedy="Use the defaults.")


@dataclass(frozen=True, eq=False)
class Alignment:
    """How n faces are turned, scaled and moved.

    Attributes:
        reasons: uint8 [n], `ALIGNED`, or one of `REASONS` where the crop stays as it is.
        tilts: float32 [n], degrees by which the line through the eyes falls to the right in the crop; 0 without a face.
        scales: float32 [n], what the face has to be enlarged by; 1 without a face.
        eyes: float32 [n, 2], the middle of the eyes in the crop; the template's without a face.
    """

    reasons: np.ndarray
    tilts: np.ndarray
    scales: np.ndarray
    eyes: np.ndarray

    def __len__(self) -> int:
        return len(self.reasons)

    def of(self, rows: np.ndarray) -> "Alignment":
        """A copy with the faces ``rows`` (indices) alone."""
        return Alignment(self.reasons[rows], self.tilts[rows], self.scales[rows], self.eyes[rows])

    def arrays(self) -> dict[str, np.ndarray]:
        """Everything in it, to be kept on disk."""
        return {"reasons": self.reasons, "tilts": self.tilts, "scales": self.scales, "eyes": self.eyes}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, np.ndarray]) -> "Alignment":
        """What `arrays` gave."""
        return cls(arrays["reasons"], arrays["tilts"], arrays["scales"], arrays["eyes"])

    @property
    def changed(self) -> np.ndarray:
        """bool [n]: the faces that are aligned."""
        found: np.ndarray = self.reasons == ALIGNED
        return found

    def transform(self) -> np.ndarray:
        """float64 [n, 2, 3]: the place (x, y, 1) of a crop goes to its product with it; to itself where it stays."""
        turn = np.radians(np.where(self.changed, -self.tilts, 0).astype(np.float64))
        scale = np.where(self.changed, self.scales, 1)
        cos, sin = scale * np.cos(turn), scale * np.sin(turn)
        linear = np.stack([np.stack([cos, -sin], axis=-1), np.stack([sin, cos], axis=-1)], axis=1)
        shift = _middle(np.array([TEMPLATE])) - np.einsum("nij,nj->ni", linear, self.eyes)
        return np.concatenate([linear, np.where(self.changed[:, None], shift, 0)[:, :, None]], axis=2)

    def correction(self) -> np.ndarray:
        """float32 [n]: pixels between the template's points and where they come from, root mean square; 0 where the
        crop stays."""
        came_from = moved(np.broadcast_to(np.array(TEMPLATE), (len(self), len(TEMPLATE), 2)), inverse(self.transform()))
        return np.sqrt(((came_from - TEMPLATE) ** 2).sum(axis=2).mean(axis=1)).astype(np.float32)

    def eye_lines(self) -> tuple[np.ndarray, np.ndarray]:
        """float64 [n, 2, 2] and [n, 2, 2]: ends of a line through the eyes, before and after; for pictures."""
        template = np.array(TEMPLATE)
        ends = np.tile([template[:2].mean(axis=0), template[2:4].mean(axis=0)], (len(self), 1, 1))
        return moved(ends, inverse(self.transform())), ends

    def images(self, images: np.ndarray, progress: Progress = silent) -> np.ndarray:
        """uint8 [n, 48, 48]: the faces, aligned; crops that stay are the same to the last pixel.

        Bicubic (Keys, "Cubic convolution interpolation for digital image processing", IEEE TASSP 29, 1981), which
        blurs less than bilinear; what lies outside of a crop is the grey value at its edge.

        Args:
            images: uint8 [n, 48, 48], the same faces.
            progress: may raise Cancelled.

        Raises InvalidSettings for other arrays.
        """
        check_images(images)
        _check_same(len(images), len(self))
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

        in_chunks(work, len(images), _CHUNK, "Levelling the eyes", progress)
        return out

    def mesh(self, mesh: Mesh, progress: Progress = silent) -> Mesh:
        """The mesh of the aligned faces: its points go where the picture's pixels go. Raises InvalidSettings."""
        return _moved_mesh(mesh, self.transform(), progress)


def align(mesh: Mesh, settings: AlignmentSettings | None = None) -> Alignment:
    """How each face of ``mesh`` has to be turned, scaled and moved, each by itself."""
    points = stable_points(mesh)
    line = points[:, 2:4].mean(axis=1) - points[:, :2].mean(axis=1)
    tilts = np.degrees(np.arctan2(line[:, 1], line[:, 0]))
    scales = _spread(np.array([TEMPLATE])) / np.maximum(_spread(points), 1e-3)
    return _believed(mesh.scores, tilts, scales, _middle(points), settings or AlignmentSettings())


def level(
    images: np.ndarray, mesh: Mesh, settings: AlignmentSettings | None = None, progress: Progress = silent
) -> tuple[Alignment, Mesh]:
    """Alignment in two looks, and the mesh of the aligned faces.

    The networks were made for upright faces and take a tilt for less than it is, so faces that `align` moves by more
    than `NEAR` are looked at again once they are aligned; where a face is found there too, what is left is put right.
    Pictures are drawn from the crop once all the same.

    Args:
        images: uint8 [n, 48, 48].
        mesh: their points, as they lie in the crops.
        settings: what is believed of a mesh, and of both looks together.
        progress: may raise Cancelled.

    Raises InvalidSettings where images are not faces or the mesh is of others.
    """
    check_images(images)
    _check_same(len(images), len(mesh))
    settings = settings or AlignmentSettings()
    first, found = align(mesh, settings), {name: np.array(a) for name, a in mesh.arrays().items()}
    again = np.flatnonzero(first.correction() > NEAR)
    before = first.of(again).transform()
    drawing, finding, moving = parts_of(progress, [1, 20, 1])
    closer = landmarks(first.of(again).images(images[again], drawing), finding)
    second = align(closer, settings)
    both, sure = _believed_both(before, second, settings), second.changed
    alignment = {name: np.array(a) for name, a in first.arrays().items()}
    for name, array in both.arrays().items():
        alignment[name][again[sure]] = array[sure]
    # The closer points go back to the crop, so that one transform serves all.
    for name, array in _moved_mesh(closer.of(sure), inverse(before[sure]), silent).arrays().items():
        found[name][again[sure]] = array
    made = Alignment.from_arrays(alignment)
    return made, made.mesh(Mesh.from_arrays(found), moving)


def _believed_both(before: np.ndarray, second: Alignment, settings: AlignmentSettings) -> Alignment:
    """A second alignment after the first one's transforms ``before`` float64 [n, 2, 3], as one."""
    after, home = second.transform(), _middle(np.array([TEMPLATE]))
    linear = after[:, :, :2] @ before[:, :, :2]
    total = np.concatenate([linear, after[:, :, :2] @ before[:, :, 2:] + after[:, :, 2:]], axis=2)
    tilts = -np.degrees(np.arctan2(linear[:, 1, 0], linear[:, 0, 0]))
    eyes = moved(np.broadcast_to(home, (len(total), 1, 2)), inverse(total))[:, 0]
    return _believed(np.ones(len(total)), tilts, np.sqrt(np.linalg.det(linear)), eyes, settings)


def _believed(
    scores: np.ndarray, tilts: np.ndarray, scales: np.ndarray, eyes: np.ndarray, settings: AlignmentSettings
) -> Alignment:
    """What was found, with the reason where it is not believed."""
    found, home = scores >= settings.sure, _middle(np.array([TEMPLATE]))
    tilts, scales = np.where(found, tilts, 0), np.where(found, scales, 1)
    eyes = np.where(found[:, None], eyes, home)
    size, shift = np.abs(np.log(scales)), np.linalg.norm(eyes - home, axis=1)
    reasons = np.select(
        [~found, np.abs(tilts) > settings.tilt, size > np.log(settings.size), shift > settings.shift],
        [NO_FACE, TILTED, SIZE, PLACE],
        ALIGNED,
    )
    return Alignment(
        reasons.astype(np.uint8), tilts.astype(np.float32), scales.astype(np.float32), eyes.astype(np.float32)
    )


def stable_points(mesh: Mesh) -> np.ndarray:
    """float64 [n, 7, 2]: the points `STABLE` of each face. The plain network's: it is sure of more faces."""
    few = mesh.points[:, list(STABLE)]
    return Mesh(few, mesh.scores, few).in_face()[..., :2].astype(np.float64)


def median_points(mesh: Mesh) -> np.ndarray:
    """float64 [7, 2]: the median place of each of `STABLE`, the same at both sides of the middle of the crop.

    A face and its mirror image are aligned to each other's mirror image that way. Raises InvalidSettings for no face.
    """
    if not len(mesh):
        raise InvalidSettings("A template needs at least one face.", remedy="Add faces.")
    middle = np.median(stable_points(mesh), axis=0)
    other = middle[list(MIRROR)] * [-1, 1] + [SIDE, 0]
    both: np.ndarray = (middle + other) / 2
    return both


def moved(points: np.ndarray, transform: np.ndarray) -> np.ndarray:
    """[n, p, 2]: points [n, p, 2] under a transform [n, 2, 3] each."""
    there: np.ndarray = points @ transform[:, :, :2].swapaxes(1, 2) + transform[:, None, :, 2]
    return there


def inverse(transform: np.ndarray) -> np.ndarray:
    """[n, 2, 3]: the transforms that undo these."""
    linear = np.linalg.inv(transform[:, :, :2])
    return np.concatenate([linear, -linear @ transform[:, :, 2:]], axis=2)


def _moved_mesh(mesh: Mesh, transform: np.ndarray, progress: Progress) -> Mesh:
    """A mesh under similarity transforms float64 [n, 2, 3]; depth is scaled along. Raises InvalidSettings."""
    _check_same(len(mesh), len(transform))
    scales = np.sqrt(np.linalg.det(transform[:, :, :2])).astype(np.float32)[:, None]
    transform = transform.astype(np.float32)
    out = np.empty((2, len(mesh), POINTS, 3), np.int16)

    def work(rows: slice) -> None:
        for kept, points in zip(out, (mesh.in_face(rows), mesh.refined_in_face(rows)), strict=True):
            points[..., :2] = moved(points[..., :2], transform[rows])
            points[..., 2] *= scales[rows]
            kept[rows] = in_steps(points)

    in_chunks(work, len(mesh), _CHUNK, "Moving the points along", progress)
    return Mesh(out[0], mesh.scores, out[1])


def _check_same(these: int, those: int) -> None:
    if these != those:
        raise InvalidSettings("The alignment is of other faces.", remedy="Find it for the same faces.")


def _middle(points: np.ndarray) -> np.ndarray:
    """[n, 2]: the middle of the eyes, of points [n, 7, 2]."""
    middle: np.ndarray = points[:, :4].mean(axis=1)
    return middle


def _spread(points: np.ndarray) -> np.ndarray:
    """[n]: root mean square distance of points [n, 7, 2] from their mean."""
    centred = points - points.mean(axis=1, keepdims=True)
    spread: np.ndarray = np.sqrt((centred**2).sum(axis=2).mean(axis=1))
    return spread
