"""What a person chooses before the faces are grouped."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from fer_core.errors import InvalidSettings

LARGEST = 1e15  # the squares of larger measures overflow float32


@dataclass(frozen=True)
class ClusterSettings:
    """``k`` groups by the best (lowest inertia) of ``restarts`` seeded runs of ``algorithm``."""

    k: int = 25
    seed: int = 0
    restarts: int = 4
    algorithm: Literal["kmeans"] = "kmeans"


def check(points: np.ndarray, settings: ClusterSettings) -> np.ndarray:
    """The points as contiguous float32 [m, d]. Raises InvalidSettings where they cannot make ``k`` groups."""
    points = check_points(points)
    if settings.algorithm != "kmeans":
        raise InvalidSettings(f"There is no algorithm “{settings.algorithm}”.", remedy="Choose kmeans.")
    if settings.k < 2:
        raise InvalidSettings(f"k is {settings.k}; there must be 2 groups or more.", remedy="Raise k.")
    if settings.k > len(points):
        what = f"{len(points)} faces cannot make {settings.k} groups."
        raise InvalidSettings(what, remedy=f"Choose k of at most {len(points)}.")
    if settings.restarts < 1:
        raise InvalidSettings(f"{settings.restarts} restarts were asked for.", remedy="Choose 1 or more.")
    if not 0 <= settings.seed < 2**32:
        raise InvalidSettings(f"The seed {settings.seed} is out of range.", remedy="Choose 0 to 4294967295.")
    return points


def check_points(points: np.ndarray) -> np.ndarray:
    """Any array as contiguous float32 [m, d], m, d >= 1, finite, none beyond 1e15; else InvalidSettings."""
    points = np.ascontiguousarray(points, dtype=np.float32)
    if points.ndim != 2 or 0 in points.shape:
        what = f"Found an array of shape {points.shape}; expected one row of measures for each face."
        raise InvalidSettings(what, remedy="Compute the features again.")
    if not np.isfinite(points).all():
        rows = np.flatnonzero(~np.isfinite(points).all(axis=1))
        what = f"{len(rows)} faces have measures that are no numbers (the first is row {rows[0]})."
        raise InvalidSettings(what, remedy="Leave these faces out, or compute the features again.")
    if np.abs(points).max() > LARGEST:
        raise InvalidSettings("Some measures are larger than 1e15.", remedy="Standardize the features.")
    return points
