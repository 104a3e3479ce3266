"""A simulated person who names groups of faces.

Apart from training, the references and balancing by the data set's own labels, this is the only place that may
read true emotions: it stands in for a person's eyes in benchmarks and tests, never in a study.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from fer_core.errors import InvalidSettings
from fer_core.naming.verdict import Verdict


@dataclass(frozen=True)
class NamerSettings:
    """How the person looks and decides. Raises InvalidSettings outside the ranges given here.

    Attributes:
        looks: random faces of a group that are seen (all of a smaller group), from 1 up.
        first: share (0..1) of the seen faces that the commonest emotion must hold to become the name.
        second: share (0..1) that the next one must hold to become the second name.
        seed: of which faces are seen.
    """

    looks: int = 25
    first: float = 0.30
    second: float = 0.20
    seed: int = 0

    def __post_init__(self) -> None:
        if self.looks < 1:
            raise InvalidSettings("Nobody can name a group without a look.", remedy="Let one face be seen.")
        if not (0 <= self.first <= 1 and 0 <= self.second <= 1):
            raise InvalidSettings("The shares for a name must lie between 0 and 1.")


class SimulatedNamer:
    """Names groups by the true emotions of a few random faces, as a careful person would by sight."""

    def __init__(self, settings: NamerSettings | None = None) -> None:
        self.settings = settings or NamerSettings()

    def name_groups(self, groups: np.ndarray, codes: np.ndarray, classes: Sequence[str]) -> dict[int, Verdict]:
        """A verdict for each group: its name, with a second one where that is common too, or ``mixed``.

        A group's verdict depends on the seed, its number and its own faces, not on other groups.

        Args:
            groups: int [m], group number of each face; negative ones (faces in no group) are not named.
            codes: uint8 [m], the faces' true emotions as codes into ``classes``.
            classes: names of the emotions.
        """
        numbers = np.unique(groups[groups >= 0])
        return {int(g): self._name(int(g), codes[groups == g], classes) for g in numbers}

    def _name(self, number: int, codes: np.ndarray, classes: Sequence[str]) -> Verdict:
        rng = np.random.default_rng([self.settings.seed, number])
        seen = rng.permutation(codes)[: self.settings.looks]
        shares = np.bincount(seen, minlength=len(classes)) / len(seen)
        shuffled = rng.permutation(len(shares))  # a tie goes to either name, not to the lower code
        ranking = shuffled[np.argsort(-shares[shuffled], kind="stable")]
        if shares[ranking[0]] < self.settings.first:
            return Verdict("mixed")
        runner_up = len(ranking) > 1 and shares[ranking[1]] >= max(self.settings.second, 1 / len(seen))
        return Verdict("name", classes[ranking[0]], classes[ranking[1]] if runner_up else "")
