"""The algorithms on offer, all scikit-learn's, behind one call."""

from dataclasses import dataclass

import numpy as np

from fer_core.base.progress import Progress, silent
from fer_core.clustering.kmeans import assign, kmeans_centres
from fer_core.clustering.mixture import mixture_groups
from fer_core.clustering.sampled import sampled_groups
from fer_core.clustering.settings import Algorithm, ClusterSettings


@dataclass(frozen=True)
class About:
    """What a page says of an algorithm; ``finds_k`` where it finds the number of groups itself, ``centred`` where each
    face is with the nearest of k centres, ``sampled`` where more than 5,000 faces are grouped by a sample."""

    title: str
    explanation: str
    finds_k: bool = False
    centred: bool = False
    sampled: bool = False


ALGORITHMS: dict[Algorithm, About] = {
    "kmeans": About("k-means", "Round groups of like size around k centres. Quick; a good first look.", centred=True),
    "minibatch": About(
        "Mini-batch k-means", "k-means on a handful at a time: quicker, a little rougher.", centred=True
    ),
    "bisecting": About(
        "Bisecting k-means", "Cuts the loosest group in two until there are k: evener groups.", centred=True
    ),
    "mixture": About("Gaussian mixture", "Clouds that may overlap and stretch along the axes, each of its own size."),
    "ward": About("Ward (hierarchical)", "Joins what is nearest, step by step, until k groups are left.", sampled=True),
    "spectral": About(
        "Spectral", "Cuts the net of nearest neighbours: finds groups of any shape, if they are separate.", sampled=True
    ),
    "hdbscan": About(
        "HDBSCAN",
        "Finds dense groups and their number itself; faces between them stay in no group.",
        finds_k=True,
        sampled=True,
    ),
}


def group(points: np.ndarray, settings: ClusterSettings, progress: Progress = silent) -> tuple[np.ndarray, np.ndarray]:
    """Groups of checked ``points`` (float32 [m, d]): int32 [m] labels, -1 for faces in no group, and float32 [k, d]
    centres. A centre may be without faces."""
    if ALGORITHMS[settings.algorithm].centred:
        centres = kmeans_centres(points, settings, progress)
        return assign(points, centres), centres
    make = mixture_groups if settings.algorithm == "mixture" else sampled_groups
    labels = make(points, settings, progress)
    return labels, middles(points, labels)


def middles(points: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Mean of each group's points, float32 [k, d]; zeros for a number without points."""
    count = int(labels.max(initial=-1)) + 1
    inside = labels >= 0
    sums = np.zeros((count, points.shape[1]))
    np.add.at(sums, labels[inside], points[inside])
    sizes = np.bincount(labels[inside], minlength=count)
    return np.asarray(sums / np.maximum(sizes, 1)[:, None], np.float32)
