"""The simulated annotator: sees the faces that the Name page shows, and gives verdicts as a person could."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from fer_core.base.errors import InvalidSettings
from fer_core.clustering import Clustering, Order
from fer_core.faces.faceset import UNLABELLED
from fer_core.naming.verdict import Verdict
from fer_core.simulation.eyes import Eyes, perception


@dataclass(frozen=True)
class NamerSettings:
    """What the annotator sees and how they decide. Raises InvalidSettings outside of these ranges.

    Attributes:
        looks: number of faces of a group that are seen, 1 or more; all faces of a smaller group.
        first: least share (0..1) of the seen faces that the most common emotion needs to become the name.
        second: least share (0..1) that the next emotion needs to become the second name.
        seed: of errors, and of the faces that are seen in random order.
        order: in which the page shows the faces of a group.
        eyes: how the annotator errs, see `perception`; "labels" never errs.
    """

    looks: int = 25
    first: float = 0.30
    second: float = 0.20
    seed: int = 0
    order: Order = "random"
    eyes: Eyes = "labels"

    def __post_init__(self) -> None:
        if self.looks < 1:
            raise InvalidSettings("A group cannot be named without seeing a face.", remedy="Show at least one face.")
        if not (0 <= self.first <= 1 and 0 <= self.second <= 1):
            raise InvalidSettings("The shares for a name must be between 0 and 1.")


class SimulatedNamer:
    """Names groups by a few of their faces, and single faces, as a careful person would.

    It ignores faces without a label (`UNLABELLED`), and skips a group that has no others.
    """

    def __init__(self, settings: NamerSettings | None = None) -> None:
        self.settings = settings or NamerSettings()

    def name_clustering(self, clustering: Clustering, codes: np.ndarray, classes: Sequence[str]) -> dict[int, Verdict]:
        """A verdict for each group, from the faces that the Name page shows first.

        It is a name, with a second one if that is common too; ``mixed`` if no emotion is common enough; ``skip`` if
        "cannot tell" is more common than any emotion. It depends on the settings and the faces, not on other groups.

        Args:
            clustering: the groups.
            codes: uint8 [m], labels of the grouped faces as codes into ``classes``.
            classes: names of the emotions.

        Returns:
            The verdicts by group number.
        """
        order, seed = self.settings.order, self.settings.seed
        shown = {g: clustering.order(g, order, seed) for g in range(len(clustering.centres))}
        return {g: self._verdict(g, codes[rows], classes) for g, rows in shown.items()}

    def name_groups(self, groups: np.ndarray, codes: np.ndarray, classes: Sequence[str]) -> dict[int, Verdict]:
        """As `name_clustering`, for groups given by their numbers only: random faces of each are seen.

        Args:
            groups: int [m], group number of each face; negative for faces in no group.
            codes: uint8 [m], labels of the faces as codes into ``classes``.
            classes: names of the emotions.

        Returns:
            The verdicts by group number.
        """
        rng = {int(g): np.random.default_rng([self.settings.seed, g]) for g in np.unique(groups[groups >= 0])}
        return {g: self._verdict(g, rng[g].permutation(codes[groups == g]), classes) for g in rng}

    def name_faces(self, faces: np.ndarray, codes: np.ndarray, classes: Sequence[str]) -> dict[int, Verdict]:
        """A verdict for each single face: the emotion seen in it, or ``skip``.

        Args:
            faces: int [m], indices of the faces; a face gets the same verdict whichever others are named.
            codes: uint8 [m], their labels as codes into ``classes``.
            classes: names of the emotions.

        Returns:
            The verdicts by face index.
        """
        verdicts = {}
        for face, code in zip(faces.tolist(), codes, strict=True):
            if code == UNLABELLED:
                verdicts[face] = Verdict("skip")
                continue
            seen = int(self._seen(np.array([code]), classes, np.random.default_rng([self.settings.seed, 1, face]))[0])
            verdicts[face] = Verdict("name", classes[seen]) if seen < len(classes) else Verdict("skip")
        return verdicts

    def looked_at(self, sizes: np.ndarray) -> int:
        """Number of faces that are seen to name groups of ``sizes`` (int [k]) faces."""
        return int(np.minimum(sizes, self.settings.looks).sum())

    def _verdict(self, number: int, shown: np.ndarray, classes: Sequence[str]) -> Verdict:
        shown = shown[shown != UNLABELLED]
        if not len(shown):
            return Verdict("skip")
        rng = np.random.default_rng([self.settings.seed, number, 0])
        seen = self._seen(shown[: self.settings.looks], classes, rng)
        shares = np.bincount(seen, minlength=len(classes) + 1) / len(seen)
        shares, cannot_tell = shares[:-1], shares[-1]
        shuffled = rng.permutation(len(shares))  # so that a tie does not always go to the lower code
        ranking = shuffled[np.argsort(-shares[shuffled], kind="stable")]
        if cannot_tell > shares[ranking[0]]:
            return Verdict("skip")
        if shares[ranking[0]] < self.settings.first:
            return Verdict("mixed")
        runner_up = len(ranking) > 1 and shares[ranking[1]] >= max(self.settings.second, 1 / len(seen))
        return Verdict("name", classes[ranking[0]], classes[ranking[1]] if runner_up else "")

    def _seen(self, codes: np.ndarray, classes: Sequence[str], rng: np.random.Generator) -> np.ndarray:
        """int64 [m]: the emotions seen in faces with these labels; ``len(classes)`` is "cannot tell"."""
        borders = np.cumsum(perception(self.settings.eyes, classes), axis=1)[codes]
        return (rng.random((len(codes), 1)) >= borders[:, :-1]).sum(axis=1)
