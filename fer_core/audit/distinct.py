"""Distinct pictures among a few faces, to be shown side by side."""

from dataclasses import replace

import numpy as np

from fer_core.audit.copies import find_copies
from fer_core.audit.settings import DEFAULTS

_SETTINGS = replace(DEFAULTS, alike=0.93)
"""Below the audit's threshold: a face that is left out of a sheet by mistake costs nothing."""


def distinct(images: np.ndarray) -> np.ndarray:
    """Which of a few faces show a picture that none before them shows, int64 [k], ascending.

    Also recognises mirrored copies. Takes about 40 ms for 70 faces; the time grows with the square of their number.

    Args:
        images: uint8 [n, 48, 48].
    """
    count = len(images)
    if not count:
        return np.zeros(0, np.int64)
    pictures = find_copies(np.concatenate([images, images[:, :, ::-1]]), _SETTINGS).near
    seen: set[int] = set()
    first: list[int] = []
    for i, (own, mirrored) in enumerate(zip(pictures[:count].tolist(), pictures[count:].tolist(), strict=True)):
        if not {own, mirrored} & seen:
            first.append(i)
        seen |= {own, mirrored}
    return np.array(first, np.int64)
