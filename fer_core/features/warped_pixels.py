"""Pixels without shape: the grey values of the warped face."""

from dataclasses import dataclass
from typing import ClassVar, Literal

import numpy as np

from fer_core.base.parallel import in_chunks
from fer_core.base.progress import Progress, silent
from fer_core.features.feature import NOTHING, Feature, Learned, Sources
from fer_core.features.warp import FRAME, evened, warped

SMALL = FRAME // 2
"""Side of the result in pixels: about the resolution of 48 × 48 faces inside their outline."""
_CHUNK = 64


@dataclass(frozen=True)
class WarpedPixels(Feature):
    """The 1,024 grey values of the warped face with normalised lighting; 0 outside the face."""

    kind: ClassVar[str] = "warped"
    title: ClassVar[str] = "Pixels without shape"
    explanation: ClassVar[str] = "The grey values of the face, after all faces are warped to the same shape."
    seconds: ClassVar[float] = 4
    shown: ClassVar[tuple[Literal["points", "warped"], ...]] = ("warped",)
    drawn: ClassVar[Literal["picture", "mesh", ""]] = "picture"
    needs_mesh: ClassVar[bool] = True

    def extract(self, sources: Sources, learned: Learned = NOTHING, progress: Progress = silent) -> np.ndarray:
        """float32 [n, 1024], row by row; a mirrored face gives the mirrored result."""
        mesh = sources.mesh_for(self)
        out = np.empty((len(sources), SMALL * SMALL), np.float32)

        def work(rows: slice) -> None:
            frames = evened(warped(sources.images[rows], mesh.in_face(rows)))
            small = frames.reshape(-1, SMALL, 2, SMALL, 2).mean(axis=(2, 4))
            out[rows] = small.reshape(-1, SMALL * SMALL)

        in_chunks(work, len(sources), _CHUNK, "Warping faces", progress)
        return out
