"""Kernel PCA, which follows curves (Schölkopf, Smola & Müller, Neural Computation 10, 1998), approximately.

The kernel is seen through landmarks (Nyström: Williams & Seeger, NIPS 2000), so that time grows with the faces and not
with their square.
"""

import numpy as np
from scipy.spatial.distance import pdist

from fer_core.base.progress import Progress, silent
from fer_core.reduction.method import Learned, Method, within

LANDMARKS = 500
_NEGLIGIBLE = 1e-6


class KernelPca(Method):
    """A Gaussian kernel as wide as the median distance of two landmarks."""

    name = "kernel_pca"
    title = "Kernel PCA (Nyström)"
    explanation = "Like PCA, but along curves: nearby faces count, and distant faces are all equally far."
    rows = 20_000

    def learn(self, rows: np.ndarray, count: int, seed: int, progress: Progress = silent) -> dict[str, np.ndarray]:
        """``landmarks`` float32 [l, d], ``gamma`` [], ``mapping`` [l, c] and ``mean`` [c]."""
        rows = self.drawn(rows, seed)

        def fit() -> dict[str, np.ndarray]:
            drawn = np.random.default_rng(seed).permutation(len(rows))[:LANDMARKS]
            landmarks = rows[drawn]
            middle = float(np.median(pdist(landmarks, "sqeuclidean")))
            gamma = np.array(1 / max(middle, _NEGLIGIBLE), np.float32)
            root = _inverse_root(_kernel(landmarks, landmarks, gamma))
            seen = _kernel(rows, landmarks, gamma) @ root
            mean = seen.mean(axis=0)
            variance, directions = np.linalg.eigh(np.cov(seen, rowvar=False).reshape(len(root.T), -1))
            kept = directions[:, np.argsort(-variance)[: within(count, seen)]].astype(np.float32)
            return {"landmarks": landmarks, "gamma": gamma, "mapping": root @ kept, "mean": mean @ kept}

        return self.fitted(fit, progress)

    def place(self, rows: np.ndarray, learned: Learned) -> np.ndarray:
        """Scores on the kernel's components, the strongest first."""
        return _kernel(rows, learned["landmarks"], learned["gamma"]) @ learned["mapping"] - learned["mean"]


def _kernel(rows: np.ndarray, landmarks: np.ndarray, gamma: np.ndarray) -> np.ndarray:
    """float32 [n, l]: 1 for the same place, falling to 0."""
    squares = (rows**2).sum(axis=1)[:, None] + (landmarks**2).sum(axis=1) - 2 * rows @ landmarks.T
    return np.exp(-gamma * np.maximum(squares, 0))


def _inverse_root(kernel: np.ndarray) -> np.ndarray:
    """float32 [l, r]: maps kernel values to coordinates in the space that the landmarks span."""
    values, vectors = np.linalg.eigh(kernel.astype(np.float64))
    kept = values > _NEGLIGIBLE * values[-1]
    return (vectors[:, kept] / np.sqrt(values[kept])).astype(np.float32)
