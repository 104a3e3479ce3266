"""What every alternative to PCA promises."""

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
"""What a method learned from training rows: named arrays of plain numbers, to be kept on disk."""
T = TypeVar("T")


class Method(ABC):
    """Turns rows into fewer numbers. `learn` sees training rows only; `place` treats each row by itself.

    Attributes:
        name: in settings and files.
        title: for people.
        explanation: one plain sentence.
        sees: "columns" of the features (standardised where they are in different units), or the "scores" of all
            components that PCA found: the same rows turned, and fewer columns.
        rows: training rows that are learned from, at most; drawn at random.
        usual: how many numbers a face gets where nobody chose.
        most: how many it may get.
    """

    name: ClassVar[str]
    title: ClassVar[str]
    explanation: ClassVar[str]
    sees: ClassVar[Literal["columns", "scores"]] = "scores"
    rows: ClassVar[int] = 5_000
    usual: ClassVar[int] = 50
    most: ClassVar[int] = 100

    @abstractmethod
    def learn(self, rows: np.ndarray, count: int, seed: int, progress: Progress = silent) -> dict[str, np.ndarray]:
        """What rows float32 [m, d] teach, for ``count`` numbers a face; fewer where rows or columns are too few."""

    @abstractmethod
    def place(self, rows: np.ndarray, learned: Learned) -> np.ndarray:
        """float32 [n, c] of rows float32 [n, d]."""

    def drawn(self, rows: np.ndarray, seed: int) -> np.ndarray:
        """The rows that are learned from. Raises InvalidSettings for fewer than two."""
        if len(rows) < 2:
            raise InvalidSettings(f"{self.title} needs at least two training faces.", remedy="Add faces.")
        if len(rows) <= self.rows:
            return rows
        return rows[np.sort(np.random.default_rng(seed).permutation(len(rows))[: self.rows])]

    def fitted(self, fit: Callable[[], T], progress: Progress) -> T:
        """The result of a library's fit, which cannot tell how far it is and stops after as many rounds as told."""

        def quietly() -> T:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", ConvergenceWarning)
                return fit()

        return in_background(quietly, f"Fitting {self.title}", progress)


def within(count: int, rows: np.ndarray) -> int:
    """``count``, or as many as rows [m, d] can give."""
    return max(1, min(count, len(rows) - 1, rows.shape[1]))
