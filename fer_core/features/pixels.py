"""Pixels: the grey values themselves."""

from dataclasses import dataclass, field
from typing import ClassVar, Literal

import numpy as np

from fer_core.base.control import Control
from fer_core.base.parallel import in_chunks
from fer_core.base.progress import Progress, silent
from fer_core.faces.faceset import SIDE
from fer_core.features.feature import NOTHING, Feature, Learned, Sources

_CHUNK = 512


@dataclass(frozen=True)
class Pixels(Feature):
    """The 2,304 grey values of a face, row by row.

    Attributes:
        normalise: give every face mean 0 and standard deviation 1, so that lighting does not count (a blank image
            becomes all zeros). Otherwise grey values are divided by 255.
    """

    kind: ClassVar[str] = "pixels"
    title: ClassVar[str] = "Pixels"
    explanation: ClassVar[str] = (
        "The grey values themselves. Simple, but lighting, hair and head pose affect them more than expressions do."
    )
    drawn: ClassVar[Literal["picture", "mesh", ""]] = "picture"

    normalise: bool = field(
        default=True,
        metadata={
            "control": Control(
                "Normalise the lighting of each face",
                "Gives every face the same mean and contrast, so that dark and bright pictures are comparable.",
            )
        },
    )

    def extract(self, sources: Sources, learned: Learned = NOTHING, progress: Progress = silent) -> np.ndarray:
        """float32 [n, 2304]."""
        out = np.empty((len(sources), SIDE * SIDE), np.float32)

        def work(rows: slice) -> None:
            grey = sources.images[rows].reshape(-1, SIDE * SIDE).astype(np.float32)
            out[rows] = _normalised(grey) if self.normalise else grey / np.float32(255)

        in_chunks(work, len(sources), _CHUNK, "Reading pixels", progress)
        return out


def _normalised(grey: np.ndarray) -> np.ndarray:
    centred = grey - grey.mean(axis=1, keepdims=True)
    spread = centred.std(axis=1, keepdims=True)
    # An image of a single grey value has no contrast; its rounding errors must not be amplified.
    return np.divide(centred, spread, out=np.zeros_like(centred), where=spread > 1e-3)
