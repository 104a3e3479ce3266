"""Why a recognizer says what it says of one face: which parts of it mattered, and what is unusual about it in words."""

from collections.abc import Callable, Sequence

import numpy as np

from fer_core.base.progress import Progress, silent

PATCH = 12
"""Side of what is covered, in pixels of the 48 × 48 face."""
STEP = 4
UNUSUAL = 1.0
"""Standard deviations from which a measure is worth a word."""
MOST = 4
"""Measures that are told of one face."""

WORDS = {
    "mouth opening": ("mouth closed", "mouth open"),
    "mouth width": ("mouth narrow", "mouth wide"),
    "height of both lips": ("lips pressed", "lips apart"),
    "mouth corners below the upper lip": ("mouth corners up", "mouth corners down"),
    "nose to upper lip": ("upper lip raised", "upper lip long"),
    "nostril width": ("nostrils narrow", "nostrils wide"),
    "eye opening": ("eyes narrowed", "eyes wide open"),
    "brows above the eyelids": ("brows lowered", "brows raised"),
    "inner brows above the nose bridge": ("inner brows low", "inner brows high"),
    "distance between the brows": ("brows drawn together", "brows far apart"),
}
"""Small and large values of measures of `fer_core.features.geometry` for people."""


def unusual(values: np.ndarray, mean: np.ndarray, sd: np.ndarray, names: Sequence[str]) -> list[str]:
    """What stands out about a face, the most unusual first: "mouth wide", "brows raised".

    Args:
        values: float [d], measures of the face.
        mean, sd: float [d], of the training faces.
        names: what each measure is; those without words in `WORDS` are left out.
    """
    z = (values - mean) / np.maximum(sd, 1e-9)
    known = [i for i, name in enumerate(names) if name in WORDS and abs(z[i]) >= UNUSUAL]
    return [WORDS[names[i]][int(z[i] > 0)] for i in sorted(known, key=lambda i: -abs(z[i]))[:MOST]]


def occlusion(
    face: np.ndarray, probability: Callable[[np.ndarray, Progress], np.ndarray], progress: Progress = silent
) -> np.ndarray:
    """float32 [48, 48]: how much each part of the face speaks for the answer; negative where it speaks against it.

    Each part in turn is covered with the face's mean grey, and what that takes from the probability is shared out over
    the part (Zeiler and Fergus, "Visualizing and understanding convolutional networks", ECCV 2014).

    Args:
        face: uint8 [48, 48].
        probability: float [m] of the answer for faces uint8 [m, 48, 48].
    """
    side = len(face)
    starts = range(0, side - PATCH + 1, STEP)
    places = [(y, x) for y in starts for x in starts]
    covered = np.repeat(face[None], len(places) + 1, axis=0)
    for picture, (y, x) in zip(covered, places, strict=False):
        picture[y : y + PATCH, x : x + PATCH] = round(float(face.mean()))
    said = probability(covered, progress)
    total, times = np.zeros((2, side, side))
    for (y, x), lost in zip(places, said[-1] - said[:-1], strict=True):
        total[y : y + PATCH, x : x + PATCH] += lost
        times[y : y + PATCH, x : x + PATCH] += 1
    return (total / np.maximum(times, 1)).astype(np.float32)
