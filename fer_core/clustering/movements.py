"""What the faces of a group do more than others: lip corners raised, brows lowered. Uses no label, names no emotion."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

LEAST = 0.5
"""Standard deviations by which a movement must be stronger than in all faces."""
MOST = 3
"""Most movements that are told of a group or face."""
CLIP = 3.0
"""Standard deviations at which a movement counts as full."""
SEEN_IN = 1 / 3
"""Share of all faces that show a movement: those in which it is strongest."""


@dataclass(frozen=True)
class SeenMovement:
    """A movement that is stronger in some faces than in all.

    Attributes:
        words: such as "lip corners raised".
        strength: 0..1, its mean in these faces, where 0 is that of all faces and 1 is `CLIP` standard deviations more.
        share: 0..1, of these faces in which it is as strong as in the third of all faces that show it most.
    """

    words: str
    strength: float
    share: float


@dataclass(frozen=True, eq=False)
class UsualMovements:
    """How strongly all faces move: mean, deviation and the limit from which a face shows a movement, float [d] each."""

    words: Sequence[str]
    mean: np.ndarray
    deviation: np.ndarray
    limit: np.ndarray

    @classmethod
    def of(cls, words: Sequence[str], table: np.ndarray) -> "UsualMovements":
        """Of faces float32 [m, d], one column for each of ``words``; m may be 0."""
        if not len(table):
            nothing = np.zeros(len(words))
            return cls(words, nothing, nothing, nothing)
        limit = np.quantile(table, 1 - SEEN_IN, axis=0)
        return cls(words, table.mean(axis=0, dtype=np.float64), table.std(axis=0, dtype=np.float64), limit)

    def standing_out(self, faces: np.ndarray) -> list[SeenMovement]:
        """The movements of faces float32 [g, d] that are stronger than usual, the strongest first, at most `MOST`."""
        if not len(faces):
            return []
        moving = self.deviation > 0
        apart = np.divide(faces - self.mean, self.deviation, out=np.zeros(faces.shape), where=moving)
        strength = apart.clip(-CLIP, CLIP).mean(axis=0)
        shares = (faces >= self.limit).mean(axis=0)
        best = [i for i in np.argsort(-strength, kind="stable")[:MOST] if strength[i] >= LEAST]
        return [SeenMovement(self.words[i], float(strength[i] / CLIP), float(shares[i])) for i in best]


def in_groups(
    words: Sequence[str], table: np.ndarray, groups: np.ndarray, numbers: Sequence[int]
) -> Mapping[int, list[SeenMovement]]:
    """What stands out in each group.

    Args:
        words: of the columns.
        table: float32 [m, d], log odds of the movements of grouped faces.
        groups: int [m], the group of each; negative for faces in no group.
        numbers: of the groups.
    """
    usual = UsualMovements.of(words, table)
    return {number: usual.standing_out(table[groups == number]) for number in numbers}


def of_ten(share: float) -> str:
    """A share (0..1) in tenths, rounded down so that "or more" is true: "9 of 10"."""
    return f"{int(share * 10 + 1e-9)} of 10"
