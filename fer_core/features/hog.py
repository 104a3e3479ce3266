"""Hog: which way edges run, cell by cell.

Dalal & Triggs, "Histograms of Oriented Gradients for Human Detection", CVPR 2005.
"""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from skimage.feature import hog

from fer_core.errors import InvalidSettings
from fer_core.face_mesh import Mesh
from fer_core.faceset import SIDE, check_images
from fer_core.progress import Progress, silent

_CHUNK = 128  # faces between two calls of progress: about 50 ms


@dataclass(frozen=True)
class Hog:
    """Histograms of edge directions in a grid of cells; blocks of cells are brought to equal contrast.

    Raises InvalidSettings where a block does not fit into a face.

    Attributes:
        orientations: directions that are told apart between 0 and 180 degrees, 2..36.
        cell: side of a cell in pixels, 2..48.
        block: cells along the side of a block.
    """

    kind: ClassVar[str] = "hog"
    title: ClassVar[str] = "Edges (HOG)"
    explanation: ClassVar[str] = (
        "Which way edges run in each part of the picture: wrinkles, brows and lips count, light hardly does."
    )
    needs_mesh: ClassVar[bool] = False
    standardise: ClassVar[bool] = False

    orientations: int = 9
    cell: int = 8
    block: int = 2

    def __post_init__(self) -> None:
        if not (2 <= self.orientations <= 36 and 2 <= self.cell <= SIDE and self.block >= 1):
            raise InvalidSettings("HOG needs 2 to 36 directions, cells of 2 pixels or more and a block of cells.")
        if self.block > SIDE // self.cell:
            what = f"A block of {self.block} cells of {self.cell} pixels is larger than a face ({SIDE} pixels)."
            raise InvalidSettings(what, remedy="Choose smaller cells or blocks.")

    @property
    def width(self) -> int:
        """Numbers per face."""
        blocks = SIDE // self.cell - self.block + 1
        return blocks**2 * self.block**2 * self.orientations

    def extract(self, images: np.ndarray, mesh: Mesh | None = None, progress: Progress = silent) -> np.ndarray:
        """float32 [n, width], each 0..1, of ``images`` uint8 [n, 48, 48]. Raises InvalidSettings.

        One thread: scikit-image holds the interpreter, so a second one gains nothing.
        """
        check_images(images)
        out = np.empty((len(images), self.width), np.float32)
        for i, image in enumerate(images):
            if i % _CHUNK == 0:
                progress(i, len(images), "Finding edges")
            out[i] = hog(
                image,
                orientations=self.orientations,
                pixels_per_cell=(self.cell, self.cell),
                cells_per_block=(self.block, self.block),
                block_norm="L2-Hys",
            )
        progress(len(images), len(images), "Finding edges")
        return out

    def names(self) -> None:
        """None: a single direction in a single cell means nothing to a person."""
