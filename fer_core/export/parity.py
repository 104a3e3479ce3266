"""Whether an exported file predicts the same as the app: measured on every export, and shown."""

from dataclasses import dataclass

import numpy as np
import onnxruntime as ort

from fer_core.base.errors import FerLabError
from fer_core.base.progress import Progress, silent
from fer_core.export.model import INPUTS, OUTPUT, Kind

FACES = 1000
"""Most faces that file and app are compared on."""
SAME = 0.999
"""Share of faces for which both must predict the same emotion."""
CLOSE = 1e-3
"""Largest difference of probabilities that counts as the same."""
WITHIN = 0.999
"""Share of faces whose probabilities must be `CLOSE`: all but one of `FACES`; with fewer faces, all."""
_CHUNK = 20  # faces: about 0.2 s


class ExportDiffers(FerLabError):
    """A file does not predict the same as the app; it is not offered."""


@dataclass(frozen=True)
class Parity:
    """The predictions of a file compared with those of the app.

    Attributes:
        faces: number of faces compared.
        same: faces for which both predict the same emotion.
        close: faces for which no probability differs by more than `CLOSE`.
        largest: the largest difference between two probabilities (0..1).
    """

    faces: int
    same: int
    close: int
    largest: float

    @property
    def holds(self) -> bool:
        """Whether the file may be offered."""
        return self.same >= SAME * self.faces and self.close >= WITHIN * self.faces

    def __str__(self) -> str:
        what = f"{self.faces:,} faces: the same prediction for {self.same:,}; "
        if self.close == self.faces:
            most = f"{self.largest:.7f}".rstrip("0").rstrip(".")
            return f"{what}probabilities differ by at most {most}" if self.largest else f"{what}equal probabilities"
        return f"{what}probabilities within {CLOSE} for {self.close:,}, and within {self.largest:.4f} for the others"


def session_of(content: bytes) -> ort.InferenceSession:
    """A session that runs the file on one thread: it processes faces one by one, so more threads would slow it down."""
    options = ort.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 4
    return ort.InferenceSession(content, options, providers=["CPUExecutionProvider"])


def answers(session: ort.InferenceSession, kind: Kind, rows: np.ndarray, progress: Progress = silent) -> np.ndarray:
    """Probabilities float32 [n, classes] in 0..1 by a file.

    Args:
        session: of the file.
        kind: its input.
        rows: faces uint8 [n, 48, 48] or features float32 [n, d].
        progress: called for every few rows; may raise Cancelled.
    """
    found = [np.zeros((0, session.get_outputs()[0].shape[1]), np.float32)]
    for start in range(0, len(rows), _CHUNK):
        progress(start, len(rows), "Comparing the file with the app")
        given = np.ascontiguousarray(rows[start : start + _CHUNK])
        found.append(session.run([OUTPUT], {INPUTS[kind]: given})[0])
    return np.concatenate(found)


def compared(theirs: np.ndarray, ours: np.ndarray) -> Parity:
    """Compare two tables of probabilities float [n, classes] of the same faces: the file's and the app's."""
    apart = np.abs(theirs.astype(np.float64) - ours).max(axis=1, initial=0)
    # A probability that is not a number counts as different.
    apart = np.where(np.isfinite(apart), apart, 1.0)
    same = (theirs.argmax(axis=1) == ours.argmax(axis=1)) & np.isfinite(theirs).all(axis=1)
    return Parity(len(ours), int(same.sum()), int((apart <= CLOSE).sum()), float(apart.max(initial=0)))


def check(parity: Parity) -> Parity:
    """Return ``parity``; raise ExportDiffers if it does not hold."""
    if not parity.holds:
        remedy = "Please report this, with the study's settings; the scikit-learn file (skops) is not affected."
        raise ExportDiffers(f"The ONNX file does not predict the same as the app. {parity}.", remedy=remedy)
    return parity
