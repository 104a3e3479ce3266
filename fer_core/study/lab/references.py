"""References: what a score on the test set is compared with, from chance to training on every label."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from fer_core.base.progress import Progress, part_of, silent
from fer_core.recognizer.people import people
from fer_core.recognizer.references import Reference, chance, reference_arrays, references, references_of
from fer_core.recognizer.settings import RecognizerSettings
from fer_core.study.lab.division import FaceDivision
from fer_core.study.lab.groups import FaceGroups
from fer_core.study.lab.inputs import RecognizerInputs
from fer_core.study.lab.results import Arrays, Results
from fer_core.study.store import key_of


@dataclass(frozen=True, eq=False)
class References:
    """Reference scores. They depend on the groups and the settings of the recognizer, not on names, so they are made
    once."""

    results: Results
    division: FaceDivision
    groups: FaceGroups
    inputs: RecognizerInputs
    settings: RecognizerSettings

    def all(self, progress: Progress = silent) -> list[Reference]:
        """All references that are possible; none without labels."""
        simple = self.simple
        if not simple or not len(self.division.labelled_training):
            return simple
        made = references_of(self.results.get("references", self.key, self._make, progress))
        return [*simple, *(r for r in made if r.key != simple[0].key)]  # earlier versions saved another chance

    @property
    def simple(self) -> list[Reference]:
        """Those that take no time: chance, and people where that is known; none without labels."""
        faces = self.division.faces
        if faces.emotions is None:
            return []
        return [chance(len(faces.present)), *([self.people] if self.people else [])]

    @cached_property
    def people(self) -> Reference | None:
        """How often people agree with the labels; None where this is not known."""
        return people(self.division.faces, self.division.split.test)

    @property
    def ready(self) -> bool:
        """Whether they are on disk."""
        return self.results.has("references", self.key)

    def _make(self, progress: Progress) -> Arrays:
        X, true = self.inputs.matrix(part_of(progress, 0, 0.5)), self.division.test_labels
        assert true is not None
        faces, grouped = self.division.faces, self.groups.membership
        groups = np.full(len(faces), -1)
        groups[grouped.rows] = grouped.groups
        training = self.division.labelled_training
        fitting = part_of(progress, 0.5, 1)
        return reference_arrays(
            references(X, training, groups, true, faces.classes, self.settings, faces.images, fitting)
        )

    @property
    def key(self) -> str:
        """The key of the references for these groups, this test set and these settings."""
        tested = (self.division.faces.fingerprint, self.division.split.fingerprint)
        return key_of(self.inputs.key, self.groups.key, *tested, self.settings.quick)
