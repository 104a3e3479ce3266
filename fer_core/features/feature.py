"""What every kind of features promises."""

from typing import ClassVar, Protocol

import numpy as np

from fer_core.face_mesh import Mesh
from fer_core.progress import Progress, silent


class Feature(Protocol):
    """A frozen dataclass: its fields are the settings, and it turns faces into rows of numbers.

    The numbers of a face never depend on other faces, and never on a label.

    Attributes:
        kind: its name in files and addresses.
        title: its name for people.
        explanation: one plain sentence.
        needs_mesh: whether `extract` must be given the faces' mesh.
        standardise: whether columns are in different units, so that they must be standardised on training
            rows before distances mean anything (`fer_core.reduction.Reduction`).
    """

    kind: ClassVar[str]
    title: ClassVar[str]
    explanation: ClassVar[str]
    needs_mesh: ClassVar[bool]
    standardise: ClassVar[bool]

    def extract(self, images: np.ndarray, mesh: Mesh | None = None, progress: Progress = silent) -> np.ndarray:
        """float32 [n, d], all finite, for ``images`` uint8 [n, 48, 48]. Raises InvalidSettings."""
        ...

    def names(self) -> list[str] | None:
        """What each of the d columns means, in plain words; None where a single one means nothing."""
        ...
