"""Groups: the faces as clustered, and in the groups as people changed them."""

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from fer_core.base.progress import Progress, part_of, silent
from fer_core.clustering import Clustering, Order, cluster, in_order
from fer_core.naming.decision import Membership
from fer_core.naming.divide import SplitBy, core, divide
from fer_core.naming.groups import Partition
from fer_core.naming.next_group import group_middles, group_spreads
from fer_core.naming.replay import NamingState
from fer_core.study.choices import Choices
from fer_core.study.lab.division import FaceDivision
from fer_core.study.lab.results import Arrays, Results
from fer_core.study.lab.space import GroupedSpace
from fer_core.study.store import key_of


@dataclass(eq=False)
class FaceGroups:
    """The grouped faces."""

    results: Results
    division: FaceDivision
    space: GroupedSpace
    choices: Choices
    _clustering: Clustering | None = field(default=None, init=False, repr=False)

    def clustering(self, progress: Progress = silent) -> Clustering:
        """Groups of the faces in ``grouped_rows``; read once, because a page needs them many times."""
        if self._clustering is None:
            made = self._made(progress)
            rows = self.division.grouped_rows
            if not np.array_equal(made.get("rows", rows), rows):
                # only possible after opening a manipulated study file: the key belongs to exactly these faces
                self.results.forget("clustering", self.key)
                made = self._made(progress)
            self._clustering = Clustering.from_arrays(made)
        return self._clustering

    def _made(self, progress: Progress) -> Arrays:
        def make(progress: Progress) -> Arrays:
            points = self.space.points(part_of(progress, 0, 0.7))
            rows = self.division.grouped_rows
            groups = cluster(points[rows], self.choices.clusters, part_of(progress, 0.7, 1))
            return {**groups.arrays(), "rows": rows}

        made_with = {
            "aligned": self.choices.aligned,
            "mesh": self.choices.mesh,
            "features": self.choices.features,
            "reduction": self.choices.reduction,
            "clusters": self.choices.clusters.in_effect(),
        }
        return self.results.get("clustering", self.key, make, progress, **made_with)

    @property
    def ready(self) -> bool:
        """Whether the groups are on disk."""
        return self.results.has("clustering", self.key)

    @property
    def membership(self) -> Membership:
        """Which faces are in which of the clustering's own groups."""
        return Membership(self.division.grouped_rows, self.clustering().labels)

    def partition(self, state: NamingState) -> Partition:
        """The groups as people changed them."""
        return state.partition(self.membership)

    def face_order(self, groups: Partition, group: int, how: Order = "typical") -> np.ndarray:
        """The faces int64 [g] of a group: closest to its centre first, farthest first, or in random order.

        The centre of a group that people changed is the mean of its faces. A group that does not exist has no faces.
        Moving faces in or out does not change the random order of the others.
        """
        clustering = self.clustering()
        members = np.flatnonzero(groups.groups == group)
        if len(members) and np.array_equal(members, np.flatnonzero(clustering.labels == group)):
            return groups.rows[members[in_order(clustering.distances[members], how, (0, group))]]
        if how == "random":
            return groups.rows[members[np.argsort(self._chances(group)[members], kind="stable")]]
        points = self.space.points()[groups.rows[members]]
        distances = np.linalg.norm(points - points.mean(axis=0), axis=1) if len(points) else np.zeros(0)
        return groups.rows[members[in_order(distances, how, (0, group))]]

    def _chances(self, group: int) -> np.ndarray:
        """Numbers float64 [m] in 0..1 that order the faces of a changed group; its original faces keep their order."""
        rows, labels = self.division.grouped_rows, self.clustering().labels
        chances = np.random.default_rng((0, group)).random(len(self.division.faces))[rows]
        own = np.flatnonzero(labels == group)
        chances[own[in_order(np.zeros(len(own)), "random", (0, group))]] = np.arange(len(own)) / max(1, len(own))
        return chances

    def divide(self, faces: np.ndarray, parts: int, by: SplitBy = "likeness") -> str:
        """Split ``faces`` (int [g]); returns one digit for each face, its part.

        By similarity, 0 is the largest of ``parts``; by "core", 0 is the half nearest to the mean, 1 the other.
        """
        points = self.space.points()[faces]
        return core(points) if by == "core" else divide(points, parts)

    def middles(self, groups: Partition) -> np.ndarray:
        """Mean of each group's faces, float64 [g, d], in the order of ``groups.numbers``."""
        return group_middles(self.space.points()[groups.rows], groups.groups, groups.numbers)

    def spreads(self, groups: Partition, middles: np.ndarray) -> np.ndarray:
        """Mean squared distance of each group's faces to its middle, float64 [g], in the same order."""
        return group_spreads(self.space.points()[groups.rows], groups.groups, groups.numbers, middles)

    @cached_property
    def key(self) -> str:
        """The key of the groups. Decisions of people refer to it and to a group's number."""
        return key_of(self.space.key, self.choices.clusters.in_effect())
