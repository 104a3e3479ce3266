"""The graph of each kind of features.

A kind may have no graph; an export that needs it then begins at the features of the recognizer (`missing`). What is
computed from a picture is computed face by face (`FROM_FACE`). What follows from these numbers is computed for all
faces at once (`finished`), which makes products with large matrices cheaper.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

import numpy as np

from fer_core.export.alignment import Face
from fer_core.export.geometry import geometry, landmarks
from fer_core.export.gradients import hog, shape_free
from fer_core.export.graph import Graph, Value, joined
from fer_core.export.mesh import Points
from fer_core.export.movements import movements
from fer_core.export.patches import similarity, strength
from fer_core.export.pixels import gabor, lbp, pixels
from fer_core.export.warps import evened_frame, warped_pixels
from fer_core.features import Feature, Learned
from fer_core.features.combined import CLIP, Combined
from fer_core.features.expression import Expression
from fer_core.features.feature import with_parts
from fer_core.features.gabor import Gabor
from fer_core.features.geometry import Geometry
from fer_core.features.hog import Hog
from fer_core.features.landmarks import Landmarks
from fer_core.features.lbp import Lbp
from fer_core.features.movements import Movements
from fer_core.features.patches import Patches
from fer_core.features.pixels import Pixels
from fer_core.features.shape_free import ShapeFree
from fer_core.features.warped_patches import WarpedPatches
from fer_core.features.warped_pixels import WarpedPixels


class SeenFace:
    """One face in a graph, with what several kinds need, such as the warped face, which is drawn once."""

    def __init__(self, graph: Graph, face: Face) -> None:
        self.graph, self.picture = graph, face.picture
        self._points = face.points
        self._frame: Value | None = None

    @property
    def points(self) -> Points:
        """The mesh; only where a kind needs it."""
        assert self._points is not None
        return self._points

    @property
    def frame(self) -> Value:
        """float32 [64, 64]: the face warped to a common shape."""
        if self._frame is None:
            self._frame = evened_frame(self.picture, self.points)
        return self._frame


FromFace = Callable[[SeenFace, Any, Learned], Value]
FromOthers = Callable[[Any, Learned, Mapping[Feature, Value]], Value]

FROM_FACE: Mapping[type[Feature], FromFace] = MappingProxyType(
    {
        Geometry: lambda seen, kind, _: geometry(seen.points, kind),
        Landmarks: lambda seen, kind, _: landmarks(seen.points),
        Movements: lambda seen, kind, _: movements(seen.points),
        ShapeFree: lambda seen, kind, _: shape_free(seen.frame, kind),
        WarpedPixels: lambda seen, kind, _: warped_pixels(seen.frame),
        WarpedPatches: lambda seen, kind, learned: strength(seen.frame, kind, learned),
        Patches: lambda seen, kind, learned: similarity(seen.picture, kind, learned),
        Hog: lambda seen, kind, _: hog(seen.picture, kind),
        Lbp: lambda seen, kind, _: lbp(seen.picture, kind),
        Gabor: lambda seen, kind, _: gabor(seen.picture, kind),
        Pixels: lambda seen, kind, _: pixels(seen.picture, kind),
    }
)
"""Kinds computed from a picture; each function returns float32 [1, d] for one face."""


def missing(kinds: list[Feature]) -> list[Feature]:
    """Those of ``kinds`` and their parts that have no graph."""
    every = dict.fromkeys(part for kind in kinds for part in with_parts(kind))
    return [kind for kind in every if type(kind) not in FROM_FACE and type(kind) not in FROM_OTHERS]


def finished(kind: Feature, learned: Learned, from_face: Value | None, parts: Mapping[Feature, Value]) -> Value:
    """The features float32 [n, d] of one kind.

    Args:
        kind: of features.
        learned: what it was fitted to.
        from_face: float32 [n, e], what `FROM_FACE` computes; None for kinds made from others.
        parts: features of other kinds.
    """
    if type(kind) in FROM_OTHERS:
        return FROM_OTHERS[type(kind)](kind, learned, parts)
    assert from_face is not None
    if "components" in learned:
        return (from_face - learned["mean"]) @ learned["components"].T
    return from_face


def _expression(kind: Expression, learned: Learned, parts: Mapping[Feature, Value]) -> Value:
    return joined([(parts[v] - learned[f"{v.kind}_mean"]) @ learned[f"{v.kind}_directions"] for v in kind.views], 1)


def _combined(kind: Combined, learned: Learned, parts: Mapping[Feature, Value]) -> Value:
    blocks = []
    for member, weight in zip(kind.members, kind.weights, strict=True):
        mean = learned[f"{member.kind}_mean"]
        block = (parts[member] - mean) * learned[f"{member.kind}_scale"]
        limit = CLIP * weight / np.sqrt(len(mean))
        blocks.append(block.clip(-limit, limit) if member.standardise else block)
    return joined(blocks, 1)


FROM_OTHERS: Mapping[type[Feature], FromOthers] = MappingProxyType({Expression: _expression, Combined: _combined})
"""Kinds computed from the features of other kinds."""
