"""Features of grey values as a graph: pixels, local binary patterns, Gabor filters."""

import numpy as np
from scipy import fft

from fer_core.export.graph import Value, joined
from fer_core.faces.faceset import SIDE
from fer_core.features.gabor import MARGIN, Gabor, filter_bank
from fer_core.features.lbp import CODES, NEIGHBOURS, Lbp
from fer_core.features.pixels import Pixels

_FLAT = 1e-3


def pixels(picture: Value, kind: Pixels) -> Value:
    """Features float32 [1, 2304] of a face float32 [48, 48]."""
    grey = picture.reshaped(1, SIDE * SIDE)
    return _evened(grey) if kind.normalise else grey / 255


def gabor(picture: Value, kind: Gabor) -> Value:
    """Features float32 [1, width] of a face float32 [48, 48].

    Fourier transforms are computed as products with matrices of waves, which ONNX supports.
    """
    frame = _evened(picture.reshaped(1, SIDE * SIDE)).reshaped(SIDE, SIDE)
    taken = np.pad(np.arange(SIDE), MARGIN, mode="reflect")
    frame = frame.at(taken, 0).at(taken, 1)
    cos, sin = _waves(len(taken))
    # F x F of a real x, F = cos - i sin.
    left, right = cos @ frame, sin @ frame
    real, imaginary = left @ cos - right @ sin, -(left @ sin) - right @ cos
    bank = filter_bank(kind.scales, kind.orientations)
    real, imaginary = real * bank, imaginary * bank
    # The inverse transform: F* y F* / n², F* = cos + i sin.
    down = cos @ real - sin @ imaginary, cos @ imaginary + sin @ real
    real, imaginary = down[0] @ cos - down[1] @ sin, down[0] @ sin + down[1] @ cos
    strong = (real * real + imaginary * imaginary).sqrt() / len(taken) ** 2
    return _pooled(strong, len(bank), kind.grid)


def lbp(picture: Value, kind: Lbp) -> Value:
    """Features float32 [1, width] of a face float32 [48, 48].

    Sums are in the order of scikit-image: where a face is flat, their rounding decides the pattern.
    """
    turns = 2 * np.pi * np.arange(NEIGHBOURS) / NEIGHBOURS
    middles = np.arange(SIDE, dtype=np.float64)
    rows = (middles + np.round(-kind.radius * np.sin(turns), 5)[:, None])[:, :, None]
    columns = (middles + np.round(kind.radius * np.cos(turns), 5)[:, None])[:, None, :]
    top, left = np.floor(rows), np.floor(columns)
    down, right = rows - top, columns - left
    margin = kind.radius + 1
    wide, width = picture.to(np.float64).op("Pad", picture.graph.ints(*[margin] * 4)).reshaped(-1), SIDE + 2 * margin
    first = ((top + margin) * width + left + margin).astype(np.int64)
    lower, other = np.ceil(rows) - top, np.ceil(columns) - left  # distance of the next pixel: 0 or 1
    places = [first, first + other, first + lower * width, first + lower * width + other]
    at = [wide.at(place.astype(np.int64), 0) for place in places]
    upper_line, lower_line = ((1 - right) * at[i] + right * at[i + 1] for i in (0, 2))
    around = (1 - down) * upper_line + down * lower_line
    brighter = (around - picture.to(np.float64) >= 0).to(np.int64)
    pattern = (brighter * (2 ** np.arange(NEIGHBOURS)).reshape(-1, 1, 1)).sum(0)
    code = picture.graph.const(_codes()).op("Gather", pattern, axis=0)
    side = SIDE // kind.grid
    found = code.same(np.arange(CODES).reshape(-1, 1, 1)).to(np.float32)
    counts = found.reshaped(CODES, kind.grid, side, kind.grid, side).sum(2, 4)
    return (counts / side**2).sqrt().transposed(1, 2, 0).reshaped(1, -1)


def _codes() -> np.ndarray:
    """The code int64 [256] of each pattern of brighter neighbours in scikit-image ("nri_uniform")."""
    codes = np.full(2**NEIGHBOURS, NEIGHBOURS * (NEIGHBOURS - 1) + 2)
    for pattern in range(len(codes)):
        bits = pattern >> np.arange(NEIGHBOURS) & 1
        ones = int(bits.sum())
        if np.abs(np.diff(bits)).sum() > 2:
            continue
        if ones in (0, NEIGHBOURS):
            codes[pattern] = 0 if ones == 0 else NEIGHBOURS * (NEIGHBOURS - 1) + 1
            continue
        turn = ones - bits.argmin() if bits[0] else NEIGHBOURS - bits.argmax()
        codes[pattern] = 1 + (ones - 1) * NEIGHBOURS + turn
    return codes


def _waves(size: int) -> tuple[np.ndarray, np.ndarray]:
    waves = fft.fft(np.eye(size))
    return waves.real.astype(np.float32), -waves.imag.astype(np.float32)


def _pooled(strong: Value, filters: int, grid: int) -> Value:
    """Mean and standard deviation in each cell of the responses [filters, 64, 64] of each filter, float32 [1, -1]."""
    inner, side = strong.cut(1, MARGIN, MARGIN + SIDE).cut(2, MARGIN, MARGIN + SIDE), SIDE // grid
    cells = (
        inner.reshaped(filters, grid, side, grid, side).transposed(0, 1, 3, 2, 4).reshaped(filters, grid**2, side**2)
    )
    mean = cells.mean(2, keep=True)
    off = cells - mean
    return joined([mean, (off * off).mean(2, keep=True).sqrt()], 2).reshaped(1, -1)


def _evened(grey: Value) -> Value:
    """Rows with mean 0 and standard deviation 1; a blank row becomes zeros."""
    centred = grey - grey.mean(1, keep=True)
    off = centred - centred.mean(1, keep=True)
    spread = (off * off).mean(1, keep=True).sqrt()
    return (spread > _FLAT).where(centred / spread.maximum(_FLAT), centred * 0)
