"""LBP: patterns of brighter and darker neighbours in each part of the picture.

Ojala, Pietikäinen & Mäenpää, "Multiresolution gray-scale and rotation invariant texture classification with local
binary patterns", IEEE TPAMI 24, 2002; cell by cell as Ahonen, Hadid & Pietikäinen, "Face description with local binary
patterns", IEEE TPAMI 28, 2006.
"""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from skimage.feature import local_binary_pattern

from fer_core.base.errors import InvalidSettings
from fer_core.base.parallel import in_chunks
from fer_core.base.progress import Progress, silent
from fer_core.faces.faceset import SIDE
from fer_core.features.feature import NOTHING, Feature, Learned, Sources

NEIGHBOURS = 8
CODES = NEIGHBOURS * (NEIGHBOURS - 1) + 3
"""58 uniform patterns (at most two changes between bright and dark around the circle), and one for all others."""
_CHUNK = 64


@dataclass(frozen=True)
class Lbp(Feature):
    """The square root of the share of each uniform pattern in each cell (Hellinger distance between histograms).

    Raises InvalidSettings for a circle or cells that do not fit into a face.

    Attributes:
        radius: of the circle of neighbours in pixels, 1..8.
        grid: cells along the side of a face, 1..12; a divisor of 48.
    """

    kind: ClassVar[str] = "lbp"
    title: ClassVar[str] = "Local patterns (LBP)"
    explanation: ClassVar[str] = (
        "Whether each pixel is brighter or darker than its neighbours: fine texture, whatever the lighting."
    )
    seconds: ClassVar[float] = 10
    counts: ClassVar[str] = "which pixels are brighter than their neighbours"

    radius: int = 1
    grid: int = 6

    def __post_init__(self) -> None:
        if not (1 <= self.radius <= 8 and 1 <= self.grid <= 12) or SIDE % self.grid:
            what = "Local patterns take a radius of 1 to 8 pixels and 1, 2, 3, 4, 6, 8 or 12 cells along a side."
            raise InvalidSettings(what)

    @property
    def width(self) -> int:
        """Numbers per face."""
        return self.grid**2 * CODES

    def extract(self, sources: Sources, learned: Learned = NOTHING, progress: Progress = silent) -> np.ndarray:
        """float32 [n, width], each 0..1; the squares of a cell sum to 1."""
        out = np.empty((len(sources), self.width), np.float32)
        along = np.arange(SIDE) // (SIDE // self.grid)
        cell = (along[:, None] * self.grid + along) * CODES

        def work(rows: slice) -> None:
            for i in range(rows.start, rows.stop):
                codes = local_binary_pattern(sources.images[i], NEIGHBOURS, self.radius, "nri_uniform").astype(np.int64)
                out[i] = np.bincount((cell + codes).ravel(), minlength=self.width)
            out[rows] = np.sqrt(out[rows] / np.float32((SIDE // self.grid) ** 2))

        in_chunks(work, len(sources), _CHUNK, "Comparing neighbouring pixels", progress)
        return out
