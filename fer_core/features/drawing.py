"""Drawing: features that can be turned back into a picture or a mesh, for the eye."""

import numpy as np

from fer_core.base.errors import InvalidSettings
from fer_core.faces.mesh import POINTS
from fer_core.features.feature import Feature
from fer_core.features.pixels import Pixels

CONTRAST = 52.0
"""Grey levels for one standard deviation of a face whose light was evened out: about what FER2013's faces have."""
MIDDLE = 128.0


def grey_levels(feature: Feature) -> float:
    """Grey levels (0..255) that one unit of a kind that is a picture stands for."""
    return 255.0 if isinstance(feature, Pixels) and not feature.normalise else CONTRAST


def as_pictures(feature: Feature, columns: np.ndarray) -> np.ndarray:
    """uint8 [k, side, side] of features float [k, side²]. Raises InvalidSettings for kinds that are no pictures."""
    side = round(columns.shape[1] ** 0.5)
    if feature.drawn != "picture" or side * side != columns.shape[1]:
        raise InvalidSettings(f"“{feature.title}” cannot be turned back into pictures.", remedy="Choose Pixels.")
    levels = grey_levels(feature)
    grey = columns * levels + (MIDDLE if levels == CONTRAST else 0)
    return np.clip(np.rint(grey), 0, 255).astype(np.uint8).reshape(-1, side, side)


def as_meshes(columns: np.ndarray) -> np.ndarray:
    """float32 [k, 468, 3] of landmarks float [k, 1404]: distances between the eyes; (0, 0, 0) lies between them."""
    return columns.reshape(-1, POINTS, 3)
