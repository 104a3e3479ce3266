"""Writing a recognizer as one ONNX file, compared with the app before it is given out."""

from dataclasses import dataclass

import numpy as np

from fer_core.base.progress import Progress, parts_of, silent
from fer_core.export.kinds import missing
from fer_core.export.model import Kind, model_of
from fer_core.export.parity import Parity, answers, check, compared, session_of
from fer_core.export.recipe import Recipe


@dataclass(frozen=True, eq=False)
class Exported:
    """A file to take away.

    Attributes:
        content: the ONNX file.
        parity: what it predicts, compared with what the app predicts.
        kind: what goes in: "faces" uint8 [n, 48, 48], or "features" float32 [n, d].
        missing: titles of the kinds of features because of which it begins at features; empty for faces.
    """

    content: bytes
    parity: Parity
    kind: Kind
    missing: tuple[str, ...] = ()

    def arrays(self) -> dict[str, np.ndarray]:
        """Everything in it, to be stored on disk."""
        p = self.parity
        return {
            "content": np.frombuffer(self.content, np.uint8),
            "parity": np.array([p.faces, p.same, p.close, p.largest]),
            "kind": np.array(self.kind),
            "missing": np.array(self.missing, np.str_),
        }

    @classmethod
    def from_arrays(cls, arrays: "dict[str, np.ndarray]") -> "Exported":
        """What `arrays` gave."""
        faces, same, close, largest = arrays["parity"].tolist()
        kind: Kind = "faces" if str(arrays["kind"]) == "faces" else "features"
        parity = Parity(int(faces), int(same), int(close), largest)
        return cls(arrays["content"].tobytes(), parity, kind, tuple(arrays["missing"].tolist()))


def exported(recipe: Recipe, images: np.ndarray, inputs: np.ndarray, progress: Progress = silent) -> Exported:
    """The file, and how it compares.

    Args:
        recipe: what is exported.
        images: uint8 [n, 48, 48], faces to compare on.
        inputs: float32 [n, columns], what the app's recognizer sees of them.
        progress: may raise Cancelled.

    Raises NotExportable where the recognizer cannot be written as ONNX, ExportDiffers where the file differs.
    """
    writing, comparing = parts_of(progress, [1, 9])
    writing(0, 1, "Writing the file")
    blamed = missing(list(recipe.kinds))
    kind: Kind = "features" if blamed else "faces"
    content = model_of(recipe, kind).SerializeToString()
    rows = images if kind == "faces" else np.asarray(inputs, np.float32)
    predicted = answers(session_of(content), kind, rows, comparing)
    parity = check(compared(predicted, recipe.fitted.predict_proba(inputs)))
    return Exported(content, parity, kind, tuple(one.title for one in blamed))
