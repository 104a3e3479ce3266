"""Lab: runs the steps of a study in order and keeps every result, so that nothing is computed twice.

A result is named by (what went in, the settings), see `fer_core.store`. Label-free steps see the images alone.
"""

import dataclasses
import re
import shutil
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property, partial
from typing import Any, TypeVar

import numpy as np

from fer_core.balance import resample
from fer_core.clustering import Clustering, Order, cluster, in_order
from fer_core.errors import DamagedFile
from fer_core.face_mesh import NETWORKS, Mesh, landmarks
from fer_core.faceset import FaceSet, fingerprint
from fer_core.features import FEATURES, Feature, Learned, Sources
from fer_core.features.feature import with_parts
from fer_core.naming.carry_over import Suggestion, carry_over
from fer_core.naming.decision import Decision, Membership
from fer_core.naming.divide import SplitBy, core, divide
from fer_core.naming.groups import Partition
from fer_core.naming.next_group import Offer, group_middles, in_useful_order
from fer_core.naming.replay import NamingState, replay
from fer_core.naming.verdict import NamedFaces, Verdict, named_faces
from fer_core.progress import Progress, part_of, parts_of, silent
from fer_core.projection import ProjectionSettings, project
from fer_core.recognizer.payoff import Payoff
from fer_core.recognizer.references import Reference, reference_arrays, references, references_of
from fer_core.recognizer.training import Task, Training, train
from fer_core.reduction import Reduction
from fer_core.split import Split, split
from fer_core.store import Store, key_of
from fer_core.study import Choices

T = TypeVar("T")
Arrays = dict[str, np.ndarray]

MESH_SECONDS = 70.0
"""About what the meshes of FER2013 take on two cores; as `Feature.seconds`, for progress alone."""


