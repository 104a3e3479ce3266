"""Light: ways to normalise brightness and contrast, and histograms of grey values.

For display only: features have their own normalisation (`Pixels.normalise`) and never use this one.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

import numpy as np
from skimage import exposure

from fer_core.base.errors import InvalidSettings
from fer_core.faces.faceset import SIDE, check_images

Method = Literal["none", "standard", "equalise", "clahe"]

CLIP = 0.01
"""CLAHE's clip limit, a share (0..1) of a tile's pixels (scikit-image's default)."""

_MIDDLE, _PER_SD = 127.5, 51.0
"""A standardised face is shown with its mean in mid-grey and 2.5 standard deviations on either side."""


@dataclass(frozen=True)
class Light:
    """A method for people: its name, and what it does in a sentence or two."""

    title: str
    explanation: str


METHODS: Mapping[Method, Light] = MappingProxyType(
    {
        "none": Light("None", "Keeps the grey values unchanged."),
        "standard": Light(
            "Per image",
            "Gives each face the same mean and contrast. Light and dark pictures become comparable; shadows stay.",
        ),
        "equalise": Light(
            "Histogram equalisation",
            "Spreads each face evenly over all grey values. This strong method also amplifies noise.",
        ),
        "clahe": Light(
            "CLAHE",
            "Equalises small tiles of the face with limited contrast. It shows detail in shadows with less noise.",
        ),
    }
)


def lit(images: np.ndarray, method: Method) -> np.ndarray:
    """Faces after normalisation. CLAHE: Zuiderveld, "Contrast limited adaptive histogram equalization" (1994).

    Args:
        images: uint8 [n, 48, 48].
        method: a key of `METHODS`.

    Returns:
        uint8 [n, 48, 48]. Faces of one grey value stay unchanged.

    Raises:
        InvalidSettings: for other arrays or an unknown method.
    """
    check_images(images)
    if method not in METHODS:
        raise InvalidSettings(
            f"There is no normalisation called {method!r}.", remedy=f"Use one of: {', '.join(METHODS)}."
        )
    if method == "none":
        return images
    made = [image if image.min() == image.max() else _ONE[method](image) for image in images]
    return np.stack(made) if made else images


def histogram(images: np.ndarray) -> np.ndarray:
    """float64 [256]: the share of pixels of uint8 faces that have each grey value; sums to 1 (zeros for no face)."""
    counts = np.bincount(np.ascontiguousarray(images).ravel(), minlength=256)
    return counts / max(int(counts.sum()), 1)


def _standard(image: np.ndarray) -> np.ndarray:
    grey = image.astype(np.float64)
    shown = (grey - grey.mean()) / grey.std() * _PER_SD + _MIDDLE
    return np.round(shown).clip(0, 255).astype(np.uint8)


def _equalise(image: np.ndarray) -> np.ndarray:
    return np.round(exposure.equalize_hist(image) * 255).astype(np.uint8)


def _clahe(image: np.ndarray) -> np.ndarray:
    return np.round(exposure.equalize_adapthist(image, kernel_size=SIDE // 4, clip_limit=CLIP) * 255).astype(np.uint8)


_ONE: Mapping[str, Callable[[np.ndarray], np.ndarray]] = MappingProxyType(
    {"standard": _standard, "equalise": _equalise, "clahe": _clahe}
)
