"""The simulated person: looks at what the Name page would show and says what a person could say there."""

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
    """How the person looks and decides. Raises InvalidSettings outside the ranges given here.

    Attributes:
        looks: faces of a group that are seen, the first ones shown (all of a smaller group), from 1 up.
        first: share (0..1) of the seen faces that the commonest emotion must hold to become the name.
        second: share (0..1) that the next one must hold to become the second name.
        seed: of the person: which errors are made, and which faces are seen where the order is random.
        order: in which the page shows a group's faces; its own default is random.
        eyes: what is seen in a face, see `fer_core.simulation.eyes`; "labels" never errs.
    """

    looks: int = 25
    first: float = 0.30
    second: float = 0.20
    seed: int = 0
    order: Order = "random"
    eyes: Eyes = "labels"

    def __post_init__(self) -> None:
        if self.looks < 1:
            raise InvalidSettings("Nobody can name a group without a look.", remedy="Let one face be seen.")
        if not (0 <= self.first <= 1 and 0 <= self.second <= 1):
            raise InvalidSettings("The shares for a name must lie between 0 and 1.")


class SimulatedNamer:
    """Names groups by what is seen in a few of their faces, and single faces, as a careful person would.

    Faces without a label, `UNLABELLED`, are nothing to it: it looks at others, and skips a group of them alone.
    """

    def __init__(self, settings: NamerSettings | None = None) -> None:
        self.settings = settings or NamerSettings()

    def name_clustering(self, clustering: Clustering, codes: np.ndarray, classes: Sequence[str]) -> dict[int, Verdict]:
        """A verdict for each group, from the faces that the Name page shows first.

        A name, with a second one where that is common too; ``mixed`` where no emotion is common enough; ``skip`` where
        "cannot tell" is commoner than any. It depends on the person and on the faces shown, not on other groups.

        Args:
            clustering: the groups.
            codes: uint8 [m], true emotions of the grouped faces as codes into ``classes``.
            classes: names of the emotions.
        """
        order, seed = self.settings.order, self.settings.seed
        shown = {g: clustering.order(g, order, seed) for g in range(len(clustering.centres))}
        return {g: self._judge(g, codes[rows], classes) for g, rows in shown.items()}

    def name_groups(self, groups: np.ndarray, codes: np.ndarray, classes: Sequence[str]) -> dict[int, Verdict]:
        """As `name_clustering`, of groups that are known by their numbers alone: random faces of each are seen.

        ``groups``: int [m], group number of each face; negative ones (faces in no group) are not named.
        """
        rng = {int(g): np.random.default_rng([self.settings.seed, g]) for g in np.unique(groups[groups >= 0])}
        return {g: self._judge(g, rng[g].permutation(codes[groups == g]), classes) for g in rng}

    def name_faces(self, faces: np.ndarray, codes: np.ndarray, classes: Sequence[str]) -> dict[int, Verdict]:
        """A verdict for each single face: the emotion seen in it, or ``skip``.

        ``faces``: int [m], indices of the faces, which keep a face's verdict the same whatever else is named;
        ``codes``: uint8 [m], their true emotions.
        """
        said = {}
        for face, code in zip(faces.tolist(), codes, strict=True):
            if code == UNLABELLED:
                said[face] = Verdict("skip")
                continue
            seen = int(self._seen(np.array([code]), classes, np.random.default_rng([self.settings.seed, 1, face]))[0])
            said[face] = Verdict("name", classes[seen]) if seen < len(classes) else Verdict("skip")
        return said

    def looked_at(self, sizes: np.ndarray) -> int:
        """Faces that are looked at to name groups of ``sizes`` (int [k]) faces."""
        return int(np.minimum(sizes, self.settings.looks).sum())

    def _judge(self, number: int, shown: np.ndarray, classes: Sequence[str]) -> Verdict:
        shown = shown[shown != UNLABELLED]
        if not len(shown):
            return Verdict("skip")
        rng = np.random.default_rng([self.settings.seed, number, 0])
        seen = self._seen(shown[: self.settings.looks], classes, rng)
        shares = np.bincount(seen, minlength=len(classes) + 1) / len(seen)
        shares, cannot_tell = shares[:-1], shares[-1]
        shuffled = rng.permutation(len(shares))  # a tie goes to either name, not to the lower code
        ranking = shuffled[np.argsort(-shares[shuffled], kind="stable")]
        if cannot_tell > shares[ranking[0]]:
            return Verdict("skip")
        if shares[ranking[0]] < self.settings.first:
            return Verdict("mixed")
        runner_up = len(ranking) > 1 and shares[ranking[1]] >= max(self.settings.second, 1 / len(seen))
        return Verdict("name", classes[ranking[0]], classes[ranking[1]] if runner_up else "")

    def _seen(self, codes: np.ndarray, classes: Sequence[str], rng: np.random.Generator) -> np.ndarray:
        """int64 [m]: what the person sees in faces of these true emotions; ``len(classes)`` = cannot tell."""
        borders = np.cumsum(perception(self.settings.eyes, classes), axis=1)[codes]
        return (rng.random((len(codes), 1)) >= borders[:, :-1]).sum(axis=1)
