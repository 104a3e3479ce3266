"""Parallel analysis: how many components explain more than noise would (Horn, Psychometrika 30, 1965).

Each column is shuffled separately, which removes all correlation. The components of such noise show what chance alone
explains with as many faces and columns. A component counts if it, and all before it, exceed the 95th percentile of such
draws (Buja & Eyuboglu, Multivariate Behavioral Research 27, 1992, for shuffling).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np
from scipy.linalg import eigh

from fer_core.base.errors import InvalidSettings
from fer_core.base.parallel import in_background
from fer_core.base.progress import Progress, silent

ROWS = 2_000
"""Most faces to analyse. Noise depends on their number, so data and noise use the same faces."""
DRAWS, FEW_DRAWS = 20, 5
"""Draws of noise; fewer where there are many columns, whose noise varies less."""
_MANY_COLUMNS = 500


@dataclass(frozen=True, eq=False)
class ParallelAnalysis:
    """The variance that components explain, in the data and in noise.

    Attributes:
        real: float32 [c], shares (0..1) of the variance, descending.
        noise: float32 [c], the 95th percentile of the same shares with shuffled columns.
    """

    real: np.ndarray
    noise: np.ndarray

    @property
    def count(self) -> int:
        """How many components explain more than noise: those before the first that does not."""
        below = np.flatnonzero(self.real <= self.noise)
        return int(below[0]) if len(below) else len(self.real)

    def arrays(self) -> dict[str, np.ndarray]:
        """All fields, to be saved."""
        return {"real": self.real, "noise": self.noise}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, np.ndarray]) -> "ParallelAnalysis":
        """The inverse of `arrays`."""
        return cls(arrays["real"], arrays["noise"])


def rows_for_analysis(rows: np.ndarray, seed: int = 0) -> np.ndarray:
    """The faces to analyse among ``rows`` (int [m], indices), ascending."""
    return np.sort(np.random.default_rng(seed).permutation(rows)[:ROWS])


def parallel_analysis(columns: np.ndarray, count: int, seed: int = 0, progress: Progress = silent) -> ParallelAnalysis:
    """Compare the first ``count`` components of ``columns`` float32 [m, d] with those of shuffled columns.

    Raises InvalidSettings for fewer than two rows or no columns.
    """
    if len(columns) < 2 or not columns.shape[1]:
        raise InvalidSettings("A comparison with noise needs at least two faces.", remedy="Add faces.")
    centred = columns - columns.mean(axis=0)
    count = min(count, *columns.shape)
    total = max(float((centred**2).sum()), 1e-30)
    draws = DRAWS if columns.shape[1] < _MANY_COLUMNS else FEW_DRAWS
    random = np.random.default_rng(seed)

    def strengths(shuffle: bool) -> np.ndarray:
        return _strengths(random.permuted(centred, axis=0) if shuffle else centred, count) / total

    found = []
    for draw in range(draws + 1):
        progress(draw, draws + 1, "Comparing with noise")
        found.append(in_background(partial(strengths, draw > 0), "Comparing with noise"))
    progress(1, 1, "Compared with noise")
    return ParallelAnalysis(found[0], np.percentile(found[1:], 95, axis=0).astype(np.float32))


def _strengths(centred: np.ndarray, count: int) -> np.ndarray:
    """The largest eigenvalues of the scatter matrix, float32 [count], descending."""
    wide = centred.shape[1] > len(centred)
    gram = centred @ centred.T if wide else centred.T @ centred
    last = len(gram)
    values = eigh(gram, eigvals_only=True, subset_by_index=(last - count, last - 1), overwrite_a=True, driver="evr")
    return np.maximum(values[::-1], 0).astype(np.float32)
