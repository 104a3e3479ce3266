"""Warped pixels: the grey values of a face when its shape is taken out."""

from dataclasses import dataclass
from typing import ClassVar, Literal

import numpy as np

from fer_core.base.parallel import in_chunks
from fer_core.base.progress import Progress, silent
from fer_core.features.feature import NOTHING, Feature, Learned, Sources
from fer_core.features.warp import FRAME, evened, warped

SMALL = FRAME // 2
"""Side of what is kept, in pixels: about as fine as faces of 48 × 48 pixels are inside their outline."""
_CHUNK = 64


@dataclass(frozen=True)
class WarpedPixels(Feature):
    """The 1,024 grey values of the warped face, its light evened out; 0 outside of the face."""

    kind: ClassVar[str] = "warped"
    title: ClassVar[str] = "Pixels without shape"
    explanation: ClassVar[str] = "The grey values of the face, after all faces are warped to the same shape."
    seconds: ClassVar[float] = 4
    shown: ClassVar[tuple[Literal["points", "warped"], ...]] = ("warped",)
    drawn: ClassVar[Literal["picture", "mesh", ""]] = "picture"
    needs_mesh: ClassVar[bool] = True

    def extract(self, sources: Sources, learned: Learned = NOTHING, progress: Progress = silent) -> np.ndarray:
        """float32 [n, 1024], row by row; a mirrored face comes out mirrored."""
        mesh = sources.mesh_for(self)
        out = np.empty((len(sources), SMALL * SMALL), np.float32)

        def work(rows: slice) -> None:
            frames = evened(warped(sources.images[rows], mesh.in_face(rows)))
            small = frames.reshape(-1, SMALL, 2, SMALL, 2).mean(axis=(2, 4))
            out[rows] = small.reshape(-1, SMALL * SMALL)

        in_chunks(work, len(sources), _CHUNK, "Warping faces", progress)
        return out
