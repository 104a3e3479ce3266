"""Are the groups real? One of six findings, so that no page mistakes noise for structure or a slice for a group.

A silhouette alone means nothing: k-means divides any cloud into pieces, and pieces of noise score 0.33 in two
dimensions at k = 7. Two things are therefore compared with random noise: how well the groups are separated, and whether
there are valleys between faces at all (see `islands`), whatever the groups are.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from fer_core.base.progress import Progress, part_of, silent
from fer_core.clustering.islands import Islands, islands
from fer_core.clustering.noise import noise_silhouette
from fer_core.clustering.settings import ClusterSettings, check

Finding = Literal["noise", "continuum", "separate", "parts", "unions", "cut"]
"""What the groups are:

noise: no better than random noise;
continuum: better than noise, but without valleys: slices of gradually changing faces;
separate: each is one of the separate groups that the faces form;
parts: there are separate groups, and these groups divide them further;
unions: there are separate groups, and these groups combine several of them;
cut: there are separate groups, and these groups cut across them.
"""

NOISE_RUNS = 8
NOISE_POINTS = 3000
SURE = 4.0
"""A silhouette must be this many standard deviations above the mean silhouette of noise."""
LEAST = 0.1
"""It must also be above noise by this share of it, since with many faces any difference is significant. It is a share
because silhouettes of noise and of faces both shrink with the number of dimensions."""
INSIDE = 0.95
"""Share of faces that must be in their group's main island for groups to count as inside islands."""


@dataclass(frozen=True, eq=False)
class NoiseCheck:
    """The scores of noise, and how the groups relate to the islands.

    Attributes:
        noise: float64 [runs], silhouettes of Gaussian noise with the same covariance, on at most 3,000 points.
        islands: their number.
        inside: share (0..1) of faces in their group's main island.
        whole: share (0..1) of faces in their island's main group.
        valley, noise_valley: see `Islands`.
    """

    noise: np.ndarray
    islands: int
    inside: float
    whole: float
    valley: float
    noise_valley: float

    def arrays(self) -> dict[str, np.ndarray]:
        """All fields as arrays, to be saved; `of` reads them."""
        scores = [self.islands, self.inside, self.whole, self.valley, self.noise_valley]
        return {"noise": self.noise, "scores": np.array(scores, float)}

    @classmethod
    def of(cls, arrays: dict[str, np.ndarray]) -> "NoiseCheck":
        """The inverse of `arrays`."""
        count, *rest = arrays["scores"].tolist()
        return cls(arrays["noise"], int(count), *rest)


def check_groups(
    points: np.ndarray, labels: np.ndarray, settings: ClusterSettings, progress: Progress = silent
) -> NoiseCheck:
    """Compare groups ``labels`` int32 [m] (-1 for none) of ``points`` float32 [m, d] with noise and islands.

    Raises InvalidSettings where the points cannot be grouped with ``settings``.
    """
    points = check(points, settings)
    found = islands(points, settings.seed, part_of(progress, 0, 0.5))
    rows = np.sort(np.random.default_rng(settings.seed).permutation(len(points))[: max(NOISE_POINTS, settings.k)])
    noise = []
    for run in range(NOISE_RUNS):
        progress(NOISE_RUNS + run, 2 * NOISE_RUNS, "Grouping noise")
        like = ClusterSettings(**{**vars(settings), "seed": (settings.seed + 1 + run) % 2**32})
        noise.append(noise_silhouette(points[rows], like))
    progress(1, 1, "Grouping noise")
    inside, whole = _overlap(labels[found.rows], found)
    return NoiseCheck(np.array(noise), found.count, inside, whole, found.valley, found.noise_valley)


def finding(silhouette: float, noise_silhouette: float, check: NoiseCheck) -> Finding:
    """The finding on groups with this mean silhouette; ``noise_silhouette`` is that of as many points of noise."""
    if check.islands > 1:
        inside, whole = check.inside >= INSIDE, check.whole >= INSIDE
        return "separate" if inside and whole else "parts" if inside else "unions" if whole else "cut"
    enough = noise_silhouette + max(SURE * float(check.noise.std(ddof=1)), LEAST * abs(noise_silhouette))
    return "continuum" if silhouette > enough else "noise"


def _overlap(labels: np.ndarray, found: Islands) -> tuple[float, float]:
    """Shares of grouped faces in their group's main island, and in their island's main group."""
    grouped = labels >= 0
    if not grouped.any():
        return 0.0, 0.0
    table = np.zeros((int(labels.max()) + 1, found.count))
    np.add.at(table, (labels[grouped], found.labels[grouped]), 1)
    return float(table.max(axis=1).sum() / table.sum()), float(table.max(axis=0).sum() / table.sum())
