"""Texture without shape: wrinkles, eyelids and teeth.

The face is warped to the template's shape (`fer_core.features.warp`), its lighting normalised, and the directions of
its edges counted (`fer_core.features.gradients`).
"""

from dataclasses import dataclass
from typing import ClassVar, Literal

import numpy as np

from fer_core.base.errors import InvalidSettings
from fer_core.base.parallel import in_chunks
from fer_core.base.progress import Progress, silent
from fer_core.features.feature import NOTHING, Feature, Learned, Sources
from fer_core.features.gradients import symmetric_gradients
from fer_core.features.warp import FRAME, evened, warped

_CHUNK = 64  # faces: some arrays of 1 MB


@dataclass(frozen=True)
class ShapeFree(Feature):
    """Histograms of edge directions of the warped face plus those of its mirror image.

    Raises InvalidSettings where cells do not fill the frame or a block does not fit into it.

    Attributes:
        orientations: number of directions between 0 and 180 degrees, 2..36.
        cell: side of a cell in pixels of the warped face: 2, 4, 8, 16 or 32.
        block: cells along the side of a block.
    """

    kind: ClassVar[str] = "shape_free"
    title: ClassVar[str] = "Texture without shape"
    explanation: ClassVar[str] = (
        "Wrinkles, eyelids and teeth: edges in the face after all faces are warped to the same shape."
    )
    seconds: ClassVar[float] = 4
    shown: ClassVar[tuple[Literal["points", "warped"], ...]] = ("warped",)
    needs_mesh: ClassVar[bool] = True
    edition: ClassVar[int] = 1  # before, the direction of edges of 45 degrees depended on the processor

    orientations: int = 8
    cell: int = 8
    block: int = 2

    def __post_init__(self) -> None:
        if not (2 <= self.orientations <= 36 and self.cell in (2, 4, 8, 16, 32)):
            raise InvalidSettings("Texture takes 2 to 36 directions and cells of 2, 4, 8, 16 or 32 pixels.")
        if not 1 <= self.block <= FRAME // self.cell:
            what = f"A block of {self.block} cells of {self.cell} pixels does not fit into {FRAME} pixels."
            raise InvalidSettings(what, remedy="Choose smaller cells or blocks.")

    @property
    def width(self) -> int:
        """Numbers per face."""
        return (FRAME // self.cell - self.block + 1) ** 2 * self.block**2 * self.orientations

    def extract(self, sources: Sources, learned: Learned = NOTHING, progress: Progress = silent) -> np.ndarray:
        """float32 [n, width], each 0..2: the same for a face and its mirror image."""
        mesh = sources.mesh_for(self)
        out = np.empty((len(sources), self.width), np.float32)

        def work(rows: slice) -> None:
            frames = evened(warped(sources.images[rows], mesh.in_face(rows)))
            out[rows] = symmetric_gradients(frames, self.orientations, self.cell, self.block)

        in_chunks(work, len(sources), _CHUNK, "Computing texture", progress)
        return out
