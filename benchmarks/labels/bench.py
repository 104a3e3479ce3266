"""What all methods share: the faces, the default choices, an annotator, and the recognizer."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from fer_core.base.progress import Progress, silent
from fer_core.faces.faceset import FaceSet
from fer_core.naming.verdict import NamedFaces, Verdict, named_faces
from fer_core.simulation import Eyes, NamerSettings, Pace, SimulatedNamer
from fer_core.study.choices import Choices
from fer_core.study.lab import Lab
from fer_core.study.store import Store, key_of
from fer_core.study.study import fitting


@dataclass(frozen=True, eq=False)
class Outcome:
    """The outcome of a method.

    Attributes:
        predictions: uint8 [t], for the test faces.
        decisions: number of verdicts by the annotator.
        seconds: their time, see `Pace`.
    """

    predictions: np.ndarray
    decisions: int
    seconds: float


@dataclass(frozen=True, eq=False)
class Bench:
    """One set of labelled faces for all methods. Results of the steps are saved in the store.

    Attributes:
        memory: data that a method reuses for several budgets, e.g. the order in which faces are named.
    """

    store: Store
    faces: FaceSet
    namer: NamerSettings = NamerSettings()
    pace: Pace = Pace()
    progress: Progress = silent
    memory: dict[Any, Any] = field(default_factory=dict)

    @property
    def choices(self) -> Choices:
        """The default choices for these faces."""
        return fitting(self.faces)

    @property
    def emotions(self) -> np.ndarray:
        """uint8 [n]: the labels, for the simulated annotator, the ceiling and the scores only."""
        assert self.faces.emotions is not None and self.faces.labelled.all(), "the benchmark needs labelled faces"
        return self.faces.emotions

    @property
    def true(self) -> np.ndarray:
        """uint8 [t]: the labels of the test faces."""
        return self.emotions[self.lab(0).division.split.test]

    @property
    def setup(self) -> str:
        """A key of everything that a result depends on, except method, budget, seed and the code."""
        return key_of(self.faces.fingerprint, self.choices, self.namer, self.pace)

    def lab(self, seed: int, k: int | None = None, **choices: Any) -> Lab:
        """A lab with the default choices, except ``k`` groups, this seed, and ``choices``."""
        base = self.choices
        clusters = dataclasses.replace(base.clusters, k=k or base.clusters.k, seed=seed)
        recognizer = dataclasses.replace(base.recognizer.quick, seed=seed)  # calibration does not change scores
        both = {"clusters": clusters, "recognizer": recognizer, **choices}
        return Lab(self.store, self.faces, dataclasses.replace(base, **both))

    def person(self, seed: int, eyes: Eyes | None = None) -> SimulatedNamer:
        """An annotator with this seed, and ``eyes`` instead of the default if given."""
        return SimulatedNamer(dataclasses.replace(self.namer, seed=seed, eyes=eyes or self.namer.eyes))

    def name_groups(self, lab: Lab, person: SimulatedNamer) -> tuple[dict[int, Verdict], float]:
        """The verdict on each group of ``lab``, and the seconds for all of them."""
        clustering = lab.groups.clustering(self.progress)
        verdicts = person.name_clustering(clustering, self.emotions[lab.division.grouped_rows], self.faces.classes)
        return verdicts, self.pace.seconds(verdicts.values(), person.looked_at(clustering.sizes))

    def name_faces(self, person: SimulatedNamer, faces: np.ndarray) -> dict[int, Verdict]:
        """The verdict on each of ``faces`` (int [m])."""
        return person.name_faces(faces, self.emotions[faces], self.faces.classes)

    def of_faces(self, verdicts: Mapping[int, Verdict]) -> NamedFaces:
        """Labels from verdicts on single faces."""
        faces = np.fromiter(verdicts, np.int64, len(verdicts))
        return named_faces(faces, np.full(len(faces), -1), {}, verdicts, self.faces.classes)

    def predicted(self, lab: Lab, named: NamedFaces) -> np.ndarray:
        """uint8 [t]: predictions for the test faces by a recognizer trained on ``named``.

        With a single name, every face gets that name; without any, the first emotion.
        """
        given = np.unique(named.codes[named.weights > 0])
        if len(given) < 2:
            return np.full(len(lab.division.split.test), given[0] if len(given) else 0, np.uint8)
        return lab.training.result(named, self.progress).probabilities.argmax(axis=1).astype(np.uint8)
