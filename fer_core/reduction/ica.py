"""ICA: directions along which faces vary independently (Hyvärinen & Oja, Neural Networks 13, 2000)."""

import numpy as np
from sklearn.decomposition import FastICA

from fer_core.base.progress import Progress, silent
from fer_core.reduction.method import Learned, Method, within


class Ica(Method):
    """FastICA of PCA's scores. Its sources have no order, and all have the same variance."""

    name = "ica"
    title = "ICA"
    explanation = "Directions that vary independently, such as the mouth without the rest of the face."
    rows = 20_000

    def learn(self, rows: np.ndarray, count: int, seed: int, progress: Progress = silent) -> dict[str, np.ndarray]:
        """``mean`` float32 [d] and ``unmixing`` [c, d]."""
        rows = self.drawn(rows, seed)
        rank = int(np.linalg.matrix_rank(rows - rows.mean(axis=0)))
        if not rank:  # equal faces do not vary in any direction
            return {"mean": rows[0], "unmixing": np.zeros((1, rows.shape[1]), np.float32)}
        model = FastICA(
            min(within(count, rows), rank), whiten="unit-variance", random_state=seed, max_iter=200, tol=1e-3
        )
        self.fitted(lambda: model.fit(rows), progress)
        return {"mean": model.mean_.astype(np.float32), "unmixing": model.components_.astype(np.float32)}

    def place(self, rows: np.ndarray, learned: Learned) -> np.ndarray:
        """The strength of each source, float32 [n, c]."""
        return (rows - learned["mean"]) @ learned["unmixing"].T
