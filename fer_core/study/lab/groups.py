"""Groups of faces, as the computer made them and as people changed them."""

import re
import shutil
from collections.abc import Sequence
from functools import cached_property

import numpy as np

from fer_core.base.errors import DamagedFile
from fer_core.base.progress import Progress, part_of, silent
from fer_core.clustering import Clustering, Order, cluster, in_order
from fer_core.maps.projection import ProjectionSettings, project, trustworthiness
from fer_core.naming.carry_over import Suggestion, carry_over
from fer_core.naming.correction import Correction
from fer_core.naming.decision import Decision, Membership
from fer_core.naming.divide import SplitBy, core, divide
from fer_core.naming.groups import Partition
from fer_core.naming.next_group import Offer, group_middles, in_useful_order
from fer_core.naming.replay import NamingState, replay
from fer_core.study.lab.audit import Audit
from fer_core.study.lab.kept import Arrays, made_of
from fer_core.study.store import Store, key_of


class Groups(Audit):
    """The grouped faces, and what is asked about them while they are named."""

    _clustering: Clustering | None = None

    def clustering(self, progress: Progress = silent) -> Clustering:
        """Groups of the faces in ``grouped_rows``; read once, as one run of a page asks for them many times."""

        def make(progress: Progress) -> Arrays:
            points = self.points(part_of(progress, 0, 0.7))
            rows = self.grouped_rows
            groups = cluster(points[rows], self.choices.clusters, part_of(progress, 0.7, 1))
            return {**groups.arrays(), "rows": rows}

        if self._clustering is None:
            chosen = {
                "aligned": self.choices.aligned,
                "features": self.choices.features,
                "reduction": self.choices.reduction,
                "clusters": self.choices.clusters.in_effect(),
            }
            made = self.keep("clustering", self.clustering_key, make, progress, **chosen)
            if not np.array_equal(made.get("rows", self.grouped_rows), self.grouped_rows):
                # Only a study file that was tampered with can have brought them: the key names these very faces.
                shutil.rmtree(self.store.home / "artefacts" / "clustering" / self.clustering_key)
                made = self.keep("clustering", self.clustering_key, make, progress, **chosen)
            self._clustering = Clustering.from_arrays(made)
        return self._clustering

    @property
    def membership(self) -> Membership:
        """Which faces are in which of the clustering's own groups."""
        return Membership(self.grouped_rows, self.clustering().labels)

    def partition(self, state: NamingState) -> Partition:
        """The groups as people changed them."""
        return state.partition(self.membership)

    def face_order(self, groups: Partition, group: int, how: Order = "typical") -> np.ndarray:
        """int64 [g]: a group's faces, those closest to its centre first, those farthest first, or at random.

        The centre of a group that people changed is the mean of its faces. Empty for a group that is not there. Faces
        that are moved in or out leave the random order of the others as it is.
        """
        clustering = self.clustering()
        members = np.flatnonzero(groups.groups == group)
        if len(members) and np.array_equal(members, np.flatnonzero(clustering.labels == group)):
            return groups.rows[members[in_order(clustering.distances[members], how, (0, group))]]
        if how == "random":
            return groups.rows[members[np.argsort(self._chances(group)[members], kind="stable")]]
        points = self.points()[groups.rows[members]]
        distances = np.linalg.norm(points - points.mean(axis=0), axis=1) if len(points) else np.zeros(0)
        return groups.rows[members[in_order(distances, how, (0, group))]]

    def _chances(self, group: int) -> np.ndarray:
        """float64 [m], 0..1: what a changed group's faces are shuffled by; its own ones stay in their first order."""
        rows, labels = self.grouped_rows, self.clustering().labels
        chances = np.random.default_rng((0, group)).random(len(self.faces))[rows]
        own = np.flatnonzero(labels == group)
        chances[own[in_order(np.zeros(len(own)), "random", (0, group))]] = np.arange(len(own)) / max(1, len(own))
        return chances

    def divide(self, faces: np.ndarray, parts: int, by: SplitBy = "likeness") -> str:
        """One digit for each of ``faces`` (int [g]): its part when they are split by likeness, 0 the biggest; or by
        "core", 0 for the half nearest to their mean."""
        points = self.points()[faces]
        return core(points) if by == "core" else divide(points, parts)

    def map(self, method: ProjectionSettings, progress: Progress = silent) -> np.ndarray:
        """float32 [m, 2]: a picture of the grouped faces."""

        def make(progress: Progress) -> Arrays:
            points = self.points(part_of(progress, 0, 0.1))[self.grouped_rows]
            return {"map": project(points, method, part_of(progress, 0.1, 1))}

        return self.keep("map", self.map_key(method), make, progress)["map"]

    def map_trust(self, method: ProjectionSettings, progress: Progress = silent) -> float:
        """How far neighbours on a map are neighbours in truth (`trustworthiness`)."""

        def make(progress: Progress) -> Arrays:
            places = self.map(method, progress)
            return {"trust": np.array(trustworthiness(self.points()[self.grouped_rows], places))}

        return float(self.keep("trust", self.map_key(method), make, progress)["trust"])

    def middles(self, groups: Partition) -> np.ndarray:
        """float64 [g, d]: the mean of each group's faces, in the order of ``groups.numbers``."""
        return group_middles(self.points()[groups.rows], groups.groups, groups.numbers)

    def next_groups(self, state: NamingState, middles: np.ndarray | None = None) -> list[Offer]:
        """The groups without a verdict, in the order in which they help the recognizer most.

        ``middles`` as `middles` gives them, where they are known: they change with the groups, not with the names.
        """
        now = self.partition(state)
        middles = self.middles(now) if middles is None else middles
        return in_useful_order(now.numbers, middles, now.sizes, state.group_verdicts)

    def carried_over(self, state: NamingState, decisions: Sequence[Decision]) -> dict[int, Suggestion]:
        """Names for the groups that hold now, from ``decisions`` on other groups of the same faces (see `carry_over`).

        Clusterings that are no longer on disk cannot tell which faces they named, and are left out.
        """
        earlier = []
        for key in dict.fromkeys(d.clustering for d in decisions if d.clustering != self.clustering_key):
            found = clustered(self.store, key, self.faces.fingerprint)
            if found is not None:
                then = replay(d for d in decisions if d.clustering == key)
                earlier.append((then.partition(Membership(*found)), then))
        return carry_over(self.partition(state), earlier, self.faces.classes)

    def earlier_corrections(self, state: NamingState, decisions: Sequence[Decision]) -> list[Correction]:
        """Photos' faces that people named while they had other groups, and that ``state`` does not know yet."""
        known = {one.picture for one in state.corrections}
        keys = dict.fromkeys(d.clustering for d in decisions if d.picture and d.clustering != self.clustering_key)
        found = [one for key in keys for one in replay(d for d in decisions if d.clustering == key).corrections]
        return [one for one in found if one.picture not in known]

    @cached_property
    def clustering_key(self) -> str:
        """Names the groups. Decisions of people belong to this key and a group's number."""
        return key_of(self.points_key, self.choices.clusters.in_effect())

    def map_key(self, method: ProjectionSettings) -> str:
        """Names a picture of the grouped faces."""
        return key_of(self.points_key, method)


def clustered(store: Store, key: str, dataset: str) -> tuple[np.ndarray, np.ndarray] | None:
    """int64 [m] faces and int32 [m] groups (-1: none) of a clustering of this data set's pictures; None where it is not
    whole on disk.

    ``key`` may come from a browser.
    """
    if not re.fullmatch(r"[0-9a-f]{16}", key) or store.artefact("clustering", key) is None:
        return None
    try:
        arrays, manifest = store.load("clustering", key)
    except DamagedFile:
        return None
    known = {"rows", "labels"} <= arrays.keys() and made_of(store, manifest, dataset)
    return (arrays["rows"], arrays["labels"]) if known else None
