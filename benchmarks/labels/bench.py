"""What all methods share: the faces, the application's default choices, a person, and the second model."""

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
    """What a method reached.

    Attributes:
        predictions: uint8 [t], for the held-out faces.
        decisions: verdicts that a person gave.
        seconds: what they took, see `Pace`.
    """

    predictions: np.ndarray
    decisions: int
    seconds: float


@dataclass(frozen=True, eq=False)
class Bench:
    """One set of labelled faces, on which all methods run. Results of the steps are kept in the store.

    Attributes:
        memory: what a method keeps between two budgets of one run, e.g. the order in which faces were asked for.
    """

    store: Store
    faces: FaceSet
    namer: NamerSettings = NamerSettings()
    pace: Pace = Pace()
    progress: Progress = silent
    memory: dict[Any, Any] = field(default_factory=dict)

    @property
    def choices(self) -> Choices:
        """The application's defaults for these faces."""
        return fitting(self.faces)

    @property
    def emotions(self) -> np.ndarray:
        """uint8 [n]: the true labels, for the person's eyes, the ceiling and the scores alone."""
        assert self.faces.emotions is not None and self.faces.labelled.all(), "the benchmark needs labelled faces"
        return self.faces.emotions

    @property
    def true(self) -> np.ndarray:
        """uint8 [t]: the true labels of the held-out faces."""
        return self.emotions[self.lab(0).division.split.test]

    @property
    def setup(self) -> str:
        """Names everything but method, budget and seed that a result depends on, except for the code itself."""
        return key_of(self.faces.fingerprint, self.choices, self.namer, self.pace)

    def lab(self, seed: int, k: int | None = None, **choices: Any) -> Lab:
        """The default choices with ``k`` groups, this seed everywhere, and what is given in ``choices``."""
        base = self.choices
        clusters = dataclasses.replace(base.clusters, k=k or base.clusters.k, seed=seed)
        recognizer = dataclasses.replace(base.recognizer.quick, seed=seed)  # scores do not see calibration
        both = {"clusters": clusters, "recognizer": recognizer, **choices}
        return Lab(self.store, self.faces, dataclasses.replace(base, **both))

    def person(self, seed: int, eyes: Eyes | None = None) -> SimulatedNamer:
        """A person of this seed; ``eyes`` other than the run's, if given."""
        return SimulatedNamer(dataclasses.replace(self.namer, seed=seed, eyes=eyes or self.namer.eyes))

    def name_groups(self, lab: Lab, person: SimulatedNamer) -> tuple[dict[int, Verdict], float]:
        """What the person says of each group of ``lab``, and the seconds it takes."""
        clustering = lab.groups.clustering(self.progress)
        verdicts = person.name_clustering(clustering, self.emotions[lab.division.grouped_rows], self.faces.classes)
        return verdicts, self.pace.seconds(verdicts.values(), person.looked_at(clustering.sizes))

    def name_faces(self, person: SimulatedNamer, faces: np.ndarray) -> dict[int, Verdict]:
        """What the person says of single faces, int [m]."""
        return person.name_faces(faces, self.emotions[faces], self.faces.classes)

    def of_faces(self, verdicts: Mapping[int, Verdict]) -> NamedFaces:
        """Labels from verdicts on single faces."""
        faces = np.fromiter(verdicts, np.int64, len(verdicts))
        return named_faces(faces, np.full(len(faces), -1), {}, verdicts, self.faces.classes)

    def taught(self, lab: Lab, named: NamedFaces) -> np.ndarray:
        """uint8 [t]: what the second model, taught ``named``, says of the held-out faces.

        With one name alone there is nothing to tell apart and every face gets it; with none the first emotion.
        """
        given = np.unique(named.codes[named.weights > 0])
        if len(given) < 2:
            return np.full(len(lab.division.split.test), given[0] if len(given) else 0, np.uint8)
        return lab.training.result(named, self.progress).probabilities.argmax(axis=1).astype(np.uint8)
