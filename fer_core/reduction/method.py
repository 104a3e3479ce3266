"""The interface of alternatives to PCA."""

import warnings
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from typing import ClassVar, Literal, TypeVar

import numpy as np
from sklearn.exceptions import ConvergenceWarning

from fer_core.base.errors import InvalidSettings
from fer_core.base.parallel import in_background
from fer_core.base.progress import Progress, silent

Learned = Mapping[str, np.ndarray]
"""What was fitted on training rows: named arrays of numbers, which are saved."""
T = TypeVar("T")


class Method(ABC):
    """Reduces rows to fewer numbers. `learn` is given training rows only; `place` treats each row independently.

    Attributes:
        name: in settings and files.
        title: its name on pages.
        explanation: one sentence.
        fitted_on: its input: "columns" of the features (standardised where they have different units), or the "scores"
            of all PCA components: the same rows rotated, with fewer columns.
        rows: most training rows to fit on; drawn at random.
        usual: default number of components.
        most: largest number of components.
    """

    name: ClassVar[str]
    title: ClassVar[str]
    explanation: ClassVar[str]
    fitted_on: ClassVar[Literal["columns", "scores"]] = "scores"
    rows: ClassVar[int] = 5_000
    usual: ClassVar[int] = 50
    most: ClassVar[int] = 100

    @abstractmethod
    def learn(self, rows: np.ndarray, count: int, seed: int, progress: Progress = silent) -> dict[str, np.ndarray]:
        """Fit on rows float32 [m, d], for ``count`` components, or fewer where there are too few rows or columns."""

    @abstractmethod
    def place(self, rows: np.ndarray, learned: Learned) -> np.ndarray:
        """The components float32 [n, c] of rows float32 [n, d]."""

    def drawn(self, rows: np.ndarray, seed: int) -> np.ndarray:
        """The rows to fit on, at most `rows` of them. Raises InvalidSettings for fewer than two."""
        if len(rows) < 2:
            raise InvalidSettings(f"{self.title} needs at least two training faces.", remedy="Add faces.")
        if len(rows) <= self.rows:
            return rows
        return rows[np.sort(np.random.default_rng(seed).permutation(len(rows))[: self.rows])]

    def fitted(self, fit: Callable[[], T], progress: Progress) -> T:
        """Run a library's fit in the background, which reports no progress and may stop before it converges."""

        def quietly() -> T:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", ConvergenceWarning)
                return fit()

        return in_background(quietly, f"Fitting {self.title}", progress)


def within(count: int, rows: np.ndarray) -> int:
    """``count``, or fewer where rows [m, d] allow only fewer."""
    return max(1, min(count, len(rows) - 1, rows.shape[1]))
