"""Codes and a legend for a map: by group, by name, by confidence."""

from collections.abc import Sequence

import numpy as np

from fer_core.charts.palette import QUIET, STEPS
from fer_core.faces.emotions import PALETTE, colours
from ui.components.face_map.scene import CODES, Legend

NOT_NAMED = "not named"
IN_NO_GROUP = "in no group"
_OTHERS = tuple(PALETTE[place] for place in (11, 8, 10, 19))
"""Purple, brown, dark red, olive: no emotion's colour."""


def by_group(labels: np.ndarray, names: Sequence[str] = ()) -> tuple[np.ndarray, Legend]:
    """Codes and a legend for groups; groups beyond the 256 codes share the last one.

    Args:
        labels: int [m], place of each face's group; below 0 for faces in no group, which get a code of their own.
        names: what the legend says of each group, such as "7 · happy"; "Group 7" by default.

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
    called = names or [f"Group {group + 1}" for group in range(named)]
    legend = [(called[group], PALETTE[group % len(PALETTE)]) for group in range(named)]
    if count > named:
        legend.append((f"Groups {named + 1} to {count}", QUIET))
    return np.minimum(labels, max(len(legend) - 1, 0)).astype(np.uint8), legend


def titles(labels: Sequence[str], answers: Sequence[str]) -> list[str]:
    """What a legend says of groups: "7 · happy", and "Group 8" of one without an answer."""
    both = zip(labels, answers, strict=True)
    return [f"{label} · {answer}" if answer else f"Group {label}" for label, answer in both]


def by_name(names: np.ndarray, classes: Sequence[str], others: Sequence[str] = ()) -> tuple[np.ndarray, Legend]:
    """Codes uint8 [m] and a legend for names.

    Args:
        names: int [m], places in ``classes``, and after them in ``others``; below 0 for no answer.
        classes: the emotions.
        others: answers that are no emotion, such as "mixed".
    """
    colour = colours(classes)
    legend = [*((name, colour[name]) for name in classes), *zip(others, _OTHERS * len(others), strict=False)]
    return np.where(names < 0, len(legend), names).astype(np.uint8), [*legend, (NOT_NAMED, QUIET)]


def by_confidence(confidences: np.ndarray) -> tuple[np.ndarray, Legend]:
    """Codes uint8 [m] and a legend for confidences (float [m], 0..1, NaN for none) in five steps of 20 %."""
    legend = [(f"{20 * i} to {20 * i + 20} % confidence", colour) for i, colour in enumerate(STEPS)]
    steps = np.clip(np.nan_to_num(confidences) * len(STEPS), 0, len(STEPS) - 1).astype(np.uint8)
    return np.where(np.isnan(confidences), len(STEPS), steps).astype(np.uint8), [*legend, ("unknown", QUIET)]
