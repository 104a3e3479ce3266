"""Features: one table for each kind. Their keys depend on the images, and on no label."""

import dataclasses
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from fer_core.base.progress import Progress, parts_of, silent
from fer_core.features import Feature, Learned, Sources
from fer_core.features.feature import with_parts
from fer_core.study.lab.division import FaceDivision
from fer_core.study.lab.pictures import FacePictures
from fer_core.study.lab.results import Arrays, Results
from fer_core.study.store import key_of


@dataclass(frozen=True, eq=False)
class FeatureTables:
    """The features of every face; kinds that are fitted are fitted on the training set."""

    results: Results
    division: FaceDivision
    pictures: FacePictures

    def table(self, feature: Feature, progress: Progress = silent) -> np.ndarray:
        """One kind of features of all faces, float32 [n, d]; its parts are made first."""
        if self.has(feature):
            return self._extracted(feature, progress)
        wanted = [f for f in with_parts(feature) if not self.has(f)]
        work: list[tuple[float, Callable[[Progress], object]]] = [
            (f.seconds, partial(self._extracted, f)) for f in wanted
        ]
        needs_mesh = any(f.needs_mesh for f in wanted)
        work.insert(0, (self.pictures.seconds(needs_mesh), partial(self.pictures.sources, needs_mesh=needs_mesh)))
        for (_, step), part in zip(work, parts_of(progress, [seconds for seconds, _ in work]), strict=True):
            step(part)
        return self._extracted(feature, silent)

    def has(self, feature: Feature) -> bool:
        """Whether the table of a kind is on disk."""
        return self.results.has("features", self.key(feature))

    def learned(self, feature: Feature, progress: Progress = silent) -> Learned:
        """What a kind of features was fitted to on the training set; empty for kinds without fitting."""
        if not feature.learns:
            return {}

        def make(progress: Progress) -> Arrays:
            before, fitting = parts_of(progress, [1, 1])
            return feature.learn(self._sources(feature, before).of(self.division.split.train), fitting)

        return self.results.get("learned", self.learned_key(feature), make, progress)

    def of_images(self, feature: Feature, images: np.ndarray, progress: Progress = silent) -> np.ndarray:
        """One kind of features float32 [m, d] of other faces uint8 [m, 48, 48], as from a photo. Nothing is saved."""
        return self.all_of_images([feature], images, progress)[0]

    def all_of_images(
        self, features: Sequence[Feature], images: np.ndarray, progress: Progress = silent
    ) -> list[np.ndarray]:
        """Several kinds of features of other faces; mesh and common parts are computed once."""
        fitting, finding, rest = parts_of(progress, [1, 60, 40])
        kinds = list(dict.fromkeys(f for feature in features for f in with_parts(feature)))
        learned = [self.learned(f, part) for f, part in zip(kinds, parts_of(fitting, [1] * len(kinds)), strict=True)]
        sources = self.pictures.sources_of(images, finding, any(f.needs_mesh for f in kinds))
        made: dict[Feature, np.ndarray] = {}
        shares = parts_of(rest, [1 + f.seconds for f in kinds])
        for f, known, part in zip(kinds, learned, shares, strict=True):
            made[f] = f.extract(dataclasses.replace(sources, parts=made), known, part)
        return [made[feature] for feature in features]

    def _extracted(self, feature: Feature, progress: Progress) -> np.ndarray:
        def make(progress: Progress) -> Arrays:
            before, fitting, extracting = parts_of(progress, [0, 1, 2] if feature.learns else [0, 0, 1])
            sources = self._sources(feature, before)
            return {"features": feature.extract(sources, self.learned(feature, fitting), extracting)}

        return self.results.get("features", self.key(feature), make, progress)["features"]

    def _sources(self, feature: Feature, progress: Progress) -> Sources:
        """The input of ``feature`` for all faces; made first if it is not on disk."""
        seconds = self.pictures.seconds(feature.needs_mesh)
        finding, *extracting = parts_of(progress, [seconds, *(f.seconds for f in feature.parts)])
        sources = self.pictures.sources(finding, feature.needs_mesh)
        parts = {f: self.table(f, part) for f, part in zip(feature.parts, extracting, strict=True)}
        return dataclasses.replace(sources, parts=parts)

    def key(self, feature: Feature) -> str:
        """The key of one kind of features: depends on the images, and on the training set if it is fitted."""
        if any(f.learns for f in with_parts(feature)):
            train = self.division.split.train_fingerprint
            return key_of(self.pictures.key, feature, train, *_editions(feature))
        return key_of(self.pictures.key, feature, *_editions(feature))

    def learned_key(self, feature: Feature) -> str:
        """The key of what a kind of features was fitted to."""
        train = self.division.split.train_fingerprint
        return key_of("learned", self.pictures.key, feature, train, *_editions(feature))


def _editions(feature: Feature) -> list[dict[str, int]]:
    """The editions of a kind and its parts for a key; empty if all are the first."""
    editions = {f.kind: f.edition for f in with_parts(feature) if f.edition}
    return [editions] if editions else []