class Lab:
    """The steps of one study on one set of faces. Cheap to make; results live in the store."""

    def __init__(self, store: Store, faces: FaceSet, choices: Choices) -> None:
        self.store = store
        self.faces = faces
        self.choices = choices

    # Which faces

    @cached_property
    def split(self) -> Split:
        """The division into faces to learn from and faces that judge."""
        key = key_of(self.faces.fingerprint, self.choices.split)

        def make(progress: Progress) -> Arrays:
            made = split(self.faces, self.choices.split)
            return {"part": made.part, "copies_aside": np.array(made.copies_aside)}

        arrays = self._kept("split", key, make, silent)
        return Split(arrays["part"], int(arrays["copies_aside"]))

    @cached_property
    def grouped_rows(self) -> np.ndarray:
        """int64 [m]: the training faces that are grouped, ascending; balanced by labels only if chosen."""
        train = self.split.train
        settings = self.choices.grouped
        if settings.strategy == "none" or self.faces.emotions is None:
            return train
        return np.sort(train[resample(self.faces.emotions[train], settings)])

    # What the computer looks at

    def mesh(self, progress: Progress = silent) -> Mesh:
        """The face mesh of every face."""

        def make(progress: Progress) -> Arrays:
            return landmarks(self.faces.images, progress).arrays()

        return Mesh.from_arrays(self._kept("mesh", self.mesh_key, make, progress))

    def features(self, feature: Feature, progress: Progress = silent) -> np.ndarray:
        """float32 [n, d]: one kind of features of every face, after whatever it is made of."""
        if self.kept("features", self.features_key(feature)):
            return self._looked(feature, progress)
        wanted = [f for f in with_parts(feature) if not self.kept("features", self.features_key(f))]
        work: list[tuple[float, Callable[[Progress], object]]] = [(f.seconds, partial(self._looked, f)) for f in wanted]
        if any(f.needs_mesh for f in wanted) and not self.kept("mesh", self.mesh_key):
            work.insert(0, (MESH_SECONDS, self.mesh))
        for (_, step), part in zip(work, parts_of(progress, [seconds for seconds, _ in work]), strict=True):
            step(part)
        return self._looked(feature, silent)

    def learned(self, feature: Feature, progress: Progress = silent) -> Learned:
        """What a kind of features learned from the training faces; empty for kinds that do not learn."""
        if not feature.learns:
            return {}

        def make(progress: Progress) -> Arrays:
            before, learning = parts_of(progress, [1, 1])
            return feature.learn(self._sources(feature, before).of(self.split.train), learning)

        return self._kept("learned", self.learned_key(feature), make, progress)

    def features_of(self, feature: Feature, images: np.ndarray, progress: Progress = silent) -> np.ndarray:
        """float32 [m, d]: the same numbers of other faces uint8 [m, 48, 48], such as a new photo. They are not kept."""
        learning, finding, rest = parts_of(progress, [1, 1, 1])
        kinds = with_parts(feature)
        learned = [self.learned(f, part) for f, part in zip(kinds, parts_of(learning, [1] * len(kinds)), strict=True)]
        mesh = landmarks(images, finding) if any(f.needs_mesh for f in kinds) else None
        made: dict[Feature, np.ndarray] = {}
        for f, known, part in zip(kinds, learned, parts_of(rest, [1] * len(kinds)), strict=True):
            made[f] = f.extract(Sources(images, mesh, made), known, part)
        return made[feature]

    def _looked(self, feature: Feature, progress: Progress) -> np.ndarray:
        def make(progress: Progress) -> Arrays:
            before, learning, extracting = parts_of(progress, [0, 1, 2] if feature.learns else [0, 0, 1])
            sources = self._sources(feature, before)
            return {"features": feature.extract(sources, self.learned(feature, learning), extracting)}

        return self._kept("features", self.features_key(feature), make, progress)["features"]

    def _sources(self, feature: Feature, progress: Progress) -> Sources:
        """What ``feature`` may see of every face; found first where it is not on disk."""
        finding, *looking = parts_of(progress, [MESH_SECONDS, *(f.seconds for f in feature.parts)])
        mesh = self.mesh(finding) if feature.needs_mesh else None
        parts = {f: self.features(f, part) for f, part in zip(feature.parts, looking, strict=True)}
        return Sources(self.faces.images, mesh, parts)

    def reduction(self, feature: Feature, progress: Progress = silent) -> tuple[Reduction, np.ndarray]:
        """PCA fitted on the training rows at its largest count, and float32 [n, c] scores of every face."""

        def make(progress: Progress) -> Arrays:
            features = self.features(feature, part_of(progress, 0, 0.7))
            fitted = Reduction(standardise=feature.standardise)
            fitted.fit(features[self.split.train], part_of(progress, 0.7, 0.95))
            return {**fitted.arrays(), "scores": fitted.transform(features, progress=part_of(progress, 0.95, 1))}

        arrays = self._kept("reduction", self.reduction_key(feature), make, progress)
        scores = arrays.pop("scores")
        return Reduction.from_arrays(arrays), scores

    def points(self, progress: Progress = silent) -> np.ndarray:
        """float32 [n, components]: every face in the space that is grouped."""
        reduction, scores = self.reduction(self.choices.features, progress)
        settings = self.choices.reduction
        if settings.components is not None:  # few faces, or features with few columns, have fewer to give
            settings = dataclasses.replace(settings, components=min(settings.components, scores.shape[1]))
        return reduction.select(scores, settings)

    # Groups

    def clustering(self, progress: Progress = silent) -> Clustering:
        """Groups of the faces in ``grouped_rows``."""

        def make(progress: Progress) -> Arrays:
            points = self.points(part_of(progress, 0, 0.7))
            rows = self.grouped_rows
            groups = cluster(points[rows], self.choices.clusters, part_of(progress, 0.7, 1))
            return {**groups.arrays(), "rows": rows}

        return Clustering.from_arrays(self._kept("clustering", self.clustering_key, make, progress))

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

        return self._kept("map", self.map_key(method), make, progress)["map"]

    # What was learnt from the names

    def named(self, groups: Mapping[int, Verdict], faces: Mapping[int, Verdict]) -> NamedFaces:
        """Labels of the grouped faces, from verdicts on groups and on single faces."""
        return named_faces(self.grouped_rows, self.clustering().labels, groups, faces, self.faces.classes)

    def named_now(self, state: NamingState) -> NamedFaces:
        """Labels of the grouped faces from all that holds, in the groups as people changed them."""
        now = self.partition(state)
        return named_faces(now.rows, now.groups, state.said_of_groups, state.said_of_faces, self.faces.classes)

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

    def training(self, named: NamedFaces, progress: Progress = silent) -> Training:
        """A recognizer fitted on ``named`` and judged on the held-out faces."""
        key = self.training_key(named)

        def make(progress: Progress) -> Arrays:
            X = self.inputs(part_of(progress, 0, 0.6))
            task = Task(X, self.split.test, self.faces.classes)
            return train(task, named, self.choices.recognizer, part_of(progress, 0.6, 1)).arrays()

        return Training.from_arrays(self._kept("training", key, make, progress), self._truth)

    def references(self, progress: Progress = silent) -> list[Reference]:
        """What a score on the held-out faces is to be held against; none where nothing is labelled.

        They depend on the groups and the recognizer's settings, not on any name, so they are made once for all names.
        """

        def make(progress: Progress) -> Arrays:
            assert self.faces.emotions is not None
            X, emotions = self.inputs(part_of(progress, 0, 0.5)), self.faces.emotions
            groups = np.full(len(self.faces), -1)
            groups[self.grouped_rows] = self.clustering().labels
            learn, judge = self.split.train, self.split.test
            return reference_arrays(
                references(
                    X[learn], groups[learn], emotions[learn], X[judge], emotions[judge], self.faces.classes,
                    self.choices.recognizer, self.faces.images[learn], self.faces.images[judge],
                    part_of(progress, 0.5, 1),
                )
            )  # fmt: skip

        if self.faces.emotions is None:
            return []
        return references_of(self._kept("references", self.references_key, make, progress))

    def finished_training(self, key: str) -> Training | None:
        """A training that was done before, by its key; None where it is not on disk."""
        if not key or not self.kept("training", key):
            return None
        return Training.from_arrays(self.store.load("training", key)[0], self._truth)

    @property
    def _truth(self) -> np.ndarray | None:
        return None if self.faces.emotions is None else self.faces.emotions[self.split.test]

    def inputs(self, progress: Progress = silent) -> np.ndarray:
        """float32 [n, d]: what the recognizer sees of each face."""
        return np.hstack(self.input_parts(progress))

    def input_parts(self, progress: Progress = silent) -> list[np.ndarray]:
        """float32 [n, d_i] each: the same, one array a kind of features, left on disk until it is looked at."""
        kinds = [cls() for kind, cls in FEATURES.items() if kind in self.choices.trained_on]
        shares = parts_of(progress, [1 + kind.seconds for kind in kinds])
        return [self.reduction(kind, share)[1] for kind, share in zip(kinds, shares, strict=True)]

    def payoff(self, progress: Progress = silent) -> Payoff:
        """A quick recognizer to be refitted while somebody names; nothing is kept on disk."""
        parts = self.input_parts(progress)
        return Payoff(parts, self.grouped_rows, self.clustering().labels, self.split.test, len(self.faces.classes))

    @property
    def payoff_key(self) -> str:
        """Names what `payoff` rests on, whatever has been said."""
        return key_of(self._inputs_key, self.split.fingerprint, self.clustering_key, self.faces.classes)

    def next_groups(self, state: NamingState) -> list[Offer]:
        """The groups without a verdict, in the order in which they help the recognizer most."""
        now = self.partition(state)
        middles = group_middles(self.points()[now.rows], now.groups, now.numbers)
        return in_useful_order(now.numbers, middles, now.sizes, state.group_verdicts)

    # Names of results

    @property
    def balance_key(self) -> str:
        """Names the split and the balance of what is grouped in it."""
        return key_of(self.faces.fingerprint, self.choices.split, self.choices.grouped)

    @property
    def mesh_key(self) -> str:
        """Names the mesh of these faces, as these networks find it."""
        return key_of("mesh", NETWORKS, self.faces.image_fingerprint)

    def features_key(self, feature: Feature) -> str:
        """Names one kind of features of these faces: by the images alone, unless training faces taught it."""
        if any(f.learns for f in with_parts(feature)):
            return key_of(self.faces.image_fingerprint, feature, fingerprint(self.split.train))
        return key_of(self.faces.image_fingerprint, feature)

    def learned_key(self, feature: Feature) -> str:
        """Names what a kind of features learned from the training faces."""
        return key_of("learned", self.faces.image_fingerprint, feature, fingerprint(self.split.train))

    def reduction_key(self, feature: Feature) -> str:
        """Names the components of one kind of features, as the training rows show them."""
        return key_of(self.features_key(feature), fingerprint(self.split.train))

    @property
    def points_key(self) -> str:
        """Names the space that is grouped, with the faces that are grouped in it."""
        reduction = self.reduction_key(self.choices.features)
        return key_of(reduction, self.choices.reduction, fingerprint(self.grouped_rows))

    @property
    def clustering_key(self) -> str:
        """Names the groups. Decisions of people belong to this key and a group's number."""
        return key_of(self.points_key, self.choices.clusters)

    def map_key(self, method: ProjectionSettings) -> str:
        """Names a picture of the grouped faces."""
        return key_of(self.points_key, method)

    def training_key(self, named: NamedFaces) -> str:
        """Names what was learnt from these names, and on which faces it was judged."""
        labels = fingerprint(named.rows, named.codes, named.weights)
        return key_of(self._inputs_key, self.split.fingerprint, labels, self.choices.recognizer)

    @property
    def references_key(self) -> str:
        """Names the references of these groups, judges and settings."""
        judged = (self.faces.fingerprint, self.split.fingerprint)
        return key_of(self._inputs_key, self.clustering_key, *judged, self.choices.recognizer)

    @property
    def _inputs_key(self) -> str:
        return key_of([self.reduction_key(cls()) for kind, cls in FEATURES.items() if kind in self.choices.trained_on])

    def kept(self, kind: str, key: str) -> bool:
        """Whether a result is on disk, so that asking for it costs nothing."""
        return self.store.artefact(kind, key) is not None

    def _kept(self, kind: str, key: str, make: Callable[[Progress], Arrays], progress: Progress) -> Arrays:
        folder = self.store.artefact(kind, key)
        if folder is not None:
            try:
                return self.store.load(kind, key)[0]
            except DamagedFile:
                shutil.rmtree(folder)  # a result can always be made again
        self.store.save(kind, key, make(progress), self._origin(kind))
        return self.store.load(kind, key)[0]

    def _origin(self, kind: str) -> dict[str, Any]:
        return {"kind": kind, "dataset": self.faces.fingerprint, "faces": self.faces.name}


def clustered(store: Store, key: str, dataset: str) -> tuple[np.ndarray, np.ndarray] | None:
    """int64 [m] faces and int32 [m] groups of a clustering of this data set; None where it is not whole on disk.

    ``key`` may come from a browser.
    """
    if not re.fullmatch(r"[0-9a-f]{16}", key) or store.artefact("clustering", key) is None:
        return None
    try:
        arrays, manifest = store.load("clustering", key)
    except DamagedFile:
        return None
    known = manifest.get("dataset") == dataset and {"rows", "labels"} <= arrays.keys()
    return (arrays["rows"], arrays["labels"]) if known else None
