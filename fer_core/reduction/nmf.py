"""NMF: every face as a sum of parts, none of them negative (Lee & Seung, Nature 401, 1999)."""

import numpy as np
from sklearn.decomposition import MiniBatchNMF

from fer_core.base.progress import Progress, silent
from fer_core.reduction.method import Learned, Method, within

_ROUNDS = 100
_NEGLIGIBLE = 1e-12


class Nmf(Method):
    """Columns are shifted so that the lowest training value is 0; lower values of other faces become 0."""

    name = "nmf"
    title = "NMF"
    explanation = "Every face is a sum of parts. Nothing is ever subtracted, so the parts resemble parts of a face."
    fitted_on = "columns"
    usual = 40

    def learn(self, rows: np.ndarray, count: int, seed: int, progress: Progress = silent) -> dict[str, np.ndarray]:
        """``lowest`` float32 [d] and ``parts`` float32 [c, d], which are not negative."""
        rows = self.drawn(rows, seed)
        lowest = rows.min(axis=0)
        model = MiniBatchNMF(within(count, rows), init="nndsvda", batch_size=1024, max_iter=50, random_state=seed)
        self.fitted(lambda: model.fit(rows - lowest), progress)
        return {"lowest": lowest, "parts": model.components_.astype(np.float32)}

    def place(self, rows: np.ndarray, learned: Learned) -> np.ndarray:
        """The amount of each part, float32 [n, c]: non-negative least squares by multiplicative updates."""
        parts = learned["parts"]
        target = np.maximum(rows - learned["lowest"], 0) @ parts.T
        gram = parts @ parts.T
        found = np.full(target.shape, np.float32(1) / len(parts), np.float32)
        found *= target.sum(axis=1, keepdims=True) / np.maximum((found @ gram).sum(axis=1, keepdims=True), _NEGLIGIBLE)
        for _ in range(_ROUNDS):
            found *= target / np.maximum(found @ gram, _NEGLIGIBLE)
        return found
