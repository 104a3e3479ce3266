"""Whether the groups are real, how many there might be, and what other groups of the same faces look like."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from fer_core.base.errors import DamagedFile, FerLabError
from fer_core.base.progress import Progress, part_of, silent
from fer_core.clustering.compare import Comparison, compare
from fer_core.clustering.reality import Finding, NoiseCheck, check_groups, finding
from fer_core.clustering.reference import LabelScores, label_scores
from fer_core.clustering.stability import Stability, StabilitySettings, stability
from fer_core.clustering.sweep import Sweeper, SweepSettings
from fer_core.clustering.sweep_scores import AtK, Sweep
from fer_core.study.lab.groups import Groups, clustered
from fer_core.study.lab.kept import Arrays
from fer_core.study.store import key_of, read_json

CHECKS = 1
"""Raised when checks or stability are measured in another way."""

MADE_WITH = ("aligned", "features", "reduction", "clusters")
"""What a clustering's manifest tells of its settings."""


@dataclass(frozen=True)
class Earlier:
    """A clustering of the same data set that is on disk; ``settings`` are those that made it (aligned, features,
    reduction, clusters: as `store.plain` writes them), empty where that was not noted yet. ``made``: seconds since
    1970."""

    key: str
    settings: dict[str, Any]
    made: float


class Judged(Groups):
    """What can be asked about the groups before anybody names them. Nothing here but `label_scores` reads a label."""

    def check(self, progress: Progress = silent) -> NoiseCheck:
        """Noise and valleys, for the present groups."""

        def make(progress: Progress) -> Arrays:
            points = self.points()[self.grouped_rows]
            return check_groups(points, self.clustering().labels, self.choices.clusters, progress).arrays()

        return NoiseCheck.of(self.keep("check", self.check_key, make, progress))

    def finding(self) -> Finding | None:
        """What the present groups are; None until `check` was made."""
        if not self.kept("check", self.check_key):
            return None
        groups = self.clustering()
        return finding(groups.silhouette, groups.noise_silhouette, self.check())

    def stability(self, progress: Progress = silent) -> Stability:
        """How far the present groups are found again."""

        def make(progress: Progress) -> Arrays:
            points = self.points()[self.grouped_rows]
            return stability(points, self.clustering().labels, self.choices.clusters, progress=progress).arrays()

        return Stability(**self.keep("stability", self.stability_key, make, progress))

    def sweep(self, settings: SweepSettings, progress: Progress = silent) -> Sweep:
        """Scores over k. Each k is kept by itself: a sweep that was stopped, or goes further, begins where it ended."""
        points = self.points()[self.grouped_rows] if not self.swept(settings) else np.zeros((0, 0))
        sweeper: list[Sweeper] = []

        def at(k: int, progress: Progress) -> AtK:
            def make(progress: Progress) -> Arrays:
                if not sweeper:
                    sweeper.append(Sweeper(points, settings))
                return sweeper[0].at(k, progress).arrays()

            return AtK(**self.keep("sweep", self._swept_key(settings, k), make, progress))

        costs = np.cumsum([0, 1, *settings.ks])  # more groups take longer
        shares = costs / costs[-1]
        found = [at(k, part_of(progress, shares[k - 1], shares[k])) for k in (1, *settings.ks)]
        return Sweep.of(settings.ks, found[0], found[1:])

    def swept(self, settings: SweepSettings) -> bool:
        """Whether every k of a sweep is on disk."""
        return all(self.kept("sweep", self._swept_key(settings, k)) for k in (1, *settings.ks))

    def label_scores(self) -> LabelScores | None:
        """The groups beside the data set's own labels, of the faces that have one; None where no such face is grouped.

        Reads them: for reference, where a person asks for it.
        """
        if self.faces.emotions is None:
            return None
        groups, codes = self.clustering().labels, self.faces.emotions[self.grouped_rows]
        if not (self.faces.labelled[self.grouped_rows] & (groups >= 0)).any():
            return None
        return label_scores(groups, codes, len(self.faces.classes))

    def earlier(self) -> list[Earlier]:
        """Other clusterings of this data set that are on disk, the newest first."""
        found = []
        for path in (self.store.home / "artefacts" / "clustering").glob("*/manifest.json"):
            try:
                manifest = read_json(path)
            except FerLabError:
                continue  # damaged: it is made again where its choices are made again
            if manifest.get("dataset") == self.faces.fingerprint and path.parent.name != self.clustering_key:
                settings = {name: value for name, value in manifest.items() if name in MADE_WITH}
                found.append(Earlier(path.parent.name, settings, path.stat().st_mtime))
        return sorted(found, key=lambda one: -one.made)

    def compared(self, key: str) -> Comparison:
        """The present groups beside those of another clustering. Raises DamagedFile or InvalidSettings."""
        other = clustered(self.store, key, self.faces.fingerprint)
        if other is None:
            raise DamagedFile("That clustering is no longer whole on disk.", remedy="Choose another one.")
        return compare(self.grouped_rows, self.clustering().labels, *other)

    @property
    def check_key(self) -> str:
        """Names the check of the present groups."""
        return key_of("check", CHECKS, self.clustering_key)

    @property
    def stability_key(self) -> str:
        """Names the stability of the present groups."""
        return key_of("stability", CHECKS, self.clustering_key, StabilitySettings())

    def sweep_key(self, settings: SweepSettings) -> str:
        """Names a whole sweep."""
        return key_of("sweep", CHECKS, self.points_key, settings)

    def _swept_key(self, settings: SweepSettings, k: int) -> str:
        return key_of(CHECKS, self.points_key, settings.algorithm, settings.covariance, settings.seeds, k)
