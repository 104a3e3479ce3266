"""Approximate kernel PCA, which follows curves (Schölkopf, Smola & Müller, Neural Computation 10, 1998).

The kernel is approximated with landmarks (Nyström: Williams & Seeger, NIPS 2000), so that time grows linearly with the
number of faces instead of with its square.
"""

import numpy as np
from scipy.spatial.distance import pdist

from fer_core.base.progress import Progress, silent
from fer_core.reduction.method import Learned, Method, within

LANDMARKS = 500
_NEGLIGIBLE = 1e-6


class KernelPca(Method):
    """A Gaussian kernel whose width is the median distance between landmarks."""

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
            mapped = _kernel(rows, landmarks, gamma) @ root
            mean = mapped.mean(axis=0)
            variance, directions = np.linalg.eigh(np.cov(mapped, rowvar=False).reshape(len(root.T), -1))
            strong = directions[:, np.argsort(-variance)[: within(count, mapped)]].astype(np.float32)
            return {"landmarks": landmarks, "gamma": gamma, "mapping": root @ strong, "mean": mean @ strong}

        return self.fitted(fit, progress)

    def place(self, rows: np.ndarray, learned: Learned) -> np.ndarray:
        """Scores on the components of the kernel, float32 [n, c], the strongest first."""
        return _kernel(rows, learned["landmarks"], learned["gamma"]) @ learned["mapping"] - learned["mean"]


def _kernel(rows: np.ndarray, landmarks: np.ndarray, gamma: np.ndarray) -> np.ndarray:
    """Kernel values float32 [n, l]: 1 for equal rows, falling to 0 with distance."""
    squares = (rows**2).sum(axis=1)[:, None] + (landmarks**2).sum(axis=1) - 2 * rows @ landmarks.T
    return np.exp(-gamma * np.maximum(squares, 0))


def _inverse_root(kernel: np.ndarray) -> np.ndarray:
    """float32 [l, r]: maps kernel values to coordinates in the space that the landmarks span."""
    values, vectors = np.linalg.eigh(kernel.astype(np.float64))
    strong = values > _NEGLIGIBLE * values[-1]
    return (vectors[:, strong] / np.sqrt(values[strong])).astype(np.float32)
