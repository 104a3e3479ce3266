"""Exports the recognizer as files. Their keys follow from the key of the recognizer."""

import json
from dataclasses import dataclass

import numpy as np

from fer_core.base.progress import Progress, parts_of, silent
from fer_core.export import FACES, Exported, Recipe, exported, skops_of
from fer_core.features.feature import with_parts
from fer_core.naming.verdict import NamedFaces
from fer_core.recognizer.limits import IN_FILES
from fer_core.study.lab.division import FaceDivision
from fer_core.study.lab.features import FeatureTables
from fer_core.study.lab.inputs import RecognizerInputs
from fer_core.study.lab.reductions import Reductions
from fer_core.study.lab.results import Arrays, Results
from fer_core.study.lab.training import RecognizerTraining
from fer_core.study.store import key_of, plain

EXPORTS = 2
"""Raised when the content of the files changes."""


@dataclass(frozen=True, eq=False)
class RecognizerExport:
    """Writes the files of a recognizer, with what this needs from other parts of the lab."""

    results: Results
    division: FaceDivision
    features: FeatureTables
    reduction: Reductions
    inputs: RecognizerInputs
    training: RecognizerTraining

    def onnx(self, named: NamedFaces, progress: Progress = silent) -> Exported:
        """The recognizer of ``named`` as ONNX, compared with the app on test faces, or on all faces without a test set.

        Raises:
            NotExportable: if it cannot be written as ONNX.
            ExportDiffers: if the file does not predict the same as the app.
            FerLabError: if training fails.
        """

        def make(progress: Progress) -> Arrays:
            fitting, extracting, writing = parts_of(progress, [4, 1, 4])
            recipe, rows = self.recipe(named, fitting), self._compared_rows
            inputs = self.inputs.matrix(extracting)[rows]
            return exported(recipe, self.division.faces.images[rows], inputs, writing).arrays()

        return Exported.from_arrays(self.results.get("export", self.key(named), make, progress))

    def skops(self, named: NamedFaces, progress: Progress = silent) -> bytes:
        """The recognizer of ``named`` as a skops file, whose input is features."""
        return skops_of(self.training.recognizer(named, progress))

    def recipe(self, named: NamedFaces, progress: Progress = silent) -> Recipe:
        """Everything between a crop and the prediction of the recognizer of ``named``."""
        fitted = self.training.recognizer(named, progress)
        kinds = tuple(self.inputs.kinds)
        learned = {part: self.features.learned(part) for kind in kinds for part in with_parts(kind)}
        reductions = tuple(self.reduction.of(kind)[0] for kind in kinds)
        pictures, origin = self.features.pictures, self._origin(named)
        return Recipe(fitted, kinds, reductions, learned, pictures.aligned, pictures.networks, origin)

    def ready(self, named: NamedFaces) -> bool:
        """Whether the ONNX file is on disk."""
        return self.results.has("export", self.key(named))

    @property
    def _compared_rows(self) -> np.ndarray:
        """Faces int64 [m], spread evenly over the test set."""
        test = self.division.split.test
        rows = test if len(test) else np.arange(len(self.division.faces))
        return rows[np.linspace(0, len(rows) - 1, min(FACES, len(rows))).round().astype(np.int64)]

    def _origin(self, named: NamedFaces) -> dict[str, str]:
        """Where the recognizer comes from, for the metadata of the file."""
        faces = self.division.faces
        made_of = {
            "dataset": faces.fingerprint,
            "training": self.training.key(named),
            "split": self.division.split.fingerprint,
            "recognizer": json.dumps(plain(self.training.settings)),
            "synthetic": str(faces.synthetic).lower(),
            "limits": IN_FILES,
        }
        return made_of if not faces.synthetic else {**made_of, "made_of": "Synthetic faces of nobody."}

    def key(self, named: NamedFaces) -> str:
        """The key of the ONNX file of the recognizer of ``named``."""
        return key_of("export", EXPORTS, self.training.key(named))
