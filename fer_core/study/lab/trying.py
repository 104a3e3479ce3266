"""What the recognizer and the groups say of other faces, such as those of a photo. Nothing of it is kept."""

import dataclasses
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from fer_core.base.progress import Progress, part_of, silent
from fer_core.features.geometry import Geometry
from fer_core.naming.correction import CorrectedFaces
from fer_core.naming.groups import Partition
from fer_core.naming.verdict import NamedFaces
from fer_core.photo.why import occlusion, unusual
from fer_core.study.lab.scoring import Scored


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


@dataclass(frozen=True, eq=False)
class Answers:
    """What is said of ``m`` faces.

    Attributes:
        probabilities: float32 [m, c], of each emotion.
        points: float32 [m, d], the faces in the space that is grouped.
        unusual: what stands out about each of them, in words.
    """

    probabilities: np.ndarray
    points: np.ndarray
    unusual: tuple[list[str], ...]


class Lab(Scored):
    """The steps of one study on one set of faces. Cheap to make; results live in the store."""

    def answers(self, named: NamedFaces, images: np.ndarray, progress: Progress = silent) -> Answers:
        """What the recognizer of ``named`` and the groups say of faces uint8 [m, 48, 48], each looked at once."""
        fitted = self.recognizer(named, part_of(progress, 0, 0.5))
        kinds, grouped, measured = self.choices.seen_in_training, self.choices.features, Geometry()
        looked = self.all_features_of([*kinds, grouped, measured], images, part_of(progress, 0.5, 1))
        X = np.hstack([self.reduction(kind)[0].transform(f) for kind, f in zip(kinds, looked, strict=False)])
        known = self.features(measured)[self.split.train]
        words = (unusual(v, known.mean(axis=0), known.std(axis=0), measured.names()) for v in looked[-1])
        return Answers(fitted.predict_proba(X), self.placed(looked[-2]), tuple(words))

    def said_of(self, named: NamedFaces, images: np.ndarray, progress: Progress = silent) -> np.ndarray:
        """float32 [m, c]: how probable the recognizer of ``named`` holds each emotion for faces uint8 [m, 48, 48]."""
        fitted = self.recognizer(named, part_of(progress, 0, 0.5))
        return fitted.predict_proba(self.inputs_of(images, part_of(progress, 0.5, 1)))

    def likenesses(
        self, groups: Partition, among: Sequence[int], point: np.ndarray, most: int = 3, faces: int = 6
    ) -> list[Likeness]:
        """The groups of ``among`` that a face is nearest to, by their nearest faces; ``point``: of its `answers`."""
        distances = np.linalg.norm(self.points()[groups.rows] - point, axis=1)
        found = []
        for number in among:
            members = np.flatnonzero(groups.groups == number)
            nearest = members[np.argsort(distances[members], kind="stable")[:faces]]
            found.append(Likeness(number, float(distances[nearest].mean()), groups.rows[nearest]))
        return sorted(found, key=lambda one: one.distance)[:most]

    def occlusion(self, named: NamedFaces, image: np.ndarray, code: int, progress: Progress = silent) -> np.ndarray:
        """float32 [48, 48]: how much each part of a face speaks for the emotion ``code``, see `occlusion`."""
        return occlusion(image, lambda images, p: self.said_of(named, images, p)[:, code], progress)

    def learnt_of(self, named: NamedFaces) -> NamedFaces | None:
        """Those of ``named`` that a kept recognizer has learnt: all, or all but the newest corrections; else None."""
        return next((some for some in _without_newest(named) if self.kept("recognizer", self.training_key(some))), None)


def _without_newest(named: NamedFaces) -> Iterator[NamedFaces]:
    """The same names with ever fewer corrections, the newest left out first."""
    images, codes = named.corrected.images, named.corrected.codes
    for n in range(len(codes), -1, -1):
        yield dataclasses.replace(named, corrected=CorrectedFaces(images[:n], codes[:n]))
