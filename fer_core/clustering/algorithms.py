"""The clustering algorithms, all from scikit-learn, behind one function.

To add one, write a function that makes its model (in `kmeans` if it has centres, in `sampled` if its time grows with
the square of the faces) and an entry in `ALGORITHMS`. Its settings are fields of `ClusterSettings`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from fer_core.base.progress import Progress, silent
from fer_core.clustering.kmeans import assign, bisecting, kmeans_centres, minibatch
from fer_core.clustering.mixture import mixture_groups
from fer_core.clustering.sampled import hdbscan, sampled_groups, spectral, ward

if TYPE_CHECKING:
    from fer_core.clustering.settings import ClusterSettings


@dataclass(frozen=True)
class About:
    """A clustering algorithm.

    Attributes:
        title: its name on pages.
        explanation: one sentence.
        find: (points float32 [m, d], settings, progress) -> int32 [m] groups, -1 for none; where it is ``centred``,
            float32 [k, d] centres instead.
        uses: the settings that it uses in addition to the seed; it ignores the others.
        centred: whether each face belongs to the nearest of k centres.
        sampled: whether it groups a sample where there are more than 5,000 faces.
    """

    title: str
    explanation: str
    find: Callable[[np.ndarray, "ClusterSettings", Progress], np.ndarray]
    uses: tuple[str, ...] = ("k",)
    centred: bool = False
    sampled: bool = False

    @property
    def finds_k(self) -> bool:
        """Whether it finds the number of groups itself."""
        return "k" not in self.uses


ALGORITHMS: dict[str, About] = {
    "kmeans": About(
        "k-means", "Round groups of similar size around k centres. Fast, and a good start.",
        kmeans_centres, ("k", "restarts"), centred=True,
    ),
    "minibatch": About(
        "Mini-batch k-means", "k-means on a few faces at a time: faster and slightly less exact.",
        partial(kmeans_centres, make=minibatch), ("k", "restarts"), centred=True,
    ),
    "bisecting": About(
        "Bisecting k-means", "Divides the loosest group in two until there are k: groups of more even size.",
        partial(kmeans_centres, make=bisecting), ("k", "restarts"), centred=True,
    ),
    "mixture": About(
        "Gaussian mixture", "Clouds of different sizes that may overlap and be stretched.",
        mixture_groups, ("k", "covariance"),
    ),
    "ward": About(
        "Ward (hierarchical)", "Joins the nearest groups step by step until k are left.",
        partial(sampled_groups, make=ward), sampled=True,
    ),
    "spectral": About(
        "Spectral", "Divides the graph of nearest neighbours: finds groups of any shape, if they are separate.",
        partial(sampled_groups, make=spectral), sampled=True,
    ),
    "hdbscan": About(
        "HDBSCAN", "Finds dense groups and their number. Faces between them are in no group.",
        partial(sampled_groups, make=hdbscan), ("smallest",), sampled=True,
    ),
}  # fmt: skip
"""The algorithms by name in settings and files, in the order of the page."""


def group(
    points: np.ndarray, settings: "ClusterSettings", progress: Progress = silent
) -> tuple[np.ndarray, np.ndarray]:
    """Group checked ``points`` float32 [m, d].

    Returns:
        labels int32 [m], -1 for faces in no group, and centres float32 [k, d]; a centre may have no faces.
    """
    about = ALGORITHMS[settings.algorithm]
    found = about.find(points, settings, progress)
    return (assign(points, found), found) if about.centred else (found, middles(points, found))


def middles(points: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Mean of each group's points, float32 [k, d]; zeros for a group without points."""
    count = int(labels.max(initial=-1)) + 1
    inside = labels >= 0
    sums = np.zeros((count, points.shape[1]))
    np.add.at(sums, labels[inside], points[inside])
    sizes = np.bincount(labels[inside], minlength=count)
    return np.asarray(sums / np.maximum(sizes, 1)[:, None], np.float32)
