"""UMAP in a process of its own: ``python -m fer_core.umap_worker in.npz out.npy`` (started by `fer_core.projection`).

Reads points, a first layout and settings, writes float32 [m, 2]. Tells how far it is on standard output, a line
"done<tab>1000<tab>what" at a time. Exact neighbours and a PCA start spare UMAP most of what it would compile and
compute by itself. With a seed UMAP lays out in one thread: a fifth slower than two threads, and the same every time.
"""

import sys

import numpy as np
from sklearn.neighbors import NearestNeighbors

BLOCK = 4096
SHARES = {"neighbours": (0, 100), "load": (100, 400), "layout": (400, 1000)}


def tell(phase: str, share: float, what: str) -> None:
    """One line of progress; ``share`` (0..1) of a phase's part."""
    start, end = SHARES[phase]
    print(f"{round(start + share * (end - start))}\t1000\t{what}", flush=True)


class Epochs:
    """The stream that UMAP's progress bar writes to; each write is "epoch/epochs"."""

    def write(self, text: str) -> None:
        """Turn one state of the bar into a line of progress."""
        done, slash, total = text.strip().partition("/")
        if slash:
            tell("layout", int(done) / int(total), f"Drawing the map, round {done} of {total}")

    def flush(self) -> None:
        """Nothing is held back."""


def neighbours(points: np.ndarray, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Exact neighbours, the point itself included: indices int64 [m, count], ascending distances float32 [m, count]."""
    index = NearestNeighbors(n_neighbors=count, algorithm="brute").fit(points)
    found = np.empty((len(points), count), np.int64)
    distances = np.empty((len(points), count), np.float32)
    for start in range(0, len(points), BLOCK):
        tell("neighbours", start / len(points), "Finding neighbours")
        block = slice(start, start + BLOCK)
        near = index.kneighbors(points[block], return_distance=False)
        # The search rounds equal points to nearly equal; UMAP's local scale needs true zeros.
        exact = np.stack([np.linalg.norm(points[ids] - points[block], axis=1) for ids in near.T], axis=1)
        order = np.argsort(exact, axis=1, kind="stable")
        found[block] = np.take_along_axis(near, order, axis=1)
        distances[block] = np.take_along_axis(exact, order, axis=1)
    return found, distances


def first_layout(start: np.ndarray, seed: int) -> np.ndarray:
    """The PCA map scaled to ±10, with a little noise so that equal points can part. float32 [m, 2]."""
    noise = np.random.default_rng(seed).normal(scale=1e-4, size=start.shape)
    return (start * (10.0 / max(np.abs(start).max(), 1e-30)) + noise).astype(np.float32)


def layout(points: np.ndarray, start: np.ndarray, count: int, min_dist: float, seed: int) -> np.ndarray:
    """The map, float32 [m, 2]."""
    near = neighbours(points, count)
    tell("load", 0.0, "Loading UMAP (longest the first time)")
    from umap import UMAP  # after the neighbours: it is the slow part, and progress is seen before it

    bar = {"disable": False, "file": Epochs(), "bar_format": "{n_fmt}/{total_fmt}", "mininterval": 0.2}
    model = UMAP(
        n_neighbors=count,
        min_dist=min_dist,
        init=first_layout(start, seed),
        precomputed_knn=near,
        random_state=seed,
        n_jobs=1,
        tqdm_kwds=bar,
    )
    tell("load", 0.5, "Weighing neighbours")
    return model.fit_transform(points).astype(np.float32)


def main(source: str, target: str) -> None:
    """Read, lay out, write. Any failure ends the process with its traceback on standard error."""
    with np.load(source, allow_pickle=False) as given:
        count, min_dist, seed = given["choices"].tolist()
        places = layout(given["points"], given["start"], int(count), min_dist, int(seed))
    if not np.isfinite(places).all():
        raise ValueError("UMAP gave some faces no place on the map")
    np.save(target, places, allow_pickle=False)


if __name__ == "__main__":
    main(*sys.argv[1:])
