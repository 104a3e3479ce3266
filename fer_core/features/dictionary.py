"""Shared by features that compare patches of pictures with a fitted dictionary of small patterns.

After Coates, Lee & Ng, "An Analysis of Single-Layer Networks in Unsupervised Feature Learning", AISTATS 2011.
"""

from collections.abc import Callable

import numpy as np
from sklearn.utils.extmath import randomized_svd
from threadpoolctl import threadpool_limits

from fer_core.base.parallel import in_background, in_chunks
from fer_core.base.progress import Progress, silent

WHITENING = 0.1
"""Added to the variance along each direction of patch space, so that the weakest are not amplified."""
_NEGLIGIBLE = 1e-6  # share of the first component's deviation below which a component is rounding error
_CHUNK = 16  # faces: about 30 ms; inside, one face at a time, so that a core's cache can hold it


def windows(pictures: np.ndarray, side: int, stride: int = 1) -> np.ndarray:
    """A view of all patches of pictures [..., h, h], ``stride`` pixels apart: [..., places, places, side, side]."""
    every = np.lib.stride_tricks.sliding_window_view(pictures, (side, side), axis=(-2, -1))
    return every[..., ::stride, ::stride, :, :]


def evened(patches: np.ndarray, contrast: float) -> np.ndarray:
    """Patches float32 [n, p] with mean 0 and standard deviation 1.

    The deviation is lower where the variance (in squared grey values) is not well above ``contrast``.
    """
    centred = patches - patches.mean(axis=1, keepdims=True)
    variance = np.einsum("ij,ij->i", centred, centred)[:, None] / np.float32(patches.shape[1])
    centred /= np.sqrt(variance + np.float32(contrast))
    return centred


def whitening(patches: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Mean float32 [p] of patches float32 [n, p], and the symmetric matrix [p, p] that decorrelates them (ZCA)."""
    mean = patches.mean(axis=0)
    centred = (patches - mean).astype(np.float64)
    variance, directions = np.linalg.eigh(centred.T @ centred / len(centred))
    matrix = directions / np.sqrt(np.maximum(variance, 0) + WHITENING) @ directions.T
    return mean, matrix.astype(np.float32)


def overlapping(grid: int, places: int) -> np.ndarray:
    """float32 [grid, places]: weights of places in regions along a line; each row sums to 1.

    Weights fall linearly from the middle of a region to the middle of the next, so that a small shift of a pattern
    changes the result only a little.
    """
    width = places / grid
    middles = (np.arange(grid) + 0.5) * width - 0.5
    along = np.maximum(1 - np.abs(np.arange(places) - middles[:, None]) / width, 0)
    return (along / along.sum(axis=1, keepdims=True)).astype(np.float32)


def pooled(values: np.ndarray, regions: np.ndarray) -> np.ndarray:
    """Means float32 [grid, grid, atoms] of values [places², atoms], weighted by ``regions`` [grid, places]."""
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
    """Similarities of all faces to the patterns, or their components.

    The similarities of FER2013 would take more than 900 MB, so they are reduced chunk by chunk where a basis is given.

    Args:
        faces: their number.
        width: similarities per face.
        encode: the similarities float32 [k, width] of a slice of k faces.
        progress: told how far it is; may raise Cancelled.
        mean: float32 [width], subtracted before the reduction.
        basis: float32 [width, c], the components as columns; None for no reduction.

    Returns:
        float32 [faces, width], or [faces, c] with a basis.
    """
    out = np.empty((faces, width if basis is None else basis.shape[1]), np.float32)

    def work(rows: slice) -> None:
        similarity = encode(rows)
        out[rows] = similarity if basis is None else (similarity - mean) @ basis

    with threadpool_limits(1, user_api="blas"):  # each chunk already has a thread
        in_chunks(work, faces, _CHUNK, "Comparing patches", progress)
    return out


def components(similarity: np.ndarray, most: int, seed: int, progress: Progress = silent) -> dict[str, np.ndarray]:
    """The principal components of similarities float32 [m, d], which are centred in place.

    By randomized SVD (Halko, Martinsson & Tropp, SIAM Review 53, 2011).

    Returns:
        ``mean`` float32 [d] and ``components`` float32 [c, d], orthonormal, the strongest first; c is at most ``most``.
    """
    mean = similarity.mean(axis=0)
    similarity -= mean
    count = min(most, len(similarity) - 1, similarity.shape[1])

    def fit() -> tuple[np.ndarray, np.ndarray]:
        _, deviations, basis = randomized_svd(similarity, count, n_iter=2, random_state=seed)
        return deviations, basis

    deviations, basis = in_background(fit, "Finding components", progress)
    count = max(1, int((deviations > _NEGLIGIBLE * deviations[0]).sum()))
    return {"mean": mean, "components": basis[:count].astype(np.float32)}
