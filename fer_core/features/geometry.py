"""Face geometry: twenty measures that change with expression, from the mesh with the head turned to the front.

The rigid fit is Kabsch's ("A solution for the best rotation to relate two sets of vectors",
Acta Crystallographica A32, 1976) in three dimensions, with the reflection guard of Umeyama (IEEE TPAMI 13, 1991) and
the symmetric scale of Horn (JOSA A4, 1987), to points that hardly move with expression.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from fer_core.base.parallel import in_chunks
from fer_core.base.progress import Progress, silent
from fer_core.features.feature import NOTHING, Feature, Learned, Sources
from fer_core.features.template import template

RIGID = (33, 133, 362, 263, 168, 6, 197, 195, 5, 4, 1, 10, 127, 356, 234, 454, 98, 327)
"""Points that move with the head, but hardly with expression: eye corners, nose, forehead, temples."""
SMALLEST = 1.0
"""In pixels of the face: if the rigid points spread less than this (root mean square), the mesh is not a face."""
_CHUNK = 256  # faces; their meshes are 3 MB

Points = np.ndarray  # float [n, 468, 3]


@dataclass(frozen=True)
class Span:
    """Mean distance between the points of each pair."""

    pairs: tuple[tuple[int, int], ...]

    def __call__(self, points: Points) -> np.ndarray:
        """The distance float [n] in meshes float [n, 468, 3], in their unit."""
        left, right = (list(side) for side in zip(*self.pairs, strict=True))
        distance: np.ndarray = np.linalg.norm(points[:, left] - points[:, right], axis=2).mean(axis=1)
        return distance


@dataclass(frozen=True)
class Drop:
    """How far the mean height of ``lower`` lies below that of ``upper``."""

    upper: tuple[int, ...]
    lower: tuple[int, ...]

    def __call__(self, points: Points) -> np.ndarray:
        """The height difference float [n] in meshes float [n, 468, 3], in their unit."""
        drop: np.ndarray = points[:, self.lower, 1].mean(axis=1) - points[:, self.upper, 1].mean(axis=1)
        return drop


def _span(*pairs: tuple[int, int]) -> Span:
    return Span(pairs)


def _drop(upper: Iterable[int], lower: Iterable[int]) -> Drop:
    return Drop(tuple(upper), tuple(lower))


MEASURES: dict[str, Span | Drop] = {
    "mouth opening": _span((13, 14)),
    "mouth opening beside the middle": _span((81, 178), (311, 402)),
    "mouth width": _span((61, 291)),
    "mouth width inside the lips": _span((78, 308)),
    "height of both lips": _span((0, 17)),
    "mouth corners below the upper lip": _drop([13], [61, 291]),
    "mouth corners below the lower lip": _drop([14], [61, 291]),
    "mouth corners below the nose": _drop([2], [61, 291]),
    "nose to upper lip": _span((2, 0)),
    "nose to chin": _drop([2], [152]),
    "lower lip to chin": _span((17, 152)),
    "nostril width": _span((98, 327)),
    "cheeks to mouth corners": _span((50, 61), (280, 291)),
    "eye opening": _span((159, 145), (386, 374)),
    "eye width": _span((33, 133), (362, 263)),
    "brows above the eyelids": _drop([105, 66, 63, 334, 296, 293], [159, 386]),
    "lowest part of the brows above the eyelids": _drop([55, 285], [159, 386]),
    "inner brows above the nose bridge": _drop([107, 336], [168]),
    "outer brows above the nose bridge": _drop([70, 300], [168]),
    "distance between the brows": _span((107, 336)),
}
"""Name -> function from meshes float [n, 468, 3] that face forward to float [n]. Mirroring changes no measure."""


@dataclass(frozen=True)
class Geometry(Feature):
    """The twenty `MEASURES` in units of the distance between the eyes, independent of size, position and head pose.

    Attributes:
        refined: use the refined points, which are more precise at lips and eyes.
    """

    kind: ClassVar[str] = "geometry"
    title: ClassVar[str] = "Face geometry"
    explanation: ClassVar[str] = (
        "Twenty distances that move with expression, such as mouth opening and brow height, with the head turned to "
        "the front."
    )
    seconds: ClassVar[float] = 1
    needs_mesh: ClassVar[bool] = True
    standardise: ClassVar[bool] = True

    refined: bool = True

    def extract(self, sources: Sources, learned: Learned = NOTHING, progress: Progress = silent) -> np.ndarray:
        """float32 [n, 20]; a mesh that is not a face gets the measures of the template."""
        mesh = sources.mesh_for(self)
        out = np.empty((len(mesh), len(MEASURES)), np.float32)

        def work(rows: slice) -> None:
            out[rows] = measured(mesh.refined_in_face(rows) if self.refined else mesh.in_face(rows))

        in_chunks(work, len(mesh), _CHUNK, "Measuring faces", progress)
        return out

    def names(self) -> list[str]:
        """The measure in each column."""
        return list(MEASURES)


def measured(points: Points) -> np.ndarray:
    """The measures float32 [n, 20] of meshes float [n, 468, 3] in pixels of the face, or a similar unit."""
    forward = face_forward(points)
    return np.stack([measure(forward) for measure in MEASURES.values()], axis=1).astype(np.float32)


def face_forward(points: Points) -> Points:
    """Meshes float [n, 468, 3], moved, rotated and scaled to fit the template's rigid points (least squares)."""
    rigid = list(RIGID)
    shape = template().points
    target = shape[rigid].astype(np.float64)
    middle = target.mean(axis=0)
    target -= middle
    stable = points[:, rigid].astype(np.float64)
    centre = stable.mean(axis=1, keepdims=True)
    stable -= centre
    spread = np.sqrt((stable**2).sum(axis=2).mean(axis=1))
    scale = np.sqrt((target**2).sum(axis=1).mean()) / np.maximum(spread, SMALLEST)
    forward = (points - centre) @ _rotations(stable, target) * scale[:, None, None] + middle
    forward[~(spread >= SMALLEST)] = shape  # also where the spread is not a number
    return forward


def _rotations(stable: np.ndarray, target: np.ndarray) -> np.ndarray:
    """Rotations [n, 3, 3] of each of ``stable`` [n, m, 3] onto ``target`` [m, 3], both centred; no reflections."""
    finite = np.where(np.isfinite(stable), stable, 0.0)
    u, _, vt = np.linalg.svd(finite.transpose(0, 2, 1) @ target)
    u[:, :, 2] *= np.sign(np.linalg.det(u @ vt))[:, None]
    return u @ vt
