"""What kinds of features that compare patches of pictures with a learned dictionary have in common.

After Coates, Lee & Ng, "An Analysis of Single-Layer Networks in Unsupervised Feature Learning", AISTATS 2011.
"""

from collections.abc import Callable

import numpy as np
from sklearn.utils.extmath import randomized_svd
from threadpoolctl import threadpool_limits

from fer_core.base.parallel import in_background, in_chunks
from fer_core.base.progress import Progress, silent

WHITENING = 0.1
"""Added to the variance along each direction of patch space, so that the weakest are not blown up."""
_NEGLIGIBLE = 1e-6  # share of the first component's deviation below which a component is rounding error
_CHUNK = 16  # faces: about 30 ms; within it they are compared one by one, which a core's cache can hold


def windows(pictures: np.ndarray, side: int, stride: int = 1) -> np.ndarray:
    """[..., places, places, side, side]: a view of all patches of pictures [..., h, h], ``stride`` pixels apart."""
    every = np.lib.stride_tricks.sliding_window_view(pictures, (side, side), axis=(-2, -1))
    return every[..., ::stride, ::stride, :, :]


def evened(patches: np.ndarray, contrast: float) -> np.ndarray:
    """Patches float32 [n, p] with mean 0 and deviation 1, less where their variance is not well above ``contrast``."""
    centred = patches - patches.mean(axis=1, keepdims=True)
    variance = np.einsum("ij,ij->i", centred, centred)[:, None] / np.float32(patches.shape[1])
    centred /= np.sqrt(variance + np.float32(contrast))
    return centred


def whitening(patches: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Mean float32 [p] of patches [n, p], and the symmetric matrix [p, p] that makes them nearly uncorrelated (ZCA)."""
    mean = patches.mean(axis=0)
    centred = (patches - mean).astype(np.float64)
    variance, directions = np.linalg.eigh(centred.T @ centred / len(centred))
    matrix = directions / np.sqrt(np.maximum(variance, 0) + WHITENING) @ directions.T
    return mean, matrix.astype(np.float32)


def overlapping(grid: int, places: int) -> np.ndarray:
    """float32 [grid, places]: weights of places in regions along a line; each row sums to 1.

    They fall from the middle of a region to that of the next, so that a pattern that moves a little changes little.
    """
    width = places / grid
    middles = (np.arange(grid) + 0.5) * width - 0.5
    along = np.maximum(1 - np.abs(np.arange(places) - middles[:, None]) / width, 0)
    return (along / along.sum(axis=1, keepdims=True)).astype(np.float32)


def pooled(values: np.ndarray, regions: np.ndarray) -> np.ndarray:
    """float32 [grid, grid, atoms] of values [places², atoms]; ``regions`` [grid, places] weigh rows and columns."""
    places = regions.shape[1]
    rows = regions @ values.reshape(places, -1)
    return regions @ rows.reshape(len(regions), places, -1)


def compared(
    faces: int,
    width: int,
    encode: Callable[[slice], np.ndarray],
    progress: Progress,
    mean: np.ndarray | None = None,
    basis: np.ndarray | None = None,
) -> np.ndarray:
    """float32 [faces, width] that ``encode`` gives for slices of faces, or [faces, c] of its components.

    All likenesses of FER2013 would be more than 900 MB, so they are brought down chunk by chunk: ``mean`` [width] is
    taken off and the rest multiplied with ``basis`` [width, c].
    """
    out = np.empty((faces, width if basis is None else basis.shape[1]), np.float32)

    def work(rows: slice) -> None:
        likeness = encode(rows)
        out[rows] = likeness if basis is None else (likeness - mean) @ basis

    with threadpool_limits(1, user_api="blas"):  # a thread a chunk already
        in_chunks(work, faces, _CHUNK, "Comparing patches", progress)
    return out


def components(likeness: np.ndarray, most: int, seed: int, progress: Progress = silent) -> dict[str, np.ndarray]:
    """``mean`` [d] and ``components`` [c, d] (orthonormal, the strongest first) of likenesses float32 [m, d].

    By randomized SVD (Halko, Martinsson & Tropp, SIAM Review 53, 2011); ``likeness`` is centred in place.
    """
    mean = likeness.mean(axis=0)
    likeness -= mean
    count = min(most, len(likeness) - 1, likeness.shape[1])

    def fit() -> tuple[np.ndarray, np.ndarray]:
        _, deviations, basis = randomized_svd(likeness, count, n_iter=2, random_state=seed)
        return deviations, basis

    deviations, basis = in_background(fit, "Finding components", progress)
    kept = max(1, int((deviations > _NEGLIGIBLE * deviations[0]).sum()))
    return {"mean": mean, "components": basis[:kept].astype(np.float32)}
