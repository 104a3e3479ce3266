"""Judging by annotators' votes: an answer counts by the share of people who gave it too.

A face on which people disagree has no one right answer (Barsoum et al., "Training deep networks for facial expression
recognition with crowd-sourced label distribution", ICMI 2016). Beside the score stand guessing and the most that
any answers could reach: the share of the commonest answer of each face.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class VoteShare:
    """Mean shares (0..1) of a face's annotators.

    Attributes:
        share: who chose what the recognizer says.
        low, high: its 95 % interval over faces of this kind (normal approximation).
        chance: who chose an emotion that is guessed, each equally often.
        best: who chose the face's commonest emotion.
        faces: held-out faces with votes; others do not count.
    """

    share: float
    low: float
    high: float
    chance: float
    best: float
    faces: int


def vote_share(votes: np.ndarray, said: np.ndarray, guessed: Sequence[int]) -> VoteShare | None:
    """How answers fare with annotators; None where no face has votes.

    Args:
        votes: uint8 [t, c], annotators who chose each class.
        said: int [t], codes of the answers.
        guessed: codes among which guessing chooses.
    """
    voted = votes.any(axis=1)
    if not voted.any():
        return None
    shares = votes[voted] / votes[voted].sum(axis=1, keepdims=True)
    own = shares[np.arange(len(shares)), said[voted]]
    mean, half = float(own.mean()), 1.96 * float(own.std()) / np.sqrt(len(own))
    return VoteShare(
        share=mean,
        low=max(0.0, mean - half),
        high=min(1.0, mean + half),
        chance=float(shares[:, list(guessed)].mean()),
        best=float(shares.max(axis=1).mean()),
        faces=len(own),
    )
