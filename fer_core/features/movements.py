"""What the parts of a face do: brows lowered, lips pressed together, jaw dropped."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from fer_core.base.errors import InvalidSettings
from fer_core.base.parallel import in_chunks
from fer_core.base.progress import Progress, silent
from fer_core.faces.movements import WORDS, both_sides, logits
from fer_core.features.feature import NOTHING, Feature, Learned, Sources

_CHUNK = 1024


@dataclass(frozen=True)
class Movements(Feature):
    """How strongly each of 24 movements is seen, as log odds; left and right side together.

    The mesh must come from the networks that tell movements (`fer_core.faces.landmarker`).
    """

    kind: ClassVar[str] = "movements"
    title: ClassVar[str] = "Movements of the face"
    explanation: ClassVar[str] = (
        "How strongly each of 24 movements is seen, such as lowered brows, raised lip corners or a dropped jaw."
    )
    seconds: ClassVar[float] = 0.5
    needs_mesh: ClassVar[bool] = True
    needs_movements: ClassVar[bool] = True
    standardise: ClassVar[bool] = True

    def extract(self, sources: Sources, learned: Learned = NOTHING, progress: Progress = silent) -> np.ndarray:
        """float32 [n, 24]. Raises InvalidSettings for a mesh without movements."""
        movements = sources.mesh_for(self).movements
        if not movements.shape[1]:
            what = f"The earlier face networks do not tell “{self.title}”."
            raise InvalidSettings(what, remedy="Choose the present networks on the Data page.")
        out = np.empty((len(movements), len(WORDS)), np.float32)

        def work(rows: slice) -> None:
            out[rows] = both_sides(logits(movements[rows]))

        in_chunks(work, len(movements), _CHUNK, "Reading movements", progress)
        return out

    def names(self) -> list[str]:
        """The movement in each column."""
        return list(WORDS.values())
