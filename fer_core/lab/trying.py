"""What the recognizer and the groups say of other faces, such as those of a photo. Nothing of it is kept."""

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from fer_core.features.geometry import Geometry
from fer_core.lab.learning import Learnt
from fer_core.naming.groups import Partition
from fer_core.naming.verdict import NamedFaces
from fer_core.photo.why import occlusion, unusual
from fer_core.progress import Progress, part_of, silent


@dataclass(frozen=True, eq=False)
class Likeness:
    """A group that a face is near to.

    Attributes:
        group: its number.
        distance: from the face to the group's nearest faces, mean, in the space that was grouped.
        rows: int64 [f], its faces that are most like this one, the nearest first.
    """

    group: int
    distance: float
    rows: np.ndarray


class Lab(Learnt):
    """The steps of one study on one set of faces. Cheap to make; results live in the store."""

    def said_of(self, named: NamedFaces, images: np.ndarray, progress: Progress = silent) -> np.ndarray:
        """float32 [m, c]: how probable the recognizer of ``named`` holds each emotion for faces uint8 [m, 48, 48]."""
        fitted = self.recognizer(named, part_of(progress, 0, 0.5))
        return fitted.predict_proba(self.inputs_of(images, part_of(progress, 0.5, 1)))

    def points_of(self, images: np.ndarray, progress: Progress = silent) -> np.ndarray:
        """float32 [m, components]: other faces in the space that is grouped."""
        feature = self.choices.features
        reduction, _ = self.reduction(feature)
        scores = reduction.transform(self.features_of(feature, images, progress))
        settings = dataclasses.replace(self.choices.reduction, components=self.points().shape[1])
        return reduction.select(scores, settings)

    def likenesses(
        self, groups: Partition, among: Sequence[int], image: np.ndarray, most: int = 3, faces: int = 6
    ) -> list[Likeness]:
        """The groups of ``among`` that a face uint8 [48, 48] is nearest to, by their nearest faces."""
        point = self.points_of(image[None])[0]
        distances = np.linalg.norm(self.points()[groups.rows] - point, axis=1)
        found = []
        for number in among:
            members = np.flatnonzero(groups.groups == number)
            nearest = members[np.argsort(distances[members], kind="stable")[:faces]]
            found.append(Likeness(number, float(distances[nearest].mean()), groups.rows[nearest]))
        return sorted(found, key=lambda one: one.distance)[:most]

    def unusual(self, image: np.ndarray) -> list[str]:
        """What stands out about a face uint8 [48, 48] beside the training faces, in words."""
        feature = Geometry()
        known = self.features(feature)[self.split.train]
        values = self.features_of(feature, image[None])[0]
        return unusual(values, known.mean(axis=0), known.std(axis=0), feature.names())

    def occlusion(self, named: NamedFaces, image: np.ndarray, code: int, progress: Progress = silent) -> np.ndarray:
        """float32 [48, 48]: how much each part of a face speaks for the emotion ``code``, see `occlusion`."""
        return occlusion(image, lambda images, p: self.said_of(named, images, p)[:, code], progress)
