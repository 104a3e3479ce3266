"""What is wrong with the faces of a study, as the audit found it."""

import numpy as np

from fer_core.audit import Finding, Findings, left_out
from fer_core.audit.findings import from_arrays, of_copies, of_labels, of_leaks, of_pictures, to_arrays
from fer_core.audit.labels import label_suspects
from fer_core.audit.measures import Measures, measure
from fer_core.audit.settings import DEFAULTS
from fer_core.base.progress import Progress, parts_of, silent
from fer_core.faces.split import TEST, Split, split
from fer_core.features.geometry import Geometry
from fer_core.features.hog import Hog
from fer_core.study.lab.kept import Arrays
from fer_core.study.lab.pictures import MESH_SECONDS
from fer_core.study.lab.spaces import Spaces
from fer_core.study.store import key_of

SECONDS = {"copies": 20.0, "measures": 20.0, "labels": 15.0}
"""About what each part takes for FER2013 on two cores; for progress alone."""


class Audit(Spaces):
    """The checks of a study's faces, and what a person leaves out."""

    def audit(self, progress: Progress = silent) -> Findings:
        """What each check found; label suspects and conflicts only where there are labels. It leaves nothing out."""

        def make(progress: Progress) -> Arrays:
            known = self.kept("mesh", self.mesh_key)
            weights = (SECONDS["copies"], SECONDS["measures"], 0 if known else MESH_SECONDS, SECONDS["labels"])
            first, second, third, fourth = parts_of(progress, weights)
            copies, measures = self.copies(first), self.measures(second)
            mesh, emotions = self.mesh(third), self.faces.emotions
            found = of_copies(copies, self._undisturbed.part, emotions)
            found["leaks"] = self._leaks()
            found |= of_pictures(measures, np.array(mesh.scores), DEFAULTS)
            if emotions is not None:
                found["labels"] = self._label_suspects(emotions, fourth)
            return to_arrays(found)

        return from_arrays(self.keep("audit", self.audit_key, make, progress))

    def measures(self, progress: Progress = silent) -> Measures:
        """Light, sharpness and letters of every face; label-free."""

        def make(progress: Progress) -> Arrays:
            return vars(measure(self.faces.images, DEFAULTS, progress))

        key = key_of("measures", self.faces.image_fingerprint, DEFAULTS.flat, DEFAULTS.seed)
        return Measures(**self.keep("measures", key, make, progress))

    def leaked_judges(self) -> np.ndarray:
        """int64: judging faces that have a copy among those that would be learnt from, had it not been set aside.

        For the score with and without them."""
        leaks = self._leaks()
        return np.sort(leaks.rows[self._undisturbed.part[leaks.rows] == TEST])

    def _leaks(self) -> Finding:
        if self.choices.split.method == "usage":
            each = np.arange(len(self.faces))
            before = split(self.faces, self.choices.split, each).part
        else:  # drawn by groups of copies: there is nothing that could leak
            before = self._undisturbed.part
        return of_leaks(self.copies(), before, self.faces.emotions)

    def _label_suspects(self, emotions: np.ndarray, progress: Progress) -> Finding:
        looking, doubting = parts_of(progress, [1, 2])
        shares = parts_of(looking, [1, 1])
        rows = self._undisturbed.train
        rows = rows[self.faces.labelled[rows]]
        parts = [self.features(f, share)[rows] for f, share in zip((Hog(), Geometry()), shares, strict=True)]
        suspects = label_suspects(np.hstack(parts), emotions[rows], self.copies().near[rows], DEFAULTS, doubting)
        return of_labels(suspects, rows)

    @property
    def left_out(self) -> np.ndarray:
        """bool [n]: the faces that a person leaves out."""
        return left_out(self.choices.left_out, len(self.faces))

    @property
    def _undisturbed(self) -> Split:
        """The split while nothing is left out, so that leaving out a face changes no finding."""
        return split(self.faces, self.choices.split, self.copies().near)

    @property
    def audit_key(self) -> str:
        """Names what the audit finds in these faces with this split."""
        return key_of("audit", self.copies_key, self.mesh_key, self.faces.fingerprint, self.choices.split, DEFAULTS)
