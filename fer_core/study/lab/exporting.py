"""Taking a study's recognizer away. The files follow from the same keys as the recognizer itself."""

import json

import numpy as np

from fer_core.base.progress import Progress, parts_of, silent
from fer_core.export import FACES, Exported, Recipe, exported, skops_of
from fer_core.features.feature import with_parts
from fer_core.naming.verdict import NamedFaces
from fer_core.recognizer.limits import IN_FILES
from fer_core.study.lab.kept import Arrays
from fer_core.study.lab.trying import Lab
from fer_core.study.store import key_of, plain

EXPORTS = 2
"""Raised when files are written in another way."""


def export_key(lab: Lab, named: NamedFaces) -> str:
    """Names the ONNX file of the recognizer of ``named``."""
    return key_of("export", EXPORTS, lab.training_key(named))


def export_kept(lab: Lab, named: NamedFaces) -> bool:
    """Whether the ONNX file is on disk."""
    return lab.kept("export", export_key(lab, named))


def export_onnx(lab: Lab, named: NamedFaces, progress: Progress = silent) -> Exported:
    """The recognizer of ``named`` as ONNX, compared with the app on held-out faces, or on all where none are held out.

    Raises NotExportable, ExportDiffers, and what training raises.
    """

    def make(progress: Progress) -> Arrays:
        fitting, looking, writing = parts_of(progress, [4, 1, 4])
        recipe = recipe_of(lab, named, fitting)
        rows = faces_to_compare(lab)
        inputs = lab.inputs(looking)[rows]
        return exported(recipe, lab.faces.images[rows], inputs, writing).arrays()

    return Exported.from_arrays(lab.keep("export", export_key(lab, named), make, progress))


def export_skops(lab: Lab, named: NamedFaces, progress: Progress = silent) -> bytes:
    """The recognizer of ``named`` as skops; it begins at features."""
    return skops_of(lab.recognizer(named, progress))


def recipe_of(lab: Lab, named: NamedFaces, progress: Progress = silent) -> Recipe:
    """Everything between a crop and the answer of the recognizer of ``named``."""
    fitted = lab.recognizer(named, progress)
    kinds = tuple(lab.choices.seen_in_training)
    learned = {part: lab.learned(part) for kind in kinds for part in with_parts(kind)}
    reductions = tuple(lab.reduction(kind)[0] for kind in kinds)
    return Recipe(fitted, kinds, reductions, learned, lab.choices.aligned, _origin(lab, named))


def faces_to_compare(lab: Lab) -> np.ndarray:
    """int64 [m]: faces spread evenly over the held-out ones."""
    rows = lab.split.test if len(lab.split.test) else np.arange(len(lab.faces))
    return rows[np.linspace(0, len(rows) - 1, min(FACES, len(rows))).round().astype(np.int64)]


def _origin(lab: Lab, named: NamedFaces) -> dict[str, str]:
    """Where the recognizer comes from, for the file."""
    made_of = {
        "dataset": lab.faces.fingerprint,
        "training": lab.training_key(named),
        "split": lab.split.fingerprint,
        "recognizer": json.dumps(plain(lab.choices.recognizer)),
        "synthetic": str(lab.faces.synthetic).lower(),
        "limits": IN_FILES,
    }
    return made_of if not lab.faces.synthetic else {**made_of, "made_of": "Synthetic faces of nobody."}
