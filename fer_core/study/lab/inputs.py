"""Inputs of the recognizer: the components of every kind of features that was chosen for it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from fer_core.balance import PictureSource
from fer_core.base.progress import Progress, parts_of, silent
from fer_core.faces.split import TRAIN, Split
from fer_core.features import Feature
from fer_core.naming.verdict import NamedFaces
from fer_core.recognizer.training import Task
from fer_core.study.lab.division import FaceDivision
from fer_core.study.lab.features import FeatureTables
from fer_core.study.lab.reductions import Reductions
from fer_core.study.lab.results import Results
from fer_core.study.store import key_of


@dataclass(frozen=True, eq=False)
class RecognizerInputs:
    """The columns that a recognizer is trained on; ``kinds``: of features, in the order of columns."""

    results: Results
    division: FaceDivision
    features: FeatureTables
    reduction: Reductions
    kinds: Sequence[Feature]

    def matrix(self, progress: Progress = silent) -> np.ndarray:
        """The inputs of all faces, float32 [n, d]."""
        return np.hstack(self.parts(progress))

    def parts(self, progress: Progress = silent) -> list[np.ndarray]:
        """The inputs of all faces by kind of features, float32 [n, d_i] each, memory-mapped."""
        shares = parts_of(progress, [1 + kind.seconds for kind in self.kinds])
        return [self.reduction.of(kind, share)[1] for kind, share in zip(self.kinds, shares, strict=True)]

    def of_images(self, images: np.ndarray, progress: Progress = silent) -> np.ndarray:
        """The inputs float32 [m, d] of other faces uint8 [m, 48, 48]. Nothing is saved."""
        return self.of_tables(self.features.all_of_images(self.kinds, images, progress))

    def of_tables(self, tables: Sequence[np.ndarray]) -> np.ndarray:
        """The inputs float32 [m, d] from features float32 [m, d_i], one table for each kind, in order."""
        return np.hstack([self.reduction.of(kind)[0].transform(t) for kind, t in zip(self.kinds, tables, strict=True)])

    @property
    def ready(self) -> bool:
        """Whether all inputs are on disk."""
        return all(self.results.has("reduction", self.reduction.key(kind)) for kind in self.kinds)

    def task(self, X: np.ndarray) -> Task:
        """Everything to train and test a recognizer on these faces, except the names; ``X`` is the `matrix`."""
        faces = self.division.faces
        return Task(X, self.division.split, faces.classes, PictureSource(faces.images, self.of_images))

    def with_corrections(self, task: Task, named: NamedFaces) -> tuple[Task, NamedFaces]:
        """The task with corrected faces of photos as additional training faces, and all names."""
        more = named.corrected
        if not len(more):
            return task, named
        X = np.vstack([task.X, self.of_images(more.images)])
        part = np.append(self.division.split.part, np.full(len(more), TRAIN, np.uint8))
        pixels = PictureSource(np.concatenate([self.division.faces.images, more.images]), self.of_images)
        rows = np.append(named.rows, np.arange(len(task.X), len(X)))
        weights = np.append(named.weights, np.ones(len(more), np.float32))
        groups = None if named.groups is None else np.append(named.groups, -1 - rows[len(named) :])
        all_named = NamedFaces(rows, np.append(named.codes, more.codes), weights, groups=groups)
        return Task(X, Split(part, self.division.split.copies_aside), task.classes, pixels), all_named

    @property
    def key(self) -> str:
        """The key of the inputs."""
        return key_of([self.reduction.key(kind) for kind in self.kinds])
