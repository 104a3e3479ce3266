"""How often people see each emotion in a face of FER2013, given its label.

Errors are drawn independently for each face. Real people make the same errors on similar faces (a group that looks
neutral looks neutral to everybody), so over 25 faces of a group their errors cancel less than these.
"""

from collections.abc import Sequence
from typing import Literal

import numpy as np

from fer_core.base.errors import InvalidSettings
from fer_core.faces.emotions import FER2013

Eyes = Literal["labels", "symmetric", "people"]

HUMAN_ACCURACY = 0.65
"""Share of FER2013's labels that people agree with: 65 ± 5 % (Goodfellow et al., "Challenges in representation
learning", ICONIP 2013)."""

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
"""Rows: labels in FER2013's order. Columns: the emotions that a person sees, in the same order, and "cannot tell".

Counted on the first 357 faces of FER+, each of which ten people named (Barsoum et al., "Training deep
networks for facial expression recognition with crowd-sourced label distribution", ICMI 2016): the vote of one
person, given the majority of the other nine. Votes for contempt and unknown are "cannot tell". Rounded to steps of
0.05, as the sample is small. Two assumptions: the majority of nine stands for FER2013's label, and the row of disgust,
which a single face had, is a guess. With FER2013's class frequencies people are correct in 67 % of faces, within the
range that Goodfellow et al. found."""


def perception(eyes: Eyes, classes: Sequence[str]) -> np.ndarray:
    """Probabilities of what an annotator sees in a face, given its label.

    Args:
        eyes: ``labels`` always sees the label; ``symmetric`` sees it in 65 % of faces, and every other emotion equally
            often in the rest; ``people`` errs as in `PEOPLE`, which has the emotions of FER2013 only.
        classes: names of the emotions.

    Returns:
        float64 [c, c + 1]: rows are labels, columns what is seen; the last column is "cannot tell".

    Raises:
        InvalidSettings: for an unknown ``eyes``, and for ``people`` with other emotions.
    """
    if eyes == "people":
        return _people(classes)
    c = len(classes)
    correct = {"labels": 1.0, "symmetric": HUMAN_ACCURACY if c > 1 else 1.0}.get(eyes)
    if correct is None:
        raise InvalidSettings(f"There is no perception “{eyes}”.", remedy="Choose labels, symmetric or people.")
    table = np.full((c, c), (1 - correct) / max(c - 1, 1))
    np.fill_diagonal(table, correct)
    return np.hstack([table, np.zeros((c, 1))])


def _people(classes: Sequence[str]) -> np.ndarray:
    if set(classes) != set(FER2013):
        what = "Errors of people are known only for the seven emotions of FER2013."
        raise InvalidSettings(what, remedy="Choose symmetric for other emotions.")
    places = [FER2013.index(name) for name in classes]
    return PEOPLE[np.ix_(places, [*places, len(FER2013)])]
