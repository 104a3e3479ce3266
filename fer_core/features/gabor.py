"""Gabor filters: how strong stripes of each width and direction are in each part of the picture.

Daugman, "Uncertainty relation for resolution in space, spatial frequency, and orientation", JOSA A 2, 1985; for
expressions Lyons, Akamatsu, Kamachi & Gyoba, "Coding facial expressions with Gabor wavelets", FG 1998.
"""

from dataclasses import dataclass
from functools import cache
from typing import ClassVar

import numpy as np
from scipy import fft

from fer_core.base.errors import InvalidSettings
from fer_core.base.parallel import in_chunks
from fer_core.base.progress import Progress, silent
from fer_core.faces.faceset import SIDE
from fer_core.features.feature import NOTHING, Feature, Learned, Sources

MARGIN = 8
"""Pixels mirrored around a face, so that its edge makes no stripes."""
FINEST = 4.0
"""Wavelength of the narrowest stripes in pixels; each further scale is √2 wider (half an octave)."""
_FRAME = SIDE + 2 * MARGIN
_CHUNK = 16  # faces: their responses to one filter are 0.5 MB


@dataclass(frozen=True)
class Gabor(Feature):
    """Mean and standard deviation of the strength of each filter of a bank, in each cell of a grid.

    Raises InvalidSettings for an empty bank or cells that do not fill a face.

    Attributes:
        scales: widths of stripes, 1..5.
        orientations: directions of stripes between 0 and 180 degrees, 2..16.
        grid: cells along the side of a face, 1..12; a divisor of 48.
    """

    kind: ClassVar[str] = "gabor"
    title: ClassVar[str] = "Stripes (Gabor)"
    explanation: ClassVar[str] = (
        "How strong stripes of each width and direction are in each part of the picture, as in the visual cortex."
    )
    seconds: ClassVar[float] = 30
    counts: ClassVar[str] = "how strong stripes of each width and direction are"

    scales: int = 4
    orientations: int = 6
    grid: int = 4

    def __post_init__(self) -> None:
        if not (1 <= self.scales <= 5 and 2 <= self.orientations <= 16 and 1 <= self.grid <= 12) or SIDE % self.grid:
            what = (
                "Gabor features take 1 to 5 widths, 2 to 16 directions and 1, 2, 3, 4, 6, 8 or 12 cells along a side."
            )
            raise InvalidSettings(what)

    @property
    def width(self) -> int:
        """Numbers per face."""
        return self.scales * self.orientations * self.grid**2 * 2

    def extract(self, sources: Sources, learned: Learned = NOTHING, progress: Progress = silent) -> np.ndarray:
        """float32 [n, width]: means and standard deviations alternately, of faces with mean 0 and deviation 1."""
        out = np.empty((len(sources), self.width), np.float32)
        filters = filter_bank(self.scales, self.orientations)

        def work(rows: slice) -> None:
            waves = fft.fft2(_framed(sources.images[rows]))
            found = [_pooled(np.abs(fft.ifft2(waves * one)), self.grid) for one in filters]
            out[rows] = np.stack(found, axis=1).reshape(-1, self.width)

        in_chunks(work, len(sources), _CHUNK, "Finding stripes", progress)
        return out


def _framed(images: np.ndarray) -> np.ndarray:
    """float32 [n, 64, 64] of uint8 [n, 48, 48], with normalised lighting and mirrored margins."""
    grey = images.astype(np.float32)
    grey -= grey.mean(axis=(1, 2), keepdims=True)
    spread = grey.std(axis=(1, 2), keepdims=True)
    grey = np.divide(grey, spread, out=np.zeros_like(grey), where=spread > 1e-3)
    return np.pad(grey, ((0, 0), (MARGIN, MARGIN), (MARGIN, MARGIN)), mode="reflect")


@cache
def filter_bank(scales: int, orientations: int) -> np.ndarray:
    """The filters in the frequency domain, float32 [scales * orientations, 64, 64], each a Gaussian, 0..1."""
    fy, fx = np.meshgrid(fft.fftfreq(_FRAME), fft.fftfreq(_FRAME), indexing="ij")
    filters = []
    for scale in range(scales):
        centre = 1 / (FINEST * np.sqrt(2) ** scale)
        for turn in np.pi * np.arange(orientations) / orientations:
            along, across = fx * np.cos(turn) + fy * np.sin(turn), fy * np.cos(turn) - fx * np.sin(turn)
            spread = 0.4 * centre  # about one octave wide
            filters.append(np.exp(-((along - centre) ** 2 + across**2) / (2 * spread**2)))
    bank = np.array(filters, np.float32)
    bank[:, 0, 0] = 0  # overall brightness is not a stripe
    bank.flags.writeable = False
    return bank


def _pooled(strength: np.ndarray, grid: int) -> np.ndarray:
    """Mean and deviation float32 [n, grid², 2] in each cell of strengths [n, 64, 64], without the margin."""
    inner = strength[:, MARGIN:-MARGIN, MARGIN:-MARGIN]
    side = SIDE // grid
    cells = inner.reshape(-1, grid, side, grid, side).transpose(0, 1, 3, 2, 4).reshape(len(inner), grid**2, side**2)
    return np.stack([cells.mean(axis=2), cells.std(axis=2)], axis=2)
