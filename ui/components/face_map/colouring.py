"""Codes and a legend for a map: by group, by name, by confidence."""

from collections.abc import Sequence

import numpy as np

from fer_core.charts.palette import QUIET, STEPS
from fer_core.faces.emotions import PALETTE, colours
from ui.components.face_map.scene import CODES, Legend

NOT_NAMED = "not named"
IN_NO_GROUP = "in no group"


def by_group(labels: np.ndarray, names: Sequence[str] = ()) -> tuple[np.ndarray, Legend]:
    """Codes of groups (int [m]): one each, from the 256th on all in one; below 0 are faces in no group, which come last
    and leave one less for the groups. ``names``: what people call them."""
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
    """Codes of names (int [m], places in ``classes``, below 0 where a face has none), in the emotions' own colours."""
    colour = colours(classes)
    legend = [*((name, colour[name]) for name in classes), (NOT_NAMED, QUIET)]
    return np.where(names < 0, len(classes), names).astype(np.uint8), legend


def by_confidence(shares: np.ndarray) -> tuple[np.ndarray, Legend]:
    """Codes of confidences (float [m], 0..1; NaN where there is none) in five steps of 20 %."""
    legend = [(f"{20 * i} to {20 * i + 20} % sure", colour) for i, colour in enumerate(STEPS)]
    steps = np.clip(np.nan_to_num(shares) * len(STEPS), 0, len(STEPS) - 1).astype(np.uint8)
    return np.where(np.isnan(shares), len(STEPS), steps).astype(np.uint8), [*legend, ("not known", QUIET)]
