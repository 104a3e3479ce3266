"""Settings of the clustering, and checks of its input."""

import dataclasses
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from fer_core.base.control import Control
from fer_core.base.errors import InvalidSettings
from fer_core.clustering.algorithms import ALGORITHMS

Algorithm = str
"""A name of `ALGORITHMS`."""
Covariance = Literal["diag", "tied"]

_SHAPES: dict[str, str] = {"diag": "one per cloud, along the axes", "tied": "one for all, in any direction"}
LARGEST = 1e15  # the squares of larger values overflow float32


@dataclass(frozen=True)
class ClusterSettings:
    """How the faces are grouped; `ALGORITHMS` tells which settings an algorithm uses.

    Attributes:
        k: number of groups.
        seed: of random draws.
        restarts: number of runs; the one with the lowest inertia is the result.
        algorithm: see `fer_core.clustering.algorithms`.
        covariance: of a mixture's components: an axis-parallel one for each, or one full one for all.
        smallest: fewest faces in a group of HDBSCAN; 0 for 1 % of the faces, at least 10.
    """

    k: int = 25
    seed: int = 0
    restarts: int = field(
        default=4,
        metadata={"control": Control("Restarts", "Runs from this many random starts and uses the best result.", 1, 20)},
    )
    algorithm: Algorithm = "kmeans"
    # Fields added later are not in keys and files while they have their default, so that earlier names stay valid.
    covariance: Covariance = field(
        default="diag", metadata={"later": True, "control": Control("Shape of the clouds", titles=_SHAPES)}
    )
    smallest: int = field(
        default=0,
        metadata={
            "later": True,
            "control": Control(
                "Smallest group, faces", "Faces in smaller groups are in no group. Empty: 1 % of the faces.", 2,
                empty="automatic",
            ),
        },
    )  # fmt: skip

    @property
    def uses(self) -> tuple[str, ...]:
        """Names of the settings that are used. Raises InvalidSettings for an unknown algorithm."""
        if self.algorithm not in ALGORITHMS:
            remedy = f"Choose one of: {', '.join(ALGORITHMS)}."
            raise InvalidSettings(f"There is no algorithm “{self.algorithm}”.", remedy=remedy)
        return (*ALGORITHMS[self.algorithm].uses, "seed")

    def in_effect(self) -> "ClusterSettings":
        """The same settings, with those that the algorithm ignores at their default."""
        used = {name: getattr(self, name) for name in self.uses}
        return ClusterSettings(algorithm=self.algorithm, **used)


def check(points: np.ndarray, settings: ClusterSettings) -> np.ndarray:
    """The points as contiguous float32 [m, d]. Raises InvalidSettings where ``settings`` cannot group them."""
    points = check_points(points)
    settings = settings.in_effect()
    if "k" not in settings.uses:
        settings = dataclasses.replace(settings, k=2)
    if settings.k < 2:
        raise InvalidSettings(f"k is {settings.k}, but there must be at least 2 groups.", remedy="Choose a larger k.")
    if settings.k > len(points):
        what = f"{len(points)} faces cannot make {settings.k} groups."
        raise InvalidSettings(what, remedy=f"Choose k of at most {len(points)}.")
    if settings.restarts < 1:
        raise InvalidSettings(f"{settings.restarts} restarts are too few.", remedy="Choose 1 or more.")
    if not 0 <= settings.seed < 2**32:
        raise InvalidSettings(f"The seed {settings.seed} is out of range.", remedy="Choose 0 to 4294967295.")
    if settings.smallest != 0 and not 2 <= settings.smallest <= len(points):
        remedy = f"Choose 2 to {len(points)}, or 0 for 1 % of the faces."
        raise InvalidSettings(f"The smallest group cannot have {settings.smallest} faces.", remedy=remedy)
    if settings.covariance not in ("diag", "tied"):
        raise InvalidSettings(f"There is no covariance “{settings.covariance}”.", remedy="Choose diag or tied.")
    return points


def check_points(points: np.ndarray) -> np.ndarray:
    """Any array as contiguous float32 [m, d].

    Raises InvalidSettings for an empty array, another number of dimensions, and values that are not finite or beyond
    1e15.
    """
    points = np.ascontiguousarray(points, dtype=np.float32)
    if points.ndim != 2 or 0 in points.shape:
        what = f"Found an array of shape {points.shape}; expected one row of features for each face."
        raise InvalidSettings(what, remedy="Compute the features again.")
    if not np.isfinite(points).all():
        rows = np.flatnonzero(~np.isfinite(points).all(axis=1))
        what = f"{len(rows)} faces have features that are not finite numbers (the first is row {rows[0]})."
        raise InvalidSettings(what, remedy="Exclude these faces, or compute the features again.")
    if np.abs(points).max() > LARGEST:
        raise InvalidSettings("Some features are larger than 1e15.", remedy="Standardize the features.")
    return points
