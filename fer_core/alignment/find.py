"""Finding how faces have to be turned, scaled and moved, in one look or two."""

from dataclasses import dataclass

import numpy as np

from fer_core.alignment.alignment import ALIGNED, NO_FACE, PLACE, SIZE, TILTED, Alignment, check_same, moved_mesh
from fer_core.alignment.template import TEMPLATE, inverse, middle_of_eyes, moved, spread, stable_points
from fer_core.base.errors import InvalidSettings
from fer_core.base.progress import Progress, parts_of, silent
from fer_core.faces.faceset import SIDE, check_images
from fer_core.faces.mesh import SURE, Mesh, landmarks

NEAR = 2.0
"""Pixels: a face that is moved by more is looked at again, see `level`."""


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


def align(mesh: Mesh, settings: AlignmentSettings | None = None) -> Alignment:
    """How each face of ``mesh`` has to be turned, scaled and moved, each by itself."""
    points = stable_points(mesh)
    line = points[:, 2:4].mean(axis=1) - points[:, :2].mean(axis=1)
    tilts = np.degrees(np.arctan2(line[:, 1], line[:, 0]))
    scales = spread(np.array([TEMPLATE])) / np.maximum(spread(points), 1e-3)
    return _believed(mesh.scores, tilts, scales, middle_of_eyes(points), settings or AlignmentSettings())


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
    check_same(len(images), len(mesh))
    settings = settings or AlignmentSettings()
    first, found = align(mesh, settings), {name: np.array(a) for name, a in mesh.arrays().items()}
    again = np.flatnonzero(first.correction() > NEAR)
    before = first.of(again)
    drawing, finding, moving = parts_of(progress, [1, 20, 1])
    closer = landmarks(before.images(images[again], drawing), finding)
    second = align(closer, settings)
    both, sure = believed_both(before, second, settings), second.changed
    alignment = {name: np.array(a) for name, a in first.arrays().items()}
    for name, array in both.arrays().items():
        alignment[name][again[sure]] = array[sure]
    # The closer points go back to the crop, so that one transform serves all.
    for name, array in moved_mesh(closer.of(sure), inverse(before.of(sure).transform()), silent).arrays().items():
        found[name][again[sure]] = array
    made = Alignment.from_arrays(alignment)
    return made, made.mesh(Mesh.from_arrays(found), moving)


def believed_both(first: Alignment, second: Alignment, settings: AlignmentSettings) -> Alignment:
    """A second alignment after a first one, as one."""
    before, after, home = first.transform(), second.transform(), middle_of_eyes(np.array([TEMPLATE]))
    shift = after[:, :, :2] @ before[:, :, 2:] + after[:, :, 2:]
    total = np.concatenate([after[:, :, :2] @ before[:, :, :2], shift], axis=2)
    eyes = moved(np.broadcast_to(home, (len(total), 1, 2)), inverse(total))[:, 0]
    # Not read off `total`: two tilts often add up to a number halfway between two that float32 can hold, and the last
    # digit of a cosine, which is another on another processor, would decide between them.
    tilts, scales = first.tilts.astype(np.float64) + second.tilts, first.scales.astype(np.float64) * second.scales
    return _believed(np.ones(len(total)), tilts, scales, eyes, settings)


def _believed(
    scores: np.ndarray, tilts: np.ndarray, scales: np.ndarray, eyes: np.ndarray, settings: AlignmentSettings
) -> Alignment:
    """What was found, with the reason where it is not believed."""
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
