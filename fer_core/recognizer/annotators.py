"""Scores against annotators' votes: a prediction counts by the share of annotators who chose the same emotion.

Where people disagree about a face, no single label is correct (Barsoum et al., "Training deep networks for facial
expression recognition with crowd-sourced label distribution", ICMI 2016). The score comes with chance and with the
highest possible score: the share of annotators who chose each face's most common emotion.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class VoteShare:
    """Mean shares (0..1) of a face's annotators.

    Attributes:
        share: those who chose the predicted emotion.
        low, high: 95 % interval of ``share`` over faces of this kind (normal approximation).
        chance: those who chose a random emotion, each equally likely.
        best: those who chose the face's most common emotion.
        faces: test faces with votes; others do not count.
    """

    share: float
    low: float
    high: float
    chance: float
    best: float
    faces: int


def vote_share(votes: np.ndarray, predicted: np.ndarray, possible: Sequence[int]) -> VoteShare | None:
    """How predictions compare with annotators' votes.

    Args:
        votes: uint8 [t, c], annotators who chose each class.
        predicted: int [t], codes.
        possible: codes of the emotions that random predictions are drawn from.

    Returns:
        The shares over faces with votes; None where no face has votes.
    """
    voted = votes.any(axis=1)
    if not voted.any():
        return None
    shares = votes[voted] / votes[voted].sum(axis=1, keepdims=True)
    own = shares[np.arange(len(shares)), predicted[voted]]
    mean, half = float(own.mean()), 1.96 * float(own.std()) / np.sqrt(len(own))
    return VoteShare(
        share=mean,
        low=max(0.0, mean - half),
        high=min(1.0, mean + half),
        chance=float(shares[:, list(possible)].mean()),
        best=float(shares.max(axis=1).mean()),
        faces=len(own),
    )
