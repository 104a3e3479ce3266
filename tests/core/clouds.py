"""Point sets whose structure is known: three blobs, noise, two moons."""

import numpy as np
from sklearn.datasets import make_moons


def blobs(m: int = 300, seed: int = 0, apart: float = 7.0) -> tuple[np.ndarray, np.ndarray]:
    """Three separate round clouds in 2-D, float32 [m, 2], and which cloud each is from."""
    random = np.random.default_rng(seed)
    truth = random.integers(0, 3, m)
    middles = apart * np.array([[0, 0], [1, 0], [0.5, 0.87]])
    return (middles[truth] + random.standard_normal((m, 2))).astype(np.float32), truth


def noise(m: int = 300, d: int = 2, seed: int = 0) -> np.ndarray:
    """A single Gaussian cloud, float32 [m, d]."""
    return np.random.default_rng(seed).standard_normal((m, d)).astype(np.float32)


def moons(m: int = 300, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Two half-moons in each other's arms, float32 [m, 2], and which moon each is from."""
    points, truth = make_moons(m, noise=0.06, random_state=seed)
    return points.astype(np.float32), truth
