"""Rebuild: faces made again from their first components, and what is lost."""

from dataclasses import dataclass

import numpy as np

from fer_core.reduction.pca import Reduction
from fer_core.reduction.settings import ReductionSettings


@dataclass(frozen=True, eq=False)
class Rebuilt:
    """Faces from few components.

    Attributes:
        columns: float32 [k, d], the features that the components stand for.
        kept: float64 [k], share of what sets the face apart from the mean face that came back: 1 is all of it, below 0
            it is worse than the mean face.
        errors: float64 [k], root mean square error over the columns, in the features' units.
    """

    columns: np.ndarray
    kept: np.ndarray
    errors: np.ndarray


def rebuild(reduction: Reduction, columns: np.ndarray, count: int) -> Rebuilt:
    """Make features float32 [k, d] again from their first ``count`` components. Raises InvalidSettings for too many."""
    settings = ReductionSettings(count)
    made = reduction.inverse_transform(reduction.transform(columns, settings), settings)
    mean = reduction.inverse_transform(np.zeros((1, 1), np.float32), ReductionSettings(1))
    scale = reduction.scale_
    lost = (((columns - made) / scale) ** 2).sum(axis=1, dtype=np.float64)
    apart = (((columns - mean) / scale) ** 2).sum(axis=1, dtype=np.float64)
    kept = 1 - np.divide(lost, apart, out=np.zeros_like(lost), where=apart > 1e-12)
    return Rebuilt(made, kept, np.sqrt(((columns - made) ** 2).mean(axis=1, dtype=np.float64)))


def along(reduction: Reduction, component: int, deviations: np.ndarray) -> np.ndarray:
    """float32 [k, d]: the mean face's features, moved by float [k] standard deviations along a component (from 0)."""
    scores = np.zeros((len(deviations), component + 1), np.float32)
    scores[:, component] = np.asarray(deviations) * np.sqrt(reduction.explained_variance_[component])
    return reduction.inverse_transform(scores, ReductionSettings(component + 1))
