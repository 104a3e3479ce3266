"""The result of a clustering."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from fer_core.base.errors import DamagedFile, InvalidSettings

Order = Literal["typical", "random", "odd"]

KEPT = ("labels", "centres", "distances", "silhouettes", "scores")


@dataclass(frozen=True, eq=False)
class Clustering:
    """m faces in k groups, numbered by size, the largest first; no group is empty.

    Attributes:
        labels: int32 [m], the group 0..k-1 of each face; -1 for faces in no group (HDBSCAN only).
        centres: float32 [k, d].
        distances: float32 [m], of each face to the centre of its group, or to the nearest centre.
        silhouettes: float32 [m], -1..1; 0 for faces in no group.
        inertia: sum of squared distances of the faces in groups.
        noise_silhouette: that of the same settings on random noise (see `fer_core.clustering.noise`).
    """

    labels: np.ndarray
    centres: np.ndarray
    distances: np.ndarray
    silhouettes: np.ndarray
    inertia: float
    noise_silhouette: float

    @property
    def silhouette(self) -> float:
        """Mean silhouette of all faces in a group; compare it with ``noise_silhouette``."""
        return float(np.mean(self.silhouettes[self.inside], dtype=np.float64))

    @property
    def inside(self) -> np.ndarray:
        """Whether each face is in a group, bool [m]."""
        return np.asarray(self.labels >= 0)

    @property
    def left_out(self) -> int:
        """Number of faces in no group."""
        return int(np.count_nonzero(~self.inside))

    @property
    def sizes(self) -> np.ndarray:
        """Faces in each group, int64 [k], all at least 1."""
        return np.bincount(self.labels[self.inside], minlength=len(self.centres)).astype(np.int64)

    @property
    def group_silhouettes(self) -> np.ndarray:
        """Mean silhouette of each group, float64 [k]."""
        inside = self.inside
        return np.bincount(self.labels[inside], self.silhouettes[inside], minlength=len(self.centres)) / self.sizes

    def order(self, group: int, how: Order = "typical", seed: int = 0) -> np.ndarray:
        """Indices int64 [g] of a group's faces, ordered as `in_order` says.

        Raises InvalidSettings for an unknown group or order.
        """
        if not 0 <= group < len(self.centres):
            raise InvalidSettings(f"There is no group {group}; groups are numbered 0 to {len(self.centres) - 1}.")
        members = np.flatnonzero(self.labels == group)
        return members[in_order(self.distances[members], how, (seed, group))]

    def arrays(self) -> dict[str, np.ndarray]:
        """All fields as arrays, to be saved; `from_arrays` reads them."""
        fields = {name: getattr(self, name) for name in KEPT[:-1]}
        return {**fields, "scores": np.array([self.inertia, self.noise_silhouette])}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, np.ndarray]) -> "Clustering":
        """The inverse of `arrays`. Raises DamagedFile where a part is missing."""
        missing = [name for name in KEPT if name not in arrays]
        if missing:
            raise DamagedFile(f"These groups lack {', '.join(missing)}.", remedy="Group the faces again.")
        labels, centres, distances, silhouettes, scores = (arrays[name] for name in KEPT)
        return cls(labels, centres, distances, silhouettes, float(scores[0]), float(scores[1]))


def in_order(distances: np.ndarray, how: Order, seed: Sequence[int]) -> np.ndarray:
    """Order int64 [g] of the faces of a group by their ``distances`` float [g] to its centre.

    The closest first ("typical"), the farthest first ("odd"), or shuffled by ``seed`` ("random"). Raises
    InvalidSettings for an unknown order.
    """
    if how == "random":
        return np.random.default_rng(seed).permutation(len(distances))
    if how not in ("typical", "odd"):
        raise InvalidSettings(f"There is no order “{how}”.", remedy="Choose typical, random or odd.")
    return np.argsort(distances if how == "typical" else -distances, kind="stable")
