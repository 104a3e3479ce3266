"""Whether a file predicts what the app predicts: measured on every export, and shown."""

from dataclasses import dataclass

import numpy as np
import onnxruntime as ort

from fer_core.base.errors import FerLabError
from fer_core.base.progress import Progress, silent
from fer_core.export.model import INPUTS, OUTPUT, Kind

FACES = 1000
"""Faces that the two are compared on, at most."""
SAME = 0.999
"""Share of faces on which both must give the same answer."""
CLOSE = 1e-3
"""By how much a face's probabilities may differ and still count as the same."""
WITHIN = 0.999
"""Share of faces whose probabilities must be that close: one of `FACES` may be off. Among few faces none may."""
_CHUNK = 20  # faces: about 0.2 s


class ExportDiffers(FerLabError):
    """A file that does not predict what the app predicts; it is not given out."""


@dataclass(frozen=True)
class Parity:
    """What a file predicts, compared with what the app predicts.

    Attributes:
        faces: how many were compared.
        same: on how many the answer is the same.
        close: on how many no probability differs by more than `CLOSE`.
        largest: the largest difference between two probabilities (0..1).
    """

    faces: int
    same: int
    close: int
    largest: float

    @property
    def holds(self) -> bool:
        """Whether the file may be given out."""
        return self.same >= SAME * self.faces and self.close >= WITHIN * self.faces

    def __str__(self) -> str:
        what = f"{self.faces:,} faces: the same answer on {self.same:,}; "
        if self.close == self.faces:
            most = f"{self.largest:.7f}".rstrip("0").rstrip(".")
            return f"{what}probabilities differ by at most {most}" if self.largest else f"{what}equal probabilities"
        return f"{what}probabilities within {CLOSE} on {self.close:,}, at most {self.largest:.4f} apart on the others"


def session_of(content: bytes) -> ort.InferenceSession:
    """The file, ready to run on one thread: faces are looked at one by one, which more threads only slow down."""
    options = ort.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 4
    return ort.InferenceSession(content, options, providers=["CPUExecutionProvider"])


def answers(session: ort.InferenceSession, kind: Kind, rows: np.ndarray, progress: Progress = silent) -> np.ndarray:
    """float32 [n, classes] for faces uint8 [n, 48, 48] or features float32 [n, d]; ``progress`` may raise Cancelled."""
    found = [np.zeros((0, session.get_outputs()[0].shape[1]), np.float32)]
    for start in range(0, len(rows), _CHUNK):
        progress(start, len(rows), "Comparing the file with the app")
        given = np.ascontiguousarray(rows[start : start + _CHUNK])
        found.append(session.run([OUTPUT], {INPUTS[kind]: given})[0])
    return np.concatenate(found)


def compared(theirs: np.ndarray, ours: np.ndarray) -> Parity:
    """Two tables of probabilities float [n, classes] of the same faces, compared."""
    apart = np.abs(theirs.astype(np.float64) - ours).max(axis=1, initial=0)
    # A probability that is not a number counts as wrong.
    apart = np.where(np.isfinite(apart), apart, 1.0)
    same = (theirs.argmax(axis=1) == ours.argmax(axis=1)) & np.isfinite(theirs).all(axis=1)
    return Parity(len(ours), int(same.sum()), int((apart <= CLOSE).sum()), float(apart.max(initial=0)))


def check(parity: Parity) -> Parity:
    """The same, or ExportDiffers."""
    if not parity.holds:
        remedy = "Please report this, with the study's settings; the scikit-learn file (skops) is not affected."
        raise ExportDiffers(f"The ONNX file does not predict what the app predicts. {parity}.", remedy=remedy)
    return parity
