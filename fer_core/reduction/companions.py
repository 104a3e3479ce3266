"""Companions: what goes along with a component in other numbers of the same faces, such as their pictures.

A component of edge directions cannot be turned back into a face. But faces have pictures and points too, and how these
change on average as a component grows can be told by least squares.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

FACES = 4_000
"""Faces that are asked, at most."""


@dataclass(frozen=True, eq=False)
class Companions:
    """Other numbers of faces as they go with components.

    Attributes:
        mean: float32 [d], of the faces asked.
        slopes: float32 [c, d], change for one standard deviation more of a component, all others left as they are.
        shares: float32 [c], share of the other numbers' variance that goes with the component (0..1).
    """

    mean: np.ndarray
    slopes: np.ndarray
    shares: np.ndarray

    def at(self, component: int, deviations: np.ndarray) -> np.ndarray:
        """float32 [k, d]: the mean face, moved by so many standard deviations float [k] along a component."""
        return self.mean + np.asarray(deviations, np.float32)[:, None] * self.slopes[component]

    def arrays(self) -> dict[str, np.ndarray]:
        """Everything in it, to be kept on disk."""
        return {"mean": self.mean, "slopes": self.slopes, "shares": self.shares}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, np.ndarray]) -> "Companions":
        """What `arrays` gave."""
        return cls(arrays["mean"], arrays["slopes"], arrays["shares"])


def companions(scores: np.ndarray, others: np.ndarray) -> Companions:
    """How ``others`` float [m, d] change with each column of ``scores`` float [m, c] of the same faces.

    Components do not go together on the faces they were fitted to, so each is looked at by itself.
    """
    mean = others.mean(axis=0, dtype=np.float64).astype(np.float32)
    centred = (others - mean).astype(np.float32)
    deviations = (scores - scores.mean(axis=0)).astype(np.float32)
    spread = deviations.std(axis=0)
    standard = np.divide(deviations, spread, out=np.zeros_like(deviations), where=spread > 1e-9)
    slopes = standard.T @ centred / np.float32(len(others))
    total = max(float((centred**2).sum()) / len(others), 1e-30)
    return Companions(mean, slopes, ((slopes**2).sum(axis=1) / total).astype(np.float32))
