"""What the faces of groups do, measured without labels."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from fer_core.base.progress import Progress, silent
from fer_core.clustering.movements import SeenMovement, UsualMovements, in_groups
from fer_core.features.movements import Movements
from fer_core.study.lab.division import FaceDivision
from fer_core.study.lab.features import FeatureTables
from fer_core.study.lab.pictures import FacePictures

_KIND = Movements()


@dataclass(frozen=True, eq=False)
class GroupMovements:
    """How strongly the faces move, and which movements stand out."""

    division: FaceDivision
    pictures: FacePictures
    features: FeatureTables

    @property
    def told(self) -> bool:
        """Whether the networks of this study tell movements."""
        return self.pictures.networks != "face_mesh"

    @property
    def ready(self) -> bool:
        """Whether they are told and on disk."""
        return self.told and self.features.has(_KIND)

    @property
    def within_reach(self) -> bool:
        """Whether they are told and take a second only, because the faces were looked at."""
        return self.told and not self.pictures.seconds(needs_mesh=True)

    def table(self, progress: Progress = silent) -> np.ndarray:
        """float32 [n, 24], log odds of the movements of every face."""
        return self.features.table(_KIND, progress)

    def of_groups(
        self, rows: np.ndarray, groups: np.ndarray, numbers: Sequence[int]
    ) -> Mapping[int, list[SeenMovement]]:
        """What stands out in each of ``numbers``; ``rows`` int [m]: faces, ``groups`` int [m]: the group of each."""
        return in_groups(_KIND.names(), np.asarray(self.table())[rows], groups, numbers)

    def of_face(self, image: np.ndarray) -> list[SeenMovement]:
        """What stands out in one face uint8 [48, 48], compared with the training faces. Nothing is saved."""
        usual = UsualMovements.of(_KIND.names(), np.asarray(self.table())[self.division.split.train])
        return usual.standing_out(self.features.of_images(_KIND, image[None]))

    @property
    def key(self) -> str:
        """The key of the movements of these faces."""
        return self.features.key(_KIND)
