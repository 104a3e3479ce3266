"""Class imbalance: figures from the number of faces of each class."""

from dataclasses import dataclass

import numpy as np

from fer_core.base.errors import InvalidSettings

RARE = 0.5
"""A class is rare if it has less than this share of the faces that an equal division would give it."""

BALANCED = 1.5
"""Imbalance ratio up to which a data set is balanced."""


@dataclass(frozen=True)
class Imbalance:
    """Figures of a data set. Classes without a face are listed in ``empty`` and do not count otherwise.

    Attributes:
        faces: number of all faces.
        classes: number of classes with faces.
        commonest: position of the class with most faces (the first of equals).
        rarest: position of the class with fewest faces (the first of equals).
        most: number of faces of the most common class.
        fewest: number of faces of the rarest class.
        ratio: faces of the most common class for each of the rarest; 1 is balanced.
        entropy: Shannon entropy in bits, at most log2(classes).
        effective: effective number of classes, 2 to the entropy (Hill 1973, order 1).
        rare: positions of rare classes, rarest first.
        empty: positions of classes without a face.
    """

    faces: int
    classes: int
    commonest: int
    rarest: int
    most: int
    fewest: int
    ratio: float
    entropy: float
    effective: float
    rare: tuple[int, ...]
    empty: tuple[int, ...]

    @property
    def majority(self) -> float:
        """Accuracy (0..1) of always predicting the most common class."""
        return self.most / self.faces

    @property
    def rarest_share(self) -> float:
        """Share (0..1) of the rarest class: the accuracy that is lost by never predicting it."""
        return self.fewest / self.faces

    @property
    def majority_balanced(self) -> float:
        """Balanced accuracy (mean recall, 0..1) of always predicting the most common class."""
        return 1 / self.classes

    @property
    def balanced(self) -> bool:
        """Whether the classes are about equally common."""
        return self.ratio <= BALANCED


def imbalance(counts: np.ndarray) -> Imbalance:
    """The figures of ``counts`` (int [c], faces of each class). Raises InvalidSettings if there is no face."""
    counts = np.asarray(counts, np.int64)
    if counts.ndim != 1 or (counts < 0).any() or counts.sum() == 0:
        raise InvalidSettings("There are no labelled faces to count.", remedy="Open faces with labels, or name some.")
    present = np.flatnonzero(counts)
    shares = counts[present] / counts.sum()
    entropy = float(-(shares * np.log2(shares)).sum()) + 0.0  # + 0.0: one class gives −0
    ascending = present[np.argsort(counts[present], kind="stable")]
    bound = RARE * counts.sum() / len(present)
    return Imbalance(
        faces=int(counts.sum()),
        classes=len(present),
        commonest=int(counts.argmax()),
        rarest=int(ascending[0]),
        most=int(counts.max()),
        fewest=int(counts[ascending[0]]),
        ratio=imbalance_ratio(counts),
        entropy=entropy,
        effective=float(2**entropy),
        rare=tuple(int(c) for c in ascending if counts[c] < bound),
        empty=tuple(int(c) for c in np.flatnonzero(counts == 0)),
    )


def imbalance_ratio(counts: np.ndarray) -> float:
    """Faces of the most common class for each of the rarest, without empty classes; 1 is balanced, or no face at all.

    ``counts``: int [c], faces of each class.
    """
    present = counts[counts > 0]
    return float(present.max() / present.min()) if len(present) else 1.0


def uncertainty(n: int) -> float:
    """Half the width (0..1) of the 95 % interval around a score of one half on ``n`` faces; 1 for no face."""
    return min(1.0, 0.98 / np.sqrt(n)) if n else 1.0
