"""Writes a recognizer as one ONNX file and compares it with the app."""

from dataclasses import dataclass

import numpy as np

from fer_core.base.progress import Progress, parts_of, silent
from fer_core.export.kinds import missing
from fer_core.export.model import Kind, model_of
from fer_core.export.parity import Parity, answers, check, compared, session_of
from fer_core.export.recipe import Recipe


@dataclass(frozen=True, eq=False)
class Exported:
    """An exported file.

    Attributes:
        content: the ONNX file.
        parity: its predictions compared with those of the app.
        kind: its input: "faces" uint8 [n, 48, 48], or "features" float32 [n, d].
        missing: titles of the kinds of features that have no graph, for which it begins at features; empty for faces.
    """

    content: bytes
    parity: Parity
    kind: Kind
    missing: tuple[str, ...] = ()

    def arrays(self) -> dict[str, np.ndarray]:
        """All fields as arrays, to be saved on disk."""
        p = self.parity
        return {
            "content": np.frombuffer(self.content, np.uint8),
            "parity": np.array([p.faces, p.same, p.close, p.largest]),
            "kind": np.array(self.kind),
            "missing": np.array(self.missing, np.str_),
        }

    @classmethod
    def from_arrays(cls, arrays: "dict[str, np.ndarray]") -> "Exported":
        """The file from the arrays that `arrays` returned."""
        faces, same, close, largest = arrays["parity"].tolist()
        kind: Kind = "faces" if str(arrays["kind"]) == "faces" else "features"
        parity = Parity(int(faces), int(same), int(close), largest)
        return cls(arrays["content"].tobytes(), parity, kind, tuple(arrays["missing"].tolist()))


def exported(recipe: Recipe, images: np.ndarray, inputs: np.ndarray, progress: Progress = silent) -> Exported:
    """Write the file and compare it with the app.

    Args:
        recipe: the recognizer to export.
        images: uint8 [n, 48, 48], faces to compare on.
        inputs: float32 [n, columns], the features of these faces for the app's recognizer.
        progress: may raise Cancelled.

    Raises:
        NotExportable: if the recognizer cannot be written as ONNX.
        ExportDiffers: if the file does not predict the same as the app.
    """
    writing, comparing = parts_of(progress, [1, 9])
    writing(0, 1, "Writing the file")
    without_graph = missing(list(recipe.kinds))
    kind: Kind = "features" if without_graph else "faces"
    content = model_of(recipe, kind).SerializeToString()
    rows = images if kind == "faces" else np.asarray(inputs, np.float32)
    predicted = answers(session_of(content), kind, rows, comparing)
    parity = check(compared(predicted, recipe.fitted.predict_proba(inputs)))
    return Exported(content, parity, kind, tuple(one.title for one in without_graph))
