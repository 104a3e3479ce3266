"""FER2013, recognised by how many faces of each emotion it has, in whatever form it was opened.

Its parts come as one table, as tables or folders of their own, with or without a test part; the numbers of labels stay.
Seven numbers that agree to the last face are no coincidence. Any other set is not recognised, nor a corrected FER2013.
"""

from collections.abc import Mapping, Sequence
from itertools import combinations
from types import MappingProxyType

import numpy as np

from fer_core.faces.emotions import FER2013

PARTS: Mapping[str, tuple[int, ...]] = MappingProxyType(
    {
        "Training": (3995, 436, 4097, 7215, 4830, 3171, 4965),
        "PublicTest": (467, 56, 496, 895, 653, 415, 607),
        "PrivateTest": (491, 55, 528, 879, 594, 416, 626),
    }
)
"""Faces of each emotion, in the order of `FER2013`, in its three parts (Goodfellow et al. 2013)."""
COUNTS: Mapping[str, int] = MappingProxyType(
    {name: sum(part[code] for part in PARTS.values()) for code, name in enumerate(FER2013)}
)
"""Faces of each emotion in all of FER2013, 35,887 together."""


def is_fer2013(classes: Sequence[str], counts: np.ndarray) -> bool:
    """Whether faces with these labels are FER2013, or one or two of its three parts.

    Args:
        classes: names of the emotions.
        counts: int [classes], labelled faces of each, or [parts, classes].
    """
    totals = np.atleast_2d(counts).sum(axis=0)
    if len(totals) != len(classes):  # no face has a label
        return False
    found = {name: int(total) for name, total in zip(classes, totals, strict=True) if total}
    return any(found == dict(zip(FER2013, sizes, strict=True)) for sizes in _unions())


def _unions() -> list[list[int]]:
    """Faces of each emotion in every choice of parts."""
    chosen = [some for size in (1, 2, 3) for some in combinations(PARTS.values(), size)]
    return [np.sum(some, axis=0).tolist() for some in chosen]
