"""Codes and a legend for a map: by group, by name, by confidence."""

from collections.abc import Sequence

import numpy as np

from fer_core.charts.palette import QUIET, STEPS
from fer_core.faces.emotions import PALETTE, colours
from ui.components.face_map.scene import CODES, Legend

NOT_NAMED = "not named"
IN_NO_GROUP = "in no group"


def by_group(labels: np.ndarray, names: Sequence[str] = ()) -> tuple[np.ndarray, Legend]:
    """Codes and a legend for groups; groups beyond the 256 codes share the last one.

    Args:
        labels: int [m], place of each face's group; below 0 for faces in no group, which get a code of their own.
        names: what people call the groups; their numbers by default.

    Returns:
        uint8 [m], and the legend.
    """
    count, inside = max(len(names), int(labels.max(initial=-1)) + 1), labels >= 0
    if inside.all():
        return _numbered(labels, count, CODES, names)
    codes, legend = _numbered(np.where(inside, labels, 0), count, CODES - 1, names)
    return np.where(inside, codes, len(legend)).astype(np.uint8), [*legend, (IN_NO_GROUP, QUIET)]


def _numbered(labels: np.ndarray, count: int, room: int, names: Sequence[str]) -> tuple[np.ndarray, Legend]:
    named = min(count, room - 1) if count > room else count
    legend = [
        (f"Group {names[group] if names else group + 1}", PALETTE[group % len(PALETTE)]) for group in range(named)
    ]
    if count > named:
        legend.append((f"Groups {named + 1} to {count}", QUIET))
    return np.minimum(labels, max(len(legend) - 1, 0)).astype(np.uint8), legend


def by_name(names: np.ndarray, classes: Sequence[str]) -> tuple[np.ndarray, Legend]:
    """Codes uint8 [m] and a legend for names (int [m], places in ``classes``, below 0 for none)."""
    colour = colours(classes)
    legend = [*((name, colour[name]) for name in classes), (NOT_NAMED, QUIET)]
    return np.where(names < 0, len(classes), names).astype(np.uint8), legend


def by_confidence(confidences: np.ndarray) -> tuple[np.ndarray, Legend]:
    """Codes uint8 [m] and a legend for confidences (float [m], 0..1, NaN for none) in five steps of 20 %."""
    legend = [(f"{20 * i} to {20 * i + 20} % confidence", colour) for i, colour in enumerate(STEPS)]
    steps = np.clip(np.nan_to_num(confidences) * len(STEPS), 0, len(STEPS) - 1).astype(np.uint8)
    return np.where(np.isnan(confidences), len(STEPS), steps).astype(np.uint8), [*legend, ("unknown", QUIET)]
