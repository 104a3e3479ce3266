"""Reconstructs faces from their first components, and measures what is lost."""

from dataclasses import dataclass

import numpy as np

from fer_core.reduction.pca import Reduction
from fer_core.reduction.settings import ReductionSettings


@dataclass(frozen=True, eq=False)
class Rebuilt:
    """Faces reconstructed from their first components.

    Attributes:
        columns: float32 [k, d], the reconstructed features.
        recovered: float64 [k], share of the squared difference from the mean face that is recovered: 1 is all of it;
            below 0 the reconstruction is worse than the mean face.
        errors: float64 [k], root mean square error over the columns, in the features' units.
    """

    columns: np.ndarray
    recovered: np.ndarray
    errors: np.ndarray


def rebuild(reduction: Reduction, columns: np.ndarray, count: int) -> Rebuilt:
    """Reconstruct features float32 [k, d] from their first ``count`` components.

    Raises InvalidSettings where there are fewer components than ``count``.
    """
    settings = ReductionSettings(count)
    made = reduction.inverse_transform(reduction.transform(columns, settings), settings)
    mean = reduction.inverse_transform(np.zeros((1, 1), np.float32), ReductionSettings(1))
    scale = reduction.scale_
    lost = (((columns - made) / scale) ** 2).sum(axis=1, dtype=np.float64)
    apart = (((columns - mean) / scale) ** 2).sum(axis=1, dtype=np.float64)
    recovered = 1 - np.divide(lost, apart, out=np.zeros_like(lost), where=apart > 1e-12)
    return Rebuilt(made, recovered, np.sqrt(((columns - made) ** 2).mean(axis=1, dtype=np.float64)))


def along(reduction: Reduction, component: int, deviations: np.ndarray) -> np.ndarray:
    """The mean face's features, float32 [k, d], moved along a component (counted from 0) by ``deviations``.

    ``deviations``: float [k], in standard deviations of the component.
    """
    scores = np.zeros((len(deviations), component + 1), np.float32)
    scores[:, component] = np.asarray(deviations) * np.sqrt(reduction.explained_variance_[component])
    return reduction.inverse_transform(scores, ReductionSettings(component + 1))
