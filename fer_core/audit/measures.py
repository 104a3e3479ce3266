"""What is wrong with a picture by itself, whoever is on it: measures of each face, label-free."""

from dataclasses import dataclass

import numpy as np
from scipy.ndimage import gaussian_filter

from fer_core.audit.settings import DEFAULTS, AuditSettings
from fer_core.audit.text import letter_scores
from fer_core.base.parallel import in_chunks
from fer_core.base.progress import Progress, parts_of, silent
from fer_core.faces.faceset import SIDE, check_images

_CHUNK = 128
BLACK, WHITE = 3, 252
"""Grey levels up to which a pixel is quite black, and from which it is quite white."""


@dataclass(frozen=True, eq=False)
class Measures:
    """One float32 [n] each.

    Attributes:
        contrast: grey levels between the 5th and the 95th percentile.
        light: mean grey level.
        clipped: share of pixels that are quite black or quite white, 0..1.
        sharpness: see `sharpness`.
        text: how sure the detector is of letters, 0..1 (see `text`).
    """

    contrast: np.ndarray
    light: np.ndarray
    clipped: np.ndarray
    sharpness: np.ndarray
    text: np.ndarray


def measure(images: np.ndarray, settings: AuditSettings = DEFAULTS, progress: Progress = silent) -> Measures:
    """Measures of uint8 [n, 48, 48]; about 10 s for FER2013 on two cores. ``progress`` may raise Cancelled."""
    check_images(images)
    looking, reading = parts_of(progress, [1, 4])
    contrast, light, clipped, sharp, text = np.zeros((5, len(images)), np.float32)

    def work(rows: slice) -> None:
        some = images[rows]
        low, high = np.percentile(some, (5, 95), axis=(1, 2))
        contrast[rows], light[rows] = high - low, some.mean(axis=(1, 2))
        clipped[rows] = ((some <= BLACK) | (some >= WHITE)).mean(axis=(1, 2))
        sharp[rows] = sharpness(some)

    in_chunks(work, len(images), _CHUNK, "Measuring light and sharpness", looking)
    readable = np.flatnonzero(contrast >= settings.flat)
    text[readable] = letter_scores(images, readable, settings.seed, reading)
    return Measures(contrast, light, clipped, sharp, text)


def sharpness(images: np.ndarray) -> np.ndarray:
    """float32 [n]: how much of a face's contrast is fine detail, 0 (a blur) .. about 1 (noise); in the middle of the
    picture alone, because a smooth background is no blur."""
    middle = images[:, SIDE // 6 : -SIDE // 6, SIDE // 6 : -SIDE // 6]
    grey = middle.astype(np.float32)
    fine = grey - gaussian_filter(grey, (0, 1.0, 1.0))
    return np.sqrt(fine.var(axis=(1, 2)) / np.maximum(grey.var(axis=(1, 2)), 1.0)).astype(np.float32)
