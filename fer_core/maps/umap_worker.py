"""UMAP in a process of its own (a worker of `fer_core.base.worker`): a 2-D map, or a reduction to more numbers.

Reads ``points`` [m, d], ``start`` [m, c] (a first layout) and ``choices`` (neighbours, min_dist, seed); writes
float32 [m, c]. With exact neighbours and a PCA start, UMAP has much less to compile and compute. With a
seed UMAP uses one thread: a fifth slower than two threads, and repeatable.
"""

import sys
from concurrent.futures import ThreadPoolExecutor
from types import ModuleType
from typing import Any

import numpy as np

from fer_core.base.neighbours import nearest
from fer_core.base.worker import tell

SHARES = {"neighbours": (0.0, 0.1), "load": (0.1, 0.4), "layout": (0.4, 1.0)}
_FEW = 24
SEARCH: dict[str, dict[str, Any]] = {
    "pynndescent": {"NNDescent": type("NNDescent", (), {})},
    "pynndescent.distances": {"named_distances": {}},
    "pynndescent.sparse": {"sparse_named_distances": {}},
}
"""What `umap` imports from the library that searches for neighbours."""


def tell_phase(phase: str, share: float, what: str) -> None:
    """Report that ``share`` (0..1) of a phase is done."""
    start, end = SHARES[phase]
    tell(start + share * (end - start), what)


class Epochs:
    """A stream for UMAP's progress bar, which writes "epoch/epochs"."""

    def write(self, text: str) -> None:
        """Report one state of the bar as progress."""
        done, slash, total = text.strip().partition("/")
        if slash:
            tell_phase("layout", int(done) / int(total), f"Drawing the map, round {done} of {total}")

    def flush(self) -> None:
        """Nothing is buffered."""


def first_layout(start: np.ndarray, seed: int) -> np.ndarray:
    """The PCA map scaled to ±10, with a little noise so that equal points can separate. float32 [m, c]."""
    noise = np.random.default_rng(seed).normal(scale=1e-4, size=start.shape)
    return (start * (10.0 / max(np.abs(start).max(), 1e-30)) + noise).astype(np.float32)


def leave_out_search() -> None:
    """Let `umap` load without its library for neighbour search, which compiles for many seconds.

    The neighbours are given, so that library is never called, and empty modules can replace it.
    """
    for name, content in SEARCH.items():
        module = ModuleType(name)
        vars(module).update(content)
        sys.modules.setdefault(name, module)


def layout(points: np.ndarray, start: np.ndarray, count: int, min_dist: float, seed: int) -> np.ndarray:
    """The map float32 [m, c]. UMAP loads and compiles on one core while the other finds neighbours."""
    with ThreadPoolExecutor(1) as pool:
        loading = pool.submit(_compile, start.shape[1], min_dist)
        near = nearest(points, count, lambda done, total, what: tell_phase("neighbours", done / max(1, total), what))
        tell_phase("load", 0.0, "Loading UMAP (slowest the first time)")
        loading.result()
    tell_phase("load", 0.5, "Weighting neighbours")
    bar = {"disable": False, "file": Epochs(), "bar_format": "{n_fmt}/{total_fmt}", "mininterval": 0.2}
    return _laid_out(points, near, first_layout(start, seed), min_dist, seed, bar)


def _compile(dimensions: int, min_dist: float) -> None:
    """Compile everything that UMAP needs, by a map of a few random points."""
    random = np.random.default_rng(0)
    few = random.normal(size=(_FEW, 3)).astype(np.float32)
    start = random.normal(size=(_FEW, dimensions)).astype(np.float32)
    _laid_out(few, nearest(few, _FEW // 2), start, min_dist, 0, {"disable": True}, epochs=1)


def _laid_out(
    points: np.ndarray,
    near: tuple[np.ndarray, np.ndarray],
    start: np.ndarray,
    min_dist: float,
    seed: int,
    bar: dict[str, Any],
    epochs: int | None = None,
) -> np.ndarray:
    leave_out_search()
    from umap import UMAP  # it compiles for seconds, so load it only now

    model = UMAP(
        n_neighbors=near[0].shape[1],
        n_components=start.shape[1],
        n_epochs=epochs,
        min_dist=min_dist,
        init=start,
        precomputed_knn=near,
        random_state=seed,
        n_jobs=1,
        tqdm_kwds=bar,
    )
    return model.fit_transform(points).astype(np.float32)


def main(source: str, target: str) -> None:
    """Read, lay out, write. Any failure ends the process with its traceback on standard error."""
    with np.load(source, allow_pickle=False) as given:
        count, min_dist, seed = given["choices"].tolist()
        places = layout(given["points"], given["start"], int(count), min_dist, int(seed))
    if not np.isfinite(places).all():
        raise ValueError("UMAP gave some faces no position on the map")
    np.save(target, places, allow_pickle=False)


if __name__ == "__main__":
    main(*sys.argv[1:])
