"""Portraits: mean and deviation of each emotion's faces, and the brightness of each face."""

from dataclasses import dataclass

import numpy as np

from fer_core.faces.faceset import SIDE, check_images

_BLOCK = 1024
_WIDEST = 127.5
"""Largest possible standard deviation of values from 0 to 255."""


@dataclass(frozen=True, eq=False)
class Portraits:
    """Means and standard deviations of groups of faces, pixel by pixel.

    Attributes:
        mean: float32 [g, 48, 48], 0..255; zeros for an empty group.
        deviation: float32 [g, 48, 48], standard deviation over the group's faces, 0..127.5.
        counts: int64 [g], faces in each group.
    """

    mean: np.ndarray
    deviation: np.ndarray
    counts: np.ndarray

    def variance_pictures(self) -> np.ndarray:
        """uint8 [g, 48, 48]: the variances as pictures; white is the largest variance of all groups."""
        largest = max(float(self.deviation.max(initial=0.0)) ** 2, 1e-9)
        return np.round(self.deviation**2 / largest * 255).astype(np.uint8)

    def mean_pictures(self) -> np.ndarray:
        """uint8 [g, 48, 48]: the means as pictures."""
        return np.round(self.mean).astype(np.uint8)


def portraits(images: np.ndarray, codes: np.ndarray | None = None, groups: int = 1) -> Portraits:
    """Mean and standard deviation of each group of faces, exact because they come from sums of whole numbers.

    Args:
        images: uint8 [n, 48, 48].
        codes: int [n], each face's group in 0..groups-1; None for one group of all.
        groups: number of groups.

    Raises:
        InvalidSettings: for other arrays.
    """
    check_images(images)
    pixels = images.reshape(len(images), -1)
    members = [np.arange(len(images))] if codes is None else [np.flatnonzero(codes == g) for g in range(groups)]
    counts = np.array([len(rows) for rows in members], np.int64)
    mean = np.zeros((len(members), SIDE * SIDE))
    deviation = np.zeros_like(mean)
    for g, rows in enumerate(members):
        if len(rows):
            mean[g], square = _means(pixels, rows)
            deviation[g] = np.sqrt(np.maximum(square - mean[g] ** 2, 0))
    shape = (len(members), SIDE, SIDE)
    return Portraits(
        mean.astype(np.float32).reshape(shape), deviation.astype(np.float32).reshape(shape).clip(0, _WIDEST), counts
    )


def brightness(images: np.ndarray) -> np.ndarray:
    """float32 [n]: mean grey value of each face (uint8 [n, 48, 48]), from 0 (black) to 255 (white).

    Raises InvalidSettings for other arrays.
    """
    check_images(images)
    pixels = images.reshape(len(images), -1)
    found = np.empty(len(pixels), np.float32)
    for start in range(0, len(pixels), _BLOCK):
        block = slice(start, start + _BLOCK)
        found[block] = pixels[block].sum(axis=1, dtype=np.uint32) / pixels.shape[1]
    return found


def _means(pixels: np.ndarray, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """float64 [d] each: mean and mean square of the rows ``rows`` of uint8 [n, d]."""
    total = np.zeros(pixels.shape[1], np.uint64)
    square = np.zeros_like(total)
    for start in range(0, len(rows), _BLOCK):
        block = pixels[rows[start : start + _BLOCK]]
        total += block.sum(axis=0, dtype=np.uint32)
        wide = block.astype(np.uint16)
        square += np.multiply(wide, wide, out=wide).sum(axis=0, dtype=np.uint32)  # 255² fits 16 bits
    return total / len(rows), square / len(rows)
