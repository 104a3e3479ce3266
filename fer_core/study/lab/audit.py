"""Audit: checks the faces of a study for defects."""

from dataclasses import dataclass

import numpy as np

from fer_core.audit import Finding, Findings
from fer_core.audit.findings import from_arrays, of_copies, of_labels, of_leaks, of_pictures, to_arrays
from fer_core.audit.labels import label_suspects
from fer_core.audit.measures import Measures, measure
from fer_core.audit.settings import DEFAULTS
from fer_core.base.progress import Progress, parts_of, silent
from fer_core.faces.faceset import FaceSet
from fer_core.faces.split import TEST, Split, split
from fer_core.features.geometry import Geometry
from fer_core.features.hog import Hog
from fer_core.study.lab.division import FaceDivision
from fer_core.study.lab.features import FeatureTables
from fer_core.study.lab.pictures import FIRST_SECONDS, FacePictures
from fer_core.study.lab.results import Arrays, Results
from fer_core.study.store import key_of

SECONDS = {"copies": 20.0, "measures": 20.0, "labels": 15.0}
"""Rough time of each part for FER2013 on two cores; only for progress."""


@dataclass(frozen=True, eq=False)
class FaceAudit:
    """The checks of a study's faces. They do not exclude any face."""

    results: Results
    faces: FaceSet
    division: FaceDivision
    pictures: FacePictures
    features: FeatureTables

    def findings(self, progress: Progress = silent) -> Findings:
        """The findings of each check; label suspects and conflicts only with labels."""

        def make(progress: Progress) -> Arrays:
            known = self.results.has("mesh", self.pictures.mesh_key)
            weights = (SECONDS["copies"], SECONDS["measures"], 0 if known else FIRST_SECONDS, SECONDS["labels"])
            first, second, third, fourth = parts_of(progress, weights)
            copies, measures = self.division.copies(first), self.measures(second)
            mesh, emotions = self.pictures.mesh(third), self.faces.emotions
            found = of_copies(copies, self._without_exclusions.part, emotions)
            found["leaks"] = self._leaks()
            found |= of_pictures(measures, np.array(mesh.scores), DEFAULTS)
            if emotions is not None:
                found["labels"] = self._label_suspects(emotions, fourth)
            return to_arrays(found)

        return from_arrays(self.results.get("audit", self.key, make, progress))

    @property
    def ready(self) -> bool:
        """Whether the findings are on disk."""
        return self.results.has("audit", self.key)

    def measures(self, progress: Progress = silent) -> Measures:
        """Light, sharpness and letters of every face; uses no label."""

        def make(progress: Progress) -> Arrays:
            return vars(measure(self.faces.images, DEFAULTS, progress))

        key = key_of("measures", self.faces.image_fingerprint, DEFAULTS.flat, DEFAULTS.seed)
        return Measures(**self.results.get("measures", key, make, progress))

    def leaked_test_faces(self) -> np.ndarray:
        """Test faces (int64) of which the training set had a copy, before the copy was set aside.

        For scores with and without them.
        """
        leaks = self._leaks()
        return np.sort(leaks.rows[self._without_exclusions.part[leaks.rows] == TEST])

    def _leaks(self) -> Finding:
        if self.division.choices.split.method == "usage":
            each = np.arange(len(self.faces))
            before = split(self.faces, self.division.choices.split, each).part
        else:  # random splits keep copies together, so nothing can leak
            before = self._without_exclusions.part
        return of_leaks(self.division.copies(), before, self.faces.emotions)

    def _label_suspects(self, emotions: np.ndarray, progress: Progress) -> Finding:
        extracting, doubting = parts_of(progress, [1, 2])
        shares = parts_of(extracting, [1, 1])
        rows = self._without_exclusions.train
        rows = rows[self.faces.labelled[rows]]
        tables = [self.features.table(f, share)[rows] for f, share in zip((Hog(), Geometry()), shares, strict=True)]
        near = self.division.copies().near[rows]
        return of_labels(label_suspects(np.hstack(tables), emotions[rows], near, DEFAULTS, doubting), rows)

    @property
    def _without_exclusions(self) -> Split:
        """The split without exclusions, so that excluding a face changes no finding."""
        return split(self.faces, self.division.choices.split, self.division.copies().near)

    @property
    def key(self) -> str:
        """The key of the findings for these faces with this split."""
        pictures = (self.division.copies_key, self.pictures.mesh_key, self.faces.fingerprint)
        return key_of("audit", *pictures, self.division.choices.split, DEFAULTS)
