"""References: what a score on the test set is compared with, from guessing to training on every true label."""

from dataclasses import dataclass

import numpy as np

from fer_core.base.progress import Progress, part_of, silent
from fer_core.recognizer.references import Reference, chance, reference_arrays, references, references_of
from fer_core.recognizer.settings import RecognizerSettings
from fer_core.study.lab.division import FaceDivision
from fer_core.study.lab.groups import FaceGroups
from fer_core.study.lab.inputs import RecognizerInputs
from fer_core.study.lab.results import Arrays, Results
from fer_core.study.store import key_of


@dataclass(frozen=True, eq=False)
class References:
    """Reference scores. They depend on the groups and the recognizer's settings, not on any name, so they are made
    once for all names."""

    results: Results
    division: FaceDivision
    groups: FaceGroups
    inputs: RecognizerInputs
    settings: RecognizerSettings

    def all(self, progress: Progress = silent) -> list[Reference]:
        """Every reference that can be had; none where nothing is labelled."""
        faces = self.division.faces
        if faces.emotions is None:
            return []
        guessing = chance(len(faces.present))
        if not len(self.division.labelled_training):
            return [guessing]
        made = references_of(self.results.get("references", self.key, self._make, progress))
        return [guessing, *(r for r in made if r.key != guessing.key)]  # earlier versions saved one of all names

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
        """Names the references of these groups, this test set and these settings."""
        tested = (self.division.faces.fingerprint, self.division.split.fingerprint)
        return key_of(self.inputs.key, self.groups.key, *tested, self.settings.quick)
