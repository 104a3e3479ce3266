"""How other numbers of the same faces, such as their pictures, change along a component.

A component of edge directions cannot be turned back into a face. But faces have pictures and points too, and least
squares gives how these change on average as the component grows.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

FACES = 4_000
"""Most faces to fit on."""


@dataclass(frozen=True, eq=False)
class Companions:
    """Linear dependence of other numbers of faces on components.

    Attributes:
        mean: float32 [d], mean of the fitted faces.
        slopes: float32 [c, d], change per standard deviation of a component, the others constant.
        shares: float32 [c], share (0..1) of the variance of the other numbers that the component explains.
    """

    mean: np.ndarray
    slopes: np.ndarray
    shares: np.ndarray

    def at(self, component: int, deviations: np.ndarray) -> np.ndarray:
        """The mean face, moved by ``deviations`` float [k] (standard deviations) along a component: float32 [k, d]."""
        return self.mean + np.asarray(deviations, np.float32)[:, None] * self.slopes[component]

    def of(self, deviations: np.ndarray) -> np.ndarray:
        """What follows from the first components of k faces, float [k, c] in standard deviations: float32 [k, d]."""
        return np.asarray(self.mean + deviations.astype(np.float32) @ self.slopes[: deviations.shape[1]])

    def arrays(self) -> dict[str, np.ndarray]:
        """All fields, to be saved."""
        return {"mean": self.mean, "slopes": self.slopes, "shares": self.shares}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, np.ndarray]) -> "Companions":
        """The inverse of `arrays`."""
        return cls(arrays["mean"], arrays["slopes"], arrays["shares"])


def companions(scores: np.ndarray, others: np.ndarray) -> Companions:
    """How ``others`` float [m, d] change with each column of ``scores`` float [m, c] of the same faces.

    Components are uncorrelated on the faces they were fitted on, so each is fitted separately.
    """
    mean = others.mean(axis=0, dtype=np.float64).astype(np.float32)
    centred = (others - mean).astype(np.float32)
    deviations = (scores - scores.mean(axis=0)).astype(np.float32)
    spread = deviations.std(axis=0)
    standard = np.divide(deviations, spread, out=np.zeros_like(deviations), where=spread > 1e-9)
    slopes = standard.T @ centred / np.float32(len(others))
    total = max(float((centred**2).sum()) / len(others), 1e-30)
    return Companions(mean, slopes, ((slopes**2).sum(axis=1) / total).astype(np.float32))
