"""The correlation of two pictures after one is moved, scaled, turned and brightened to match the other.

Gauss-Newton over an affine warp with gain and offset (Lucas & Kanade 1981; with gain and offset as in Evangelidis &
Psarakis, "Parametric Image Alignment Using Enhanced Correlation Coefficient Maximization", IEEE PAMI 30(10), 2008), for
many pairs at once. Two photos of one person do not align this well; two crops of one photo do.
"""

import numpy as np

MARGIN = 0.1
"""Share of the side that is not compared at each border, so that a moved picture still covers the rest."""
DAMPING = np.array([5.0] * 6 + [1e-3] * 2, np.float32)
STEP = 1.5  # pixels that a point near the border may move in one iteration
FARTHEST = 1 / 6  # of the side: a larger move is no crop of the same photo


def normalised(rows: np.ndarray) -> np.ndarray:
    """Rows float32 [n, d] with mean 0 and length 1; rows without contrast become 0."""
    centred = rows - rows.mean(axis=-1, keepdims=True)
    lengths = np.linalg.norm(centred, axis=-1, keepdims=True)
    return centred / np.maximum(lengths, 1e-6)


def aligned(
    left: np.ndarray, right: np.ndarray, rounds: int, start: np.ndarray | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """Correlation of each pair after ``right`` is warped onto ``left``.

    Args:
        left, right: float32 [b, side, side], grey values.
        rounds: iterations of Gauss-Newton.
        start: float32 [b, 6], initial warps; None for no warp.

    Returns:
        float32 [b], the best correlation found (-1..1), and float32 [b, 6], its warp: shift in x, change of this shift
        across x and y, and the same for y. Shifts are shares of the side, so that they hold at any resolution.
    """
    side = left.shape[-1]
    grid = _Grid(side)
    target = normalised(left[:, grid.inner, grid.inner].reshape(len(left), -1))
    slopes = np.gradient(right, axis=(1, 2))
    warp = np.zeros((len(left), 6), np.float32) if start is None else start * side
    best, best_warp = np.full(len(left), -1, np.float32), warp.copy()
    for turn in range(rounds + 1):
        places = grid.moved(warp)
        warped = places.of(right)
        correlation = np.einsum("bn,bn->b", normalised(warped), target)
        better = correlation > best
        best[better], best_warp[better] = correlation[better], warp[better]
        if turn < rounds:
            step = _step(grid, warped, places.of(slopes[1]), places.of(slopes[0]), target)
            warp = np.clip(warp + step, -side * FARTHEST, side * FARTHEST)
    return best, best_warp / side


def _step(grid: "_Grid", warped: np.ndarray, in_x: np.ndarray, in_y: np.ndarray, target: np.ndarray) -> np.ndarray:
    """float32 [b, 6]: change of the warps in one iteration of Gauss-Newton."""
    by_x, by_y = in_x[:, None] * grid.basis, in_y[:, None] * grid.basis
    jacobian = np.concatenate([by_x, by_y, warped[:, None], np.ones_like(warped)[:, None]], axis=1)
    scale = np.sqrt(np.square(warped - warped.mean(axis=1, keepdims=True)).sum(axis=1))[:, None]
    normal = jacobian @ jacobian.transpose(0, 2, 1)
    normal[:, range(8), range(8)] += DAMPING
    solved = np.linalg.solve(normal, jacobian @ (target * scale)[..., None])[..., 0]
    gain = np.maximum(solved[:, 6:7], 0.2)
    return np.clip(solved[:, :6] / gain, -STEP, STEP)


class _Places:
    """Where each point of a grid lies in another picture: bilinear weights of four pixels."""

    def __init__(self, y: np.ndarray, x: np.ndarray, side: int) -> None:
        y, x = np.clip(y, 0, side - 1.001), np.clip(x, 0, side - 1.001)
        top, left = y.astype(np.int32), x.astype(np.int32)
        self._first = top * side + left + np.arange(len(y), dtype=np.int32)[:, None] * side * side
        self._down, self._right, self._side = y - top, x - left, side

    def of(self, pictures: np.ndarray) -> np.ndarray:
        """float32 [b, points]: grey values of ``pictures`` (float32 [b, side, side]) at these places."""
        flat = pictures.reshape(-1)
        a, b, c, d = (flat.take(self._first + step) for step in (0, 1, self._side, self._side + 1))
        upper, lower = a + (b - a) * self._right, c + (d - c) * self._right
        return upper + (lower - upper) * self._down


class _Grid:
    """The points of a picture that are compared, for pictures of one size."""

    def __init__(self, side: int) -> None:
        margin = round(MARGIN * side)
        self.side, self.inner = side, slice(margin, side - margin)
        self._y, self._x = (axis.reshape(-1) for axis in np.mgrid[self.inner, self.inner].astype(np.float32))
        middle, reach = np.float32((side - 1) / 2), np.float32(side / 2 - margin)
        across = [np.ones_like(self._x), (self._x - middle) / reach, (self._y - middle) / reach]
        self.basis = np.stack(across)

    def moved(self, warp: np.ndarray) -> _Places:
        """Where the points lie after each of the warps (float32 [b, 6], in pixels)."""
        return _Places(self._y + warp[:, 3:] @ self.basis, self._x + warp[:, :3] @ self.basis, self.side)
