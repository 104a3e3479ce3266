"""What people see in a face of FER2013, against what its label says.

Errors are drawn for each face by itself. People err alike on like faces (a group that looks neutral looks neutral to
everybody), so with 25 faces of a group before them real errors cancel less than these do.
"""

from collections.abc import Sequence
from typing import Literal

import numpy as np

from fer_core.base.errors import InvalidSettings
from fer_core.faces.emotions import FER2013

Eyes = Literal["labels", "symmetric", "people"]

HUMAN_ACCURACY = 0.65
"""Share of FER2013's labels that people repeat: 65 ± 5 % (Goodfellow et al., "Challenges in representation learning",
ICONIP 2013)."""

PEOPLE = np.array(
    [
        [0.60, 0.05, 0.00, 0.05, 0.05, 0.05, 0.15, 0.05],
        [0.25, 0.50, 0.00, 0.00, 0.10, 0.00, 0.10, 0.05],
        [0.00, 0.00, 0.55, 0.05, 0.10, 0.15, 0.05, 0.10],
        [0.00, 0.00, 0.00, 0.85, 0.00, 0.05, 0.05, 0.05],
        [0.05, 0.00, 0.00, 0.05, 0.60, 0.00, 0.25, 0.05],
        [0.00, 0.00, 0.10, 0.10, 0.00, 0.70, 0.10, 0.00],
        [0.05, 0.00, 0.00, 0.05, 0.10, 0.05, 0.65, 0.10],
    ]
)
"""Rows: labels in FER2013's order; columns: what a person sees, in the same order, and "cannot tell".

Counted on the first 357 faces of FER+, where ten people each named what they saw (Barsoum et al., "Training deep
networks for facial expression recognition with crowd-sourced label distribution", ICMI 2016): how one person's vote
falls, given the majority of the other nine. Votes for contempt and unknown are "cannot tell". Rounded to steps of
0.05; the sample bears no more. Two assumptions: the majority of nine stands for FER2013's label, and the row of
disgust, which a single face had, is a guess. With FER2013's class frequencies people are right in 67 % of faces,
within what Goodfellow et al. found."""


def perception(eyes: Eyes, classes: Sequence[str]) -> np.ndarray:
    """float64 [c, c + 1]: chance that a face with the label of the row is seen as the column; the last = cannot tell.

    ``labels`` sees what the label says. ``symmetric`` does so in 65 % of faces and sees every other emotion equally
    often in the rest. ``people`` errs as in `PEOPLE`, which knows FER2013's emotions alone. Raises InvalidSettings
    for unknown eyes, and for people who are to see other emotions.
    """
    if eyes == "people":
        return _people(classes)
    c = len(classes)
    right = {"labels": 1.0, "symmetric": HUMAN_ACCURACY if c > 1 else 1.0}.get(eyes)
    if right is None:
        raise InvalidSettings(f"There are no eyes “{eyes}”.", remedy="Choose labels, symmetric or people.")
    table = np.full((c, c), (1 - right) / max(c - 1, 1))
    np.fill_diagonal(table, right)
    return np.hstack([table, np.zeros((c, 1))])


def _people(classes: Sequence[str]) -> np.ndarray:
    if set(classes) != set(FER2013):
        what = "How people err is known for FER2013's seven emotions alone."
        raise InvalidSettings(what, remedy="Choose symmetric errors for other emotions.")
    places = [FER2013.index(name) for name in classes]
    return PEOPLE[np.ix_(places, [*places, len(FER2013)])]
