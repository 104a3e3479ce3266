"""Finds how faces have to be turned, scaled and moved, in one look at each face or two."""

from dataclasses import dataclass

import numpy as np

from fer_core.alignment.alignment import ALIGNED, NO_FACE, PLACE, SIZE, TILTED, Alignment, check_same, moved_mesh
from fer_core.alignment.template import TEMPLATE, chained, inverse, middle_of_eyes, moved, spread, stable_points
from fer_core.base.errors import InvalidSettings
from fer_core.base.progress import Progress, parts_of, silent
from fer_core.faces.face_mesh import landmarks
from fer_core.faces.faceset import SIDE, check_images
from fer_core.faces.mesh import SURE, Mesh
from fer_core.faces.meshes import FindMesh

NEAR = 2.0
"""Pixels by which a face must be moved to get a second pass, see `level_again`."""


@dataclass(frozen=True)
class AlignmentSettings:
    """Bounds of plausible meshes. Faces beyond them are not aligned (1.9 % of the faces found in FER2013).

    Attributes:
        sure: face score (0..1) from which the mesh is used.
        tilt: largest tilt of the eyes, in degrees (0..90).
        size: largest ratio of the sizes of face and template, either way (1..3).
        shift: largest distance of the midpoint of the eyes from its place, in pixels (0..24).

    Raises:
        InvalidSettings: for bounds outside of these ranges.
    """

    sure: float = SURE
    tilt: float = 35.0
    size: float = 1.6
    shift: float = 12.0

    def __post_init__(self) -> None:
        if not (0 <= self.sure <= 1 and 0 <= self.tilt <= 90 and 1 <= self.size <= 3 and 0 <= self.shift <= SIDE / 2):
            raise InvalidSettings("The bounds of the alignment are out of range.", remedy="Use the defaults.")


def align(mesh: Mesh, settings: AlignmentSettings | None = None) -> Alignment:
    """The alignment of each face of ``mesh``, in one pass."""
    points = stable_points(mesh)
    line = points[:, 2:4].mean(axis=1) - points[:, :2].mean(axis=1)
    tilts = np.degrees(np.arctan2(line[:, 1], line[:, 0]))
    scales = spread(np.array([TEMPLATE])) / np.maximum(spread(points), 1e-3)
    return _checked(mesh.scores, tilts, scales, middle_of_eyes(points), settings or AlignmentSettings())


def level(
    images: np.ndarray,
    mesh: Mesh,
    closer: FindMesh,
    settings: AlignmentSettings | None = None,
    progress: Progress = silent,
) -> tuple[Alignment, Mesh]:
    """Alignment by a first mesh and a closer look at every face, and the mesh of the aligned faces.

    Networks are most exact on upright faces of the usual size. So a quick network finds how to level each face, and the
    closer one looks at the levelled face only. Where it sees a face, it corrects the alignment. Pictures are still
    interpolated only once, from the original crop.

    Args:
        images: uint8 [n, 48, 48].
        mesh: of these faces, in the crops.
        closer: finds the mesh of levelled faces.
        settings: bounds for one look and for both together.
        progress: may raise Cancelled.

    Returns:
        The alignment, and the mesh after it, by the closer look.

    Raises:
        InvalidSettings: for other arrays, or a mesh of another number of faces.
    """
    check_images(images)
    check_same(len(images), len(mesh))
    settings, (aligning, finding, moving) = settings or AlignmentSettings(), parts_of(progress, [1, 20, 1])
    first = align(mesh, settings)
    seen = closer(first.images(images, aligning), finding)
    second = align(seen, settings)
    both, better = believed_both(first, second, settings).arrays(), second.changed
    made = Alignment.from_arrays(
        {name: np.where(_like(better, array), both[name], array) for name, array in first.arrays().items()}
    )
    return made, moved_mesh(seen, chained(inverse(first.transform()), made.transform()), moving)


def _like(chosen: np.ndarray, array: np.ndarray) -> np.ndarray:
    """bool [n, 1, ...]: ``chosen`` bool [n] with as many axes as ``array``."""
    return chosen.reshape(-1, *[1] * (array.ndim - 1))


def level_again(
    images: np.ndarray, mesh: Mesh, settings: AlignmentSettings | None = None, progress: Progress = silent
) -> tuple[Alignment, Mesh]:
    """Alignment in two passes by the earlier networks, and the mesh of the aligned faces.

    The networks were made for upright faces and underestimate tilts. So the mesh of faces that `align` moves by more
    than `NEAR` is found again in the aligned face, and the alignment is corrected if there is a face in it too.
    Pictures are still interpolated only once, from the original crop.

    Args:
        images: uint8 [n, 48, 48].
        mesh: of these faces, in the crops.
        settings: bounds for one pass and for both together.
        progress: may raise Cancelled.

    Returns:
        The alignment, and the mesh after it.

    Raises:
        InvalidSettings: for other arrays, or a mesh of another number of faces.
    """
    check_images(images)
    check_same(len(images), len(mesh))
    settings = settings or AlignmentSettings()
    first, found = align(mesh, settings), {name: np.array(a) for name, a in mesh.arrays().items()}
    again = np.flatnonzero(first.correction() > NEAR)
    before = first.of(again)
    aligning, finding, moving = parts_of(progress, [1, 20, 1])
    closer = landmarks(before.images(images[again], aligning), finding)
    second = align(closer, settings)
    both, sure = believed_both(before, second, settings), second.changed
    alignment = {name: np.array(a) for name, a in first.arrays().items()}
    for name, array in both.arrays().items():
        alignment[name][again[sure]] = array[sure]
    # The points of the second pass go back to the crop, so that one transform applies to all.
    for name, array in moved_mesh(closer.of(sure), inverse(before.of(sure).transform()), silent).arrays().items():
        found[name][again[sure]] = array
    made = Alignment.from_arrays(alignment)
    return made, made.mesh(Mesh.from_arrays(found), moving)


def believed_both(first: Alignment, second: Alignment, settings: AlignmentSettings) -> Alignment:
    """One alignment that does what ``first`` and then ``second`` do."""
    total, home = chained(first.transform(), second.transform()), middle_of_eyes(np.array([TEMPLATE]))
    eyes = moved(np.broadcast_to(home, (len(total), 1, 2)), inverse(total))[:, 0]
    # Not computed from `total`: two tilts often add up to a number halfway between two float32 numbers, and then the
    # last digit of a cosine, which differs between processors, would decide how it is rounded.
    tilts = np.where(first.changed, first.tilts, 0).astype(np.float64) + second.tilts
    scales = np.where(first.changed, first.scales, 1).astype(np.float64) * second.scales
    return _checked(np.ones(len(total)), tilts, scales, eyes, settings)


def _checked(
    scores: np.ndarray, tilts: np.ndarray, scales: np.ndarray, eyes: np.ndarray, settings: AlignmentSettings
) -> Alignment:
    """An alignment from what was found, with the reason where a face is not plausible."""
    found, home = scores >= settings.sure, middle_of_eyes(np.array([TEMPLATE]))
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
