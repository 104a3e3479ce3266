"""Turns features back into pictures or meshes, where that is possible."""

import numpy as np

from fer_core.base.errors import InvalidSettings
from fer_core.faces.mesh import POINTS
from fer_core.features.feature import Feature
from fer_core.features.pixels import Pixels

CONTRAST = 52.0
"""Grey levels per standard deviation of a face with normalised lighting: about that of FER2013's faces."""
MIDDLE = 128.0


def grey_levels(feature: Feature) -> float:
    """How many grey levels (0..255) one unit of a feature that is a picture stands for."""
    return 255.0 if isinstance(feature, Pixels) and not feature.normalise else CONTRAST


def as_pictures(feature: Feature, columns: np.ndarray) -> np.ndarray:
    """uint8 [k, side, side] of features float [k, side²]. Raises InvalidSettings for kinds that are not pictures."""
    side = round(columns.shape[1] ** 0.5)
    if feature.drawn != "picture" or side * side != columns.shape[1]:
        raise InvalidSettings(f"“{feature.title}” cannot be turned back into pictures.", remedy="Choose Pixels.")
    levels = grey_levels(feature)
    grey = columns * levels + (MIDDLE if levels == CONTRAST else 0)
    return np.clip(np.rint(grey), 0, 255).astype(np.uint8).reshape(-1, side, side)


def as_meshes(columns: np.ndarray) -> np.ndarray:
    """Landmarks float [k, 1404] as meshes [k, 468, 3], in distances between the eyes; the origin is between them."""
    return columns.reshape(-1, POINTS, 3)
