"""t-SNE in a process of its own (see `fer_core.base.worker`), by openTSNE (Poličar, Stražar & Zupan, JSS 109, 2024).

Reads ``points`` [m, d], ``start`` [m, 2] (a first layout) and ``choices`` (perplexity, seed); writes float32 [m, 2].
Neighbours are exact; forces are interpolated on a grid (FIt-SNE: Linderman et al., Nature Methods 16, 2019) where there
are many points, which takes time in proportion to their number.
"""

import sys

import numpy as np

from fer_core.base.neighbours import nearest
from fer_core.base.worker import tell

MANY = 3_000
"""From this number of points on, the grid is faster than the tree."""
EARLY, LATER = 250, 500
"""Rounds with exaggerated and with normal attraction."""
_TELL_EVERY = 10


class Rounds:
    """Reports progress; openTSNE calls it every few rounds, and stops where it returns True."""

    def __init__(self, before: int) -> None:
        self.before = before

    def __call__(self, iteration: int, error: float, embedding: np.ndarray) -> bool:
        """Report the finished rounds."""
        done = self.before + iteration
        tell(0.2 + 0.8 * done / (EARLY + LATER), f"Drawing the map, round {done} of {EARLY + LATER}")
        return False


def layout(points: np.ndarray, start: np.ndarray, perplexity: float, seed: int) -> np.ndarray:
    """The map float32 [m, 2] of ``points`` float32 [m, d]; ``start`` float32 [m, 2] is the first layout."""
    count = min(len(points) - 1, int(3 * perplexity))
    near, distances = nearest(points, count + 1, lambda done, total, what: tell(0.1 * done / max(1, total), what))
    tell(0.1, "Weighting neighbours")
    from openTSNE import TSNEEmbedding
    from openTSNE.affinity import PerplexityBasedNN
    from openTSNE.nearest_neighbors import PrecomputedNeighbors

    others, apart = without_self(near, distances)
    affinities = PerplexityBasedNN(
        knn_index=PrecomputedNeighbors(others, apart), perplexity=min(perplexity, count / 3), n_jobs=-1
    )
    noise = np.random.default_rng(seed).normal(scale=1e-6, size=start.shape)  # so that equal points can separate
    spread = max(float(start[:, 0].std()), 1e-30)
    embedding = TSNEEmbedding(
        start / spread * 1e-4 + noise,
        affinities,
        negative_gradient_method="fft" if len(points) >= MANY else "bh",
        n_jobs=-1,
        random_state=seed,
        callbacks_every_iters=_TELL_EVERY,
    )
    embedding = embedding.optimize(EARLY, exaggeration=12, momentum=0.5, callbacks=Rounds(0))
    embedding = embedding.optimize(LATER, momentum=0.8, callbacks=Rounds(EARLY))
    return np.asarray(embedding, np.float32)


def without_self(near: np.ndarray, distances: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Neighbours [m, k - 1] of [m, k]: without the point itself, or without the last where equal points come first."""
    own = near == np.arange(len(near))[:, None]
    own[~own.any(axis=1), -1] = True
    return near[~own].reshape(len(near), -1), distances[~own].reshape(len(near), -1)


def main(source: str, target: str) -> None:
    """Read, lay out, write. Any failure ends the process with its traceback on standard error."""
    with np.load(source, allow_pickle=False) as given:
        perplexity, seed = given["choices"].tolist()
        places = layout(given["points"], given["start"], perplexity, int(seed))
    if not np.isfinite(places).all():
        raise ValueError("t-SNE gave some faces no position on the map")
    np.save(target, places, allow_pickle=False)


if __name__ == "__main__":
    main(*sys.argv[1:])
