"""HOG: histograms of the directions of edges in each cell.

Dalal & Triggs, "Histograms of Oriented Gradients for Human Detection", CVPR 2005.
"""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from fer_core.base.errors import InvalidSettings
from fer_core.base.parallel import in_chunks
from fer_core.base.progress import Progress, silent
from fer_core.faces.faceset import SIDE
from fer_core.features.feature import NOTHING, Feature, Learned, Sources
from fer_core.features.gradients import oriented_gradients

_CHUNK = 64  # faces: their pixels in float64 fit into a core's cache


@dataclass(frozen=True)
class Hog(Feature):
    """Histograms of edge directions in a grid of cells; blocks of cells are normalised to equal contrast.

    Raises InvalidSettings where a block does not fit into a face.

    Attributes:
        orientations: number of directions between 0 and 180 degrees, 2..36.
        cell: side of a cell in pixels, 2..48.
        block: cells along the side of a block.
    """

    kind: ClassVar[str] = "hog"
    title: ClassVar[str] = "Edges (HOG)"
    explanation: ClassVar[str] = (
        "The directions of edges in each part of the picture: wrinkles, brows and lips count, lighting hardly does."
    )
    seconds: ClassVar[float] = 1
    counts: ClassVar[str] = "the directions of edges"

    orientations: int = 9
    cell: int = 8
    block: int = 2

    def __post_init__(self) -> None:
        if not (2 <= self.orientations <= 36 and 2 <= self.cell <= SIDE and self.block >= 1):
            raise InvalidSettings(
                "HOG takes 2 to 36 directions, cells of 2 to 48 pixels and blocks of at least one cell."
            )
        if self.block > SIDE // self.cell:
            what = f"A block of {self.block} cells of {self.cell} pixels is larger than a face ({SIDE} pixels)."
            raise InvalidSettings(what, remedy="Choose smaller cells or blocks.")

    @property
    def width(self) -> int:
        """Numbers per face."""
        blocks = SIDE // self.cell - self.block + 1
        return blocks**2 * self.block**2 * self.orientations

    def extract(self, sources: Sources, learned: Learned = NOTHING, progress: Progress = silent) -> np.ndarray:
        """float32 [n, width], each 0..1."""
        out = np.empty((len(sources), self.width), np.float32)

        def work(rows: slice) -> None:
            grey = sources.images[rows].astype(np.float64)
            out[rows] = oriented_gradients(grey, self.orientations, self.cell, self.block)

        in_chunks(work, len(sources), _CHUNK, "Finding edges", progress)
        return out
