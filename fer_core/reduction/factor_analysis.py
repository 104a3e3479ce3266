"""Factor analysis: what columns share, without the noise of each (Spearman 1904; EM as in Barber 2012)."""

import numpy as np
from sklearn import decomposition

from fer_core.base.progress import Progress, silent
from fer_core.reduction.method import Learned, Method, within


class FactorAnalysis(Method):
    """Unlike PCA, it models noise in every column, so that one column with large variance does not become a factor."""

    name = "factor_analysis"
    title = "Factor analysis"
    explanation = "What the features have in common; the noise of each single one is left out."
    fitted_on = "columns"
    rows = 3_000
    usual = 20
    most = 50

    def learn(self, rows: np.ndarray, count: int, seed: int, progress: Progress = silent) -> dict[str, np.ndarray]:
        """``mean`` float32 [d] and ``weights`` [d, c], which give the expected values of the factors."""
        rows = self.drawn(rows, seed)
        model = decomposition.FactorAnalysis(within(count, rows), max_iter=60, random_state=seed)
        self.fitted(lambda: model.fit(rows), progress)
        loadings = model.components_ / np.maximum(model.noise_variance_, 1e-9)
        inner = np.eye(len(loadings)) + loadings @ model.components_.T
        weights = np.linalg.solve(inner, loadings).T
        return {"mean": model.mean_.astype(np.float32), "weights": weights.astype(np.float32)}

    def place(self, rows: np.ndarray, learned: Learned) -> np.ndarray:
        """Expected values of the factors, float32 [n, c]."""
        return (rows - learned["mean"]) @ learned["weights"]
