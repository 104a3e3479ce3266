"""TrainingRows, the only rows that balancing accepts; they cannot contain test faces."""

import dataclasses
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from fer_core.base.errors import InvalidSettings
from fer_core.faces.split import TRAIN, Split


class Named(Protocol):
    """Named faces; `fer_core.naming.verdict.NamedFaces`, which this package must not import, is one."""

    @property
    def rows(self) -> np.ndarray: ...  # noqa: D102
    @property
    def codes(self) -> np.ndarray: ...  # noqa: D102
    @property
    def weights(self) -> np.ndarray: ...  # noqa: D102
    @property
    def groups(self) -> np.ndarray | None: ...  # noqa: D102


@dataclass(frozen=True, eq=False)
class TrainingRows:
    """Training rows, each a face with a class; checked against the split, then read-only.

    Raises InvalidSettings where a face is not a training face, lengths differ, or a weight is negative or not finite.

    Attributes:
        split: the train/test split of all faces.
        rows: int64 [m], indices of faces. A face with two names occurs twice.
        codes: uint8 [m], the class of each row.
        weights: float32 [m], at least 0, the share of the face that has this class; by default 1.
        groups: int64 [m], equal for faces that were named together; negative for faces that were named individually,
            which is the default.
    """

    split: Split
    rows: np.ndarray
    codes: np.ndarray
    weights: np.ndarray = None  # type: ignore[assignment]  # becomes an array below
    groups: np.ndarray = None  # type: ignore[assignment]  # becomes an array below

    def __post_init__(self) -> None:
        weights = np.ones(len(self.rows), np.float32) if self.weights is None else self.weights
        groups = -1 - np.asarray(self.rows, np.int64) if self.groups is None else self.groups
        given = {
            "rows": (self.rows, np.int64),
            "codes": (self.codes, np.uint8),
            "weights": (weights, np.float32),
            "groups": (groups, np.int64),
        }
        for name, (values, kind) in given.items():
            mine = np.array(values, kind)  # a copy, so that nobody changes it after the check
            mine.flags.writeable = False
            object.__setattr__(self, name, mine)
        self._check()

    def __len__(self) -> int:
        return len(self.rows)

    def _check(self) -> None:
        if not self.rows.shape == self.codes.shape == self.weights.shape == self.groups.shape == (len(self.rows),):
            raise InvalidSettings("Each row needs one class, one weight and one group.")
        if len(self) and not (self.rows.min() >= 0 and self.rows.max() < len(self.split.part)):
            raise InvalidSettings("A row refers to a face that does not exist.")
        others = int((self.split.part[self.rows] != TRAIN).sum())
        if others:
            raise InvalidSettings(
                f"{others:,} of these {len(self):,} rows are not training faces.",
                remedy="Split the faces first, then balance the training set.",
            )
        if not (np.isfinite(self.weights).all() and (self.weights >= 0).all()):
            raise InvalidSettings("Weights must be finite numbers of at least 0.")

    @classmethod
    def named(cls, split: Split, named: "Named") -> "TrainingRows":
        """The rows of named faces. Raises InvalidSettings where one is not a training face."""
        groups: np.ndarray = named.groups  # type: ignore[assignment]  # None: each face its own
        return cls(split, named.rows, named.codes, named.weights, groups)

    def of(self, chosen: np.ndarray) -> "TrainingRows":
        """The ``chosen`` rows: indices (int, may repeat) or a mask (bool [m])."""
        return TrainingRows(
            self.split, self.rows[chosen], self.codes[chosen], self.weights[chosen], self.groups[chosen]
        )

    def weighed(self, weights: np.ndarray) -> "TrainingRows":
        """The same rows with other weights (float [m], at least 0)."""
        return dataclasses.replace(self, weights=weights)

    def and_also(
        self, rows: np.ndarray, codes: np.ndarray, weights: np.ndarray, groups: np.ndarray | None = None
    ) -> "TrainingRows":
        """These rows and others after them: int [r], uint8 [r], float [r], int [r]; by default individually named."""
        return TrainingRows(
            self.split,
            np.concatenate([self.rows, rows]),
            np.concatenate([self.codes, codes]),
            np.concatenate([self.weights, weights]),
            np.concatenate([self.groups, -1 - rows if groups is None else groups]),
        )

    def take(self, values: np.ndarray) -> np.ndarray:
        """The values [m, ...] of these rows, out of ``values`` [n, ...] for all faces of the data set.

        Raises InvalidSettings where n is not the number of faces.
        """
        if len(values) != len(self.split.part):
            raise InvalidSettings(
                "These features do not belong to the faces that were split.", remedy="Compute them again."
            )
        return values[self.rows]


@dataclass(frozen=True, eq=False)
class Balanced:
    """What the recognizer is fitted on: features float32 [r, d], codes uint8 [r], weights float32 [r]."""

    features: np.ndarray
    codes: np.ndarray
    weights: np.ndarray
