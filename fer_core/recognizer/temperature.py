"""Temperature scaling: how much scores are scaled before softmax, fitted to names (Guo et al., ICML 2017)."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.special import log_softmax


class ScoredNames(NamedTuple):
    """Scores of some rows and the names that they should have.

    Attributes:
        scores: float64 [m, k], before softmax.
        place: int64 [m], the column of each row's name.
        weights: float [m], weights of the names.
    """

    scores: np.ndarray
    place: np.ndarray
    weights: np.ndarray


def inverse_temperature(scored: Sequence[ScoredNames]) -> float:
    """The factor (0.05..20) of the scores with which a softmax gives the names the highest likelihood."""

    def loss(log_factor: float) -> float:
        factor = np.exp(log_factor)
        logs = (log_softmax(part.scores * factor, axis=1)[np.arange(len(part.place)), part.place] for part in scored)
        return -sum(float(part.weights @ log) for part, log in zip(scored, logs, strict=True))

    return float(np.exp(minimize_scalar(loss, bounds=(-3, 3), method="bounded", options={"xatol": 0.01}).x))
