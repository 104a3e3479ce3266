"""Faces on a map in two dimensions, with similar faces near each other.

"pca" is a linear projection that appears at once; distances on it are at most the real ones. "umap" (McInnes, Healy and
Melville 2018, arXiv:1802.03426) and "tsne" (van der Maaten and Hinton, JMLR 9, 2008) keep neighbours together instead;
distances between their islands mean little. `trustworthiness` measures whether neighbours on a map are similar.

UMAP and t-SNE run in a process of their own: loading UMAP compiles for seconds, during which it would block the web
server, and a process can be ended at once when the person presses Cancel.
"""

from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from scipy.spatial import cKDTree
from sklearn.decomposition import PCA
from threadpoolctl import threadpool_limits

from fer_core.base import worker
from fer_core.base.errors import InvalidSettings
from fer_core.base.parallel import in_chunks
from fer_core.base.progress import Progress, silent
from fer_core.clustering.settings import check_points

Method = Literal["pca", "umap", "tsne"]
TITLES: dict[Method, str] = {"pca": "PCA", "umap": "UMAP", "tsne": "t-SNE"}
"""The methods and their names on pages."""
FEWEST = 4
"""Fewest faces for a map by UMAP or t-SNE."""
NEIGHBOURS = 12
"""Neighbours that `trustworthiness` compares."""
USE_PCA = "Use the PCA map, or more faces."
_SAMPLED = 1_000  # points whose neighbours are compared; the standard error is below 0.005
_BLOCK = 32


@dataclass(frozen=True)
class ProjectionSettings:
    """``neighbours`` and ``min_dist`` are for UMAP, ``perplexity`` is for t-SNE, ``seed`` for both."""

    method: Method = "pca"
    neighbours: int = 15
    min_dist: float = 0.1
    seed: int = 0
    perplexity: float = field(default=30.0, metadata={"later": True})


def project(points: np.ndarray, settings: ProjectionSettings, progress: Progress = silent) -> np.ndarray:
    """Map ``points`` float32 [m, d] to positions float32 [m, 2]; repeatable for the same points and settings.

    Raises:
        InvalidSettings: for impossible settings and for NaN; UMAP and t-SNE need 4 faces that are not all equal.
        FerLabError: where a method fails.
        Cancelled: or whatever else ``progress`` raises; no process and no file is left behind.
    """
    points = _check(check_points(points), settings)
    start = _pca(points)
    if settings.method == "pca":
        return start
    if settings.method == "tsne":
        perplexity = min(settings.perplexity, (len(points) - 1) / 3)
        choices = np.array([perplexity, settings.seed], np.float64)
        given = {"points": points, "start": start, "choices": choices}
        return worker.run_worker("maps.tsne_worker", "t-SNE", given, progress)
    count = min(settings.neighbours, len(points) - 1)
    choices = np.array([count, settings.min_dist, settings.seed], np.float64)
    return worker.run_worker(
        "maps.umap_worker", "UMAP", {"points": points, "start": start, "choices": choices}, progress
    )


def _check(points: np.ndarray, settings: ProjectionSettings) -> np.ndarray:
    if settings.method not in TITLES:
        raise InvalidSettings(f"There is no map “{settings.method}”.", remedy="Choose pca, umap or tsne.")
    if settings.method == "pca":
        return points
    if settings.neighbours < 2 or not settings.perplexity >= 1:
        raise InvalidSettings(f"{settings.neighbours} neighbours are too few.", remedy="Choose 2 or more.")
    if not 0.0 <= settings.min_dist <= 1.0:
        raise InvalidSettings(f"min_dist is {settings.min_dist}.", remedy="Choose 0 to 1.")
    if not 0 <= settings.seed < 2**32:
        raise InvalidSettings(f"The seed {settings.seed} is out of range.", remedy="Choose 0 to 4294967295.")
    if len(points) < FEWEST:
        title = TITLES[settings.method]
        raise InvalidSettings(f"{len(points)} faces are too few for a {title} map.", remedy=USE_PCA)
    if (points == points[0]).all():
        raise InvalidSettings("All faces have the same features, so they cannot be laid out on a map.", remedy=USE_PCA)
    return points


def _pca(points: np.ndarray) -> np.ndarray:
    """The first two principal components float32 [m, 2]; 0 where there are fewer."""
    places = np.zeros((len(points), 2), np.float32)
    count = min(2, points.shape[1], len(points) - 1)
    if count:
        # scikit-learn fixes the sign of each component by its largest loading.
        centred = points - points.mean(axis=0, dtype=np.float64).astype(np.float32)
        places[:, :count] = PCA(count, random_state=0).fit_transform(centred)
    return places


def trustworthiness(points: np.ndarray, places: np.ndarray, neighbours: int = NEIGHBOURS, seed: int = 0) -> float:
    """Whether neighbours on a map are neighbours in features: 1 is perfect, 0.5 about chance (Venna & Kaski 2001).

    As scikit-learn's, among all points, but averaged over 1,000 random ones: a third of a second instead of minutes.

    Args:
        points: float32 [m, d], features.
        places: float32 [m, 2], positions on the map.
        neighbours: how many to compare; fewer where there are not twice as many points.
        seed: of the random points.
    """
    m, k = len(points), min(neighbours, (len(points) - 1) // 2)
    if k < 1:
        return 1.0
    sampled = np.sort(np.random.default_rng(seed).permutation(m)[:_SAMPLED])
    points = points - points.mean(axis=0, dtype=np.float64).astype(np.float32)
    squares, tree = np.einsum("ij,ij->i", points, points), cKDTree(places)
    surplus = np.zeros(len(sampled))

    def work(part: slice) -> None:
        rows = sampled[part]
        far = squares - 2 * points[rows] @ points.T
        far[np.arange(len(rows)), rows] = -np.inf
        near = _others(tree.query(places[rows], k + 1)[1], rows)
        for j in near.T:
            rank = (far < far[np.arange(len(rows)), j][:, None]).sum(axis=1)  # the point itself counts as one
            surplus[part] += np.maximum(rank - k, 0)

    with threadpool_limits(1, user_api="blas"):
        in_chunks(work, len(sampled), _BLOCK, "Comparing neighbours")
    return float(1 - 2 / (k * (2 * m - 3 * k - 1)) * surplus.mean())


def _others(near: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """Neighbours [q, k] of [q, k + 1]: without the point itself, or without the last where equal points come first."""
    own = near == rows[:, None]
    own[~own.any(axis=1), -1] = True
    return near[~own].reshape(len(near), -1)
