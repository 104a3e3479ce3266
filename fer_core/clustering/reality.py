"""Is it real? From numbers to one of six findings, so that no page calls noise structure or a slice a group.

A silhouette by itself says nothing: k-means cuts any cloud into pieces, and pieces of noise score 0.33 in two
dimensions at k = 7. So two questions are asked, of the faces and of noise like them: do the groups sit better than
groups of noise do, and are there valleys between faces at all (see `islands`), whatever the groups are?
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

noise: nothing beyond what noise would give;
continuum: more than noise, but without valleys: slices of faces that shade into one another;
separate: each is one of the separate groups that the faces fall into;
parts: there are separate groups, and these divide them further;
unions: there are separate groups, and these put several of them together;
cut: there are separate groups, and these cut across them.
"""

NOISE_RUNS = 8
NOISE_POINTS = 3000
SURE = 4.0
"""Standard deviations of noise's silhouette that a silhouette must be above its mean."""
LEAST = 0.1
"""And by which share of it at any rate: with many faces every trifle is significant. A share, since silhouettes shrink
with the dimensions, of noise and of faces alike."""
INSIDE = 0.95
"""Share of faces that must lie in their group's main island for groups to count as inside of islands."""


@dataclass(frozen=True, eq=False)
class NoiseCheck:
    """What noise scores, and how the groups lie to the islands.

    ``noise`` float64 [runs], silhouettes of Gaussian noise of the same covariance (of at most 3,000 points);
    ``islands`` how many there are; ``inside`` share (0..1) of faces in their group's main island; ``whole`` share in
    their island's main group; ``valley`` and ``noise_valley`` see `Islands`.
    """

    noise: np.ndarray
    islands: int
    inside: float
    whole: float
    valley: float
    noise_valley: float

    def arrays(self) -> dict[str, np.ndarray]:
        """Everything as plain arrays, for the disk; `of` reads it back."""
        scores = [self.islands, self.inside, self.whole, self.valley, self.noise_valley]
        return {"noise": self.noise, "scores": np.array(scores, float)}

    @classmethod
    def of(cls, arrays: dict[str, np.ndarray]) -> "NoiseCheck":
        """What `arrays` gave."""
        count, *rest = arrays["scores"].tolist()
        return cls(arrays["noise"], int(count), *rest)


def check_groups(
    points: np.ndarray, labels: np.ndarray, settings: ClusterSettings, progress: Progress = silent
) -> NoiseCheck:
    """Hold the groups ``labels`` (int32 [m], -1 for none) of ``points`` (float32 [m, d]) against noise and islands."""
    points = check(points, settings)
    found = islands(points, settings.seed, part_of(progress, 0, 0.5))
    rows = np.sort(np.random.default_rng(settings.seed).permutation(len(points))[: max(NOISE_POINTS, settings.k)])
    noise = []
    for run in range(NOISE_RUNS):
        progress(NOISE_RUNS + run, 2 * NOISE_RUNS, "Grouping noise")
        like = ClusterSettings(**{**vars(settings), "seed": (settings.seed + 1 + run) % 2**32})
        noise.append(noise_silhouette(points[rows], like))
    progress(1, 1, "Grouping noise")
    inside, whole = _lie(labels[found.rows], found)
    return NoiseCheck(np.array(noise), found.count, inside, whole, found.valley, found.noise_valley)


def finding(silhouette: float, noise_silhouette: float, check: NoiseCheck) -> Finding:
    """What groups with this mean silhouette are, where the same settings gave ``noise_silhouette`` on as many points
    of noise."""
    if check.islands > 1:
        inside, whole = check.inside >= INSIDE, check.whole >= INSIDE
        return "separate" if inside and whole else "parts" if inside else "unions" if whole else "cut"
    enough = noise_silhouette + max(SURE * float(check.noise.std(ddof=1)), LEAST * abs(noise_silhouette))
    return "continuum" if silhouette > enough else "noise"


def _lie(labels: np.ndarray, found: Islands) -> tuple[float, float]:
    """Shares of grouped faces in their group's main island, and in their island's main group."""
    grouped = labels >= 0
    if not grouped.any():
        return 0.0, 0.0
    table = np.zeros((int(labels.max()) + 1, found.count))
    np.add.at(table, (labels[grouped], found.labels[grouped]), 1)
    return float(table.max(axis=1).sum() / table.sum()), float(table.max(axis=0).sum() / table.sum())
