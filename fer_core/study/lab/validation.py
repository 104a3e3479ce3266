"""Validation: whether the groups are real, and how many there may be. Only `label_scores` reads labels."""

from dataclasses import dataclass

import numpy as np

from fer_core.base.progress import Progress, part_of, silent
from fer_core.clustering.reality import Finding, NoiseCheck, check_groups, finding
from fer_core.clustering.reference import LabelScores, label_scores
from fer_core.clustering.stability import Stability, StabilitySettings, stability
from fer_core.clustering.sweep import Sweeper, SweepSettings
from fer_core.clustering.sweep_scores import AtK, Sweep
from fer_core.faces.faceset import FaceSet
from fer_core.study.lab.groups import FaceGroups
from fer_core.study.lab.results import Arrays, Results
from fer_core.study.lab.space import GroupedSpace
from fer_core.study.store import key_of

CHECKS = 1
"""Raised when the method of checks or stability changes."""


@dataclass(frozen=True, eq=False)
class GroupValidation:
    """Measures of the groups that need no names."""

    results: Results
    faces: FaceSet
    space: GroupedSpace
    groups: FaceGroups

    def check(self, progress: Progress = silent) -> NoiseCheck:
        """Compare the present groups with noise, and look for gaps between them."""

        def make(progress: Progress) -> Arrays:
            points, labels = self.space.grouped_points, self.groups.clustering().labels
            return check_groups(points, labels, self.groups.choices.clusters, progress).arrays()

        return NoiseCheck.of(self.results.get("check", self.check_key, make, progress))

    def finding(self) -> Finding | None:
        """The finding for the present groups; None before `check`."""
        if not self.results.has("check", self.check_key):
            return None
        groups = self.groups.clustering()
        return finding(groups.silhouette, groups.noise_silhouette, self.check())

    def stability(self, progress: Progress = silent) -> Stability:
        """How stable the present groups are."""

        def make(progress: Progress) -> Arrays:
            points, labels = self.space.grouped_points, self.groups.clustering().labels
            return stability(points, labels, self.groups.choices.clusters, progress=progress).arrays()

        return Stability(**self.results.get("stability", self.stability_key, make, progress))

    def known_stability(self) -> Stability | None:
        """The stability if it is on disk; else None."""
        return self.stability() if self.results.has("stability", self.stability_key) else None

    def sweep(self, settings: SweepSettings, progress: Progress = silent) -> Sweep:
        """Scores for each k. Each k is saved separately, so that a stopped or longer sweep continues."""
        points = self.space.grouped_points if not self.swept(settings) else np.zeros((0, 0))
        sweeper: list[Sweeper] = []

        def at(k: int, progress: Progress) -> AtK:
            def make(progress: Progress) -> Arrays:
                if not sweeper:
                    sweeper.append(Sweeper(points, settings))
                return sweeper[0].at(k, progress).arrays()

            return AtK(**self.results.get("sweep", self._swept_key(settings, k), make, progress))

        costs = np.cumsum([0, 1, *settings.ks])  # more groups take longer
        shares = costs / costs[-1]
        found = [at(k, part_of(progress, shares[k - 1], shares[k])) for k in (1, *settings.ks)]
        return Sweep.of(settings.ks, found[0], found[1:])

    def swept(self, settings: SweepSettings) -> bool:
        """Whether every k of a sweep is on disk."""
        return all(self.results.has("sweep", self._swept_key(settings, k)) for k in (1, *settings.ks))

    def label_scores(self) -> LabelScores | None:
        """Compare the groups with the labels of their faces; None if no grouped face has a label.

        Only for reference, when a person wants to see it.
        """
        if self.faces.emotions is None:
            return None
        grouped = self.groups.membership
        if not (self.faces.labelled[grouped.rows] & (grouped.groups >= 0)).any():
            return None
        return label_scores(grouped.groups, self.faces.emotions[grouped.rows], len(self.faces.classes))

    @property
    def check_key(self) -> str:
        """The key of the check of the present groups."""
        return key_of("check", CHECKS, self.groups.key)

    @property
    def stability_key(self) -> str:
        """The key of the stability of the present groups."""
        return key_of("stability", CHECKS, self.groups.key, StabilitySettings())

    def sweep_key(self, settings: SweepSettings) -> str:
        """The key of a whole sweep."""
        return key_of("sweep", CHECKS, self.space.key, settings)

    def _swept_key(self, settings: SweepSettings, k: int) -> str:
        return key_of(CHECKS, self.space.key, settings.algorithm, settings.covariance, settings.seeds, k)
