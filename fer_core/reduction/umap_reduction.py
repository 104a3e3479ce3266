"""UMAP as a reduction: neighbours stay neighbours in a few dimensions (McInnes, Healy & Melville 2018)."""

import numpy as np

from fer_core.base import worker
from fer_core.base.errors import InvalidSettings
from fer_core.base.neighbours import nearest
from fer_core.base.progress import Progress, silent
from fer_core.reduction.method import Learned, Method, within

NEIGHBOURS = 15
"""Neighbours of each face that UMAP keeps together."""
_PLACED_BY = 5
_FEWEST = 4


class UmapReduction(Method):
    """Fitted in a process of its own. Other faces get the weighted mean position of their five nearest fitted faces.

    This is simpler than UMAP's own method, which needs the whole fitted object. Fitted faces keep their position.
    """

    name = "umap"
    title = "UMAP"
    explanation = "Keeps similar faces together and pulls groups apart; distances between groups mean little."
    rows = 10_000
    usual = 10
    most = 30

    def learn(self, rows: np.ndarray, count: int, seed: int, progress: Progress = silent) -> dict[str, np.ndarray]:
        """``seen`` float32 [m, d] and ``places`` [m, c]. Raises InvalidSettings for too few or equal faces."""
        rows = self.drawn(rows, seed)
        if len(rows) < _FEWEST or (rows == rows[0]).all():
            raise InvalidSettings("UMAP needs at least four different faces.", remedy="Use PCA.")
        near = min(NEIGHBOURS, len(rows) - 1)
        start = rows[:, : min(within(count, rows), len(rows) - 2)]
        choices = np.array([near, 0.0, seed], np.float64)
        given = {"points": rows, "start": start, "choices": choices}
        return {"seen": rows, "places": worker.run_worker("maps.umap_worker", "UMAP", given, progress)}

    def place(self, rows: np.ndarray, learned: Learned) -> np.ndarray:
        """The weighted mean position float32 [n, c] of the nearest fitted rows, near ones counting more."""
        seen, places = learned["seen"], learned["places"]
        near, apart = nearest(seen, min(_PLACED_BY, len(seen)), of=rows)
        weight = 1 / np.maximum(apart, 1e-6 * (1 + apart[:, -1:]))  # a fitted face outweighs all others
        weight /= weight.sum(axis=1, keepdims=True)
        return np.einsum("qk,qkc->qc", weight, places[near])
