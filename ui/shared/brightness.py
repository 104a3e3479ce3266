"""The brightness of each face, computed once for each data set."""

import numpy as np

from fer_core.faces.faceset import FaceSet
from fer_core.faces.portraits import brightness
from ui.shell import cache


def lightness(faces: FaceSet) -> np.ndarray:
    """float32 [n]: 0..255: the mean grey value of each face, computed once for each data set."""
    return cache.derived("brightness", faces.image_fingerprint, lambda: brightness(faces.images))
