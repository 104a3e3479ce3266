"""Predictions and similar groups for other faces, such as those of a photo. Nothing is saved."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from fer_core.base.progress import Progress, part_of, silent
from fer_core.features.geometry import Geometry
from fer_core.naming.groups import Partition
from fer_core.naming.verdict import NamedFaces
from fer_core.photo.why import occlusion, unusual
from fer_core.study.lab.division import AMONG, FaceDivision
from fer_core.study.lab.features import FeatureTables
from fer_core.study.lab.inputs import RecognizerInputs
from fer_core.study.lab.space import GroupedSpace
from fer_core.study.lab.training import RecognizerTraining


@dataclass(frozen=True, eq=False)
class NearGroup:
    """A group that is similar to a face.

    Attributes:
        group: its number.
        distance: mean distance from the face to those of ``rows``, in the space in which faces were grouped.
        rows: int64 [f], the faces of the group that are most similar to this one, the nearest first; no two of one
            picture, nor of a picture that a nearer group shows.
    """

    group: int
    distance: float
    rows: np.ndarray


@dataclass(frozen=True, eq=False)
class Answers:
    """Predictions for ``m`` faces.

    Attributes:
        probabilities: float32 [m, c], of each emotion, 0..1.
        points: float32 [m, d], the faces in the space in which faces are grouped.
        unusual: unusual measures of each face, in words.
    """

    probabilities: np.ndarray
    points: np.ndarray
    unusual: tuple[list[str], ...]


@dataclass(frozen=True, eq=False)
class OtherFaces:
    """The recognizer and the groups for faces uint8 [m, 48, 48] that are not in the data set."""

    division: FaceDivision
    features: FeatureTables
    space: GroupedSpace
    inputs: RecognizerInputs
    training: RecognizerTraining

    def answers(self, named: NamedFaces, images: np.ndarray, progress: Progress = silent) -> Answers:
        """Predictions by the recognizer of ``named``, and places in the grouped space; features are extracted once."""
        fitted = self.training.recognizer(named, part_of(progress, 0, 0.5))
        measured = Geometry()
        kinds = [*self.inputs.kinds, self.space.feature, measured]
        tables = self.features.all_of_images(kinds, images, part_of(progress, 0.5, 1))
        probabilities = fitted.predict_proba(self.inputs.of_tables(tables[:-2]))
        known = self.features.table(measured)[self.division.split.train]
        words = (unusual(v, known.mean(axis=0), known.std(axis=0), measured.names()) for v in tables[-1])
        return Answers(probabilities, self.space.place(tables[-2]), tuple(words))

    def predict(self, named: NamedFaces, images: np.ndarray, progress: Progress = silent) -> np.ndarray:
        """Probabilities float32 [m, c] of each emotion, by the recognizer of ``named``."""
        fitted = self.training.recognizer(named, part_of(progress, 0, 0.5))
        return fitted.predict_proba(self.inputs.of_images(images, part_of(progress, 0.5, 1)))

    def nearest_groups(
        self, groups: Partition, among: Sequence[int], point: np.ndarray, most: int = 3, faces: int = 6
    ) -> list[NearGroup]:
        """The ``most`` groups of ``among`` whose nearest ``faces`` are nearest to a face.

        Args:
            groups: all groups.
            among: numbers of the groups to choose from.
            point: float32 [d], the face, from `answers`.
            most: groups to return.
            faces: faces of each group that count.
        """
        distances = np.linalg.norm(self.space.points()[groups.rows] - point, axis=1)
        found = []
        for number in among:
            members = np.flatnonzero(groups.groups == number)
            nearest = members[np.argsort(distances[members], kind="stable")]
            found.append(NearGroup(number, float(distances[nearest[:faces]].mean()), groups.rows[nearest]))
        return self._distinct(sorted(found, key=lambda one: one.distance)[:most], faces)

    def _distinct(self, groups: Sequence[NearGroup], faces: int) -> list[NearGroup]:
        """The same groups with their first ``faces`` faces whose pictures are different."""
        offered = np.concatenate([group.rows[: AMONG * faces] for group in groups] or [np.zeros(0, np.int64)])
        left = self.division.distinct(offered, len(offered))
        return [replace(group, rows=group.rows[np.isin(group.rows, left)][:faces]) for group in groups]

    def occlusion(self, named: NamedFaces, image: np.ndarray, code: int, progress: Progress = silent) -> np.ndarray:
        """How much each part of a face supports the emotion ``code``, float32 [48, 48]; see `occlusion`."""
        return occlusion(image, lambda images, p: self.predict(named, images, p)[:, code], progress)
