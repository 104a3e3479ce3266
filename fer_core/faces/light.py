"""Light: ways to even out brightness and contrast, and histograms of grey values before and after.

To look at only: features bring their own (`Pixels.normalise`), and nothing here is passed on to them.
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
"""CLAHE's clip limit: the share of a tile's contrast that is handed round (scikit-image's own default)."""

_MIDDLE, _PER_SD = 127.5, 51.0
"""A standardised face is shown with its mean in mid-grey and 2.5 standard deviations on either side."""


@dataclass(frozen=True)
class Light:
    """What a page says of a method: its name, and in a sentence what it does."""

    title: str
    explanation: str


METHODS: Mapping[Method, Light] = MappingProxyType(
    {
        "none": Light("None", "The grey values as they are."),
        "standard": Light(
            "Per image",
            "Gives each face the same mean and the same contrast. Light and dark pictures compare; shadows stay.",
        ),
        "equalise": Light(
            "Histogram equalisation",
            "Spreads each face over all grey values, each used about as often. Strong: it lifts noise as well.",
        ),
        "clahe": Light(
            "CLAHE",
            "Equalises small tiles of the face, with a limit on contrast. Brings out what lies in shadow, "
            "and keeps noise down.",
        ),
    }
)


def lit(images: np.ndarray, method: Method) -> np.ndarray:
    """uint8 [n, 48, 48]: faces (the same) after a method. A face of one grey value has nothing to even out and stays.

    CLAHE is Zuiderveld's (1994). Raises InvalidSettings for an unknown method.
    """
    check_images(images)
    if method not in METHODS:
        raise InvalidSettings(f"{method!r} is no way to even out light.", remedy=f"Use one of: {', '.join(METHODS)}.")
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
