"""Why a face was predicted as it was: which of its parts mattered, and what is unusual about it."""

from collections.abc import Callable, Sequence

import numpy as np

from fer_core.base.progress import Progress, silent

PATCH = 12
"""Side of the covered square, in pixels of the 48 × 48 face."""
STEP = 4
"""Pixels between neighbouring squares."""
UNUSUAL = 1.0
"""Standard deviations from which a measure is unusual."""
MOST = 4
"""Most unusual measures of one face."""

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
"""Words for small and large values of measures of `fer_core.features.geometry`."""


def unusual(values: np.ndarray, mean: np.ndarray, sd: np.ndarray, names: Sequence[str]) -> list[str]:
    """What is unusual about a face, the most unusual first: "mouth wide", "brows raised".

    Args:
        values: float [d], measures of the face.
        mean, sd: float [d], of the training faces.
        names: of the measures; those not in `WORDS` are left out.
    """
    z = (values - mean) / np.maximum(sd, 1e-9)
    known = [i for i, name in enumerate(names) if name in WORDS and abs(z[i]) >= UNUSUAL]
    return [WORDS[names[i]][int(z[i] > 0)] for i in sorted(known, key=lambda i: -abs(z[i]))[:MOST]]


def occlusion(
    face: np.ndarray, probability: Callable[[np.ndarray, Progress], np.ndarray], progress: Progress = silent
) -> np.ndarray:
    """How much each pixel of a face supports the predicted emotion, float32 [48, 48]; negative if it opposes it.

    Each square in turn is covered with the mean grey of the face, and the loss of probability is averaged over the
    squares of each pixel (Zeiler and Fergus, "Visualizing and understanding convolutional networks", ECCV 2014).

    Args:
        face: uint8 [48, 48].
        probability: of the emotion, float [m] for faces uint8 [m, 48, 48].
    """
    side = len(face)
    starts = range(0, side - PATCH + 1, STEP)
    places = [(y, x) for y in starts for x in starts]
    covered = np.repeat(face[None], len(places) + 1, axis=0)
    for picture, (y, x) in zip(covered, places, strict=False):
        picture[y : y + PATCH, x : x + PATCH] = round(float(face.mean()))
    predicted = probability(covered, progress)
    total, times = np.zeros((2, side, side))
    for (y, x), lost in zip(places, predicted[-1] - predicted[:-1], strict=True):
        total[y : y + PATCH, x : x + PATCH] += lost
        times[y : y + PATCH, x : x + PATCH] += 1
    return (total / np.maximum(times, 1)).astype(np.float32)
