"""What the computer looks at: features, components. Keyed on the images alone, never on a label."""

import dataclasses
from collections.abc import Callable, Sequence
from functools import partial

import numpy as np

from fer_core.base.progress import Progress, part_of, parts_of, silent
from fer_core.features import Feature, Learned, Sources
from fer_core.features.feature import with_parts
from fer_core.reduction import Reduction
from fer_core.study.lab.kept import Arrays
from fer_core.study.lab.pictures import Pictures
from fer_core.study.store import key_of


class Looks(Pictures):
    """Every face in numbers."""

    def features(self, feature: Feature, progress: Progress = silent) -> np.ndarray:
        """float32 [n, d]: one kind of features of every face, after whatever it is made of."""
        if self.kept("features", self.features_key(feature)):
            return self._looked(feature, progress)
        wanted = [f for f in with_parts(feature) if not self.kept("features", self.features_key(f))]
        work: list[tuple[float, Callable[[Progress], object]]] = [(f.seconds, partial(self._looked, f)) for f in wanted]
        needs_mesh = any(f.needs_mesh for f in wanted)
        work.insert(0, (self.sources_work(needs_mesh), partial(self.sources, needs_mesh=needs_mesh)))
        for (_, step), part in zip(work, parts_of(progress, [seconds for seconds, _ in work]), strict=True):
            step(part)
        return self._looked(feature, silent)

    def learned(self, feature: Feature, progress: Progress = silent) -> Learned:
        """What a kind of features learned from the training faces; empty for kinds that do not learn."""
        if not feature.learns:
            return {}

        def make(progress: Progress) -> Arrays:
            before, learning = parts_of(progress, [1, 1])
            return feature.learn(self._sources(feature, before).of(self.split.train), learning)

        return self.keep("learned", self.learned_key(feature), make, progress)

    def features_of(self, feature: Feature, images: np.ndarray, progress: Progress = silent) -> np.ndarray:
        """float32 [m, d]: the same numbers of other faces uint8 [m, 48, 48], such as a new photo. They are not kept."""
        return self.all_features_of([feature], images, progress)[0]

    def all_features_of(
        self, features: Sequence[Feature], images: np.ndarray, progress: Progress = silent
    ) -> list[np.ndarray]:
        """The same for several kinds, whose mesh and common parts are found once."""
        learning, finding, rest = parts_of(progress, [1, 60, 40])
        kinds = list(dict.fromkeys(f for feature in features for f in with_parts(feature)))
        learned = [self.learned(f, part) for f, part in zip(kinds, parts_of(learning, [1] * len(kinds)), strict=True)]
        seen = self.sources_of(images, finding, any(f.needs_mesh for f in kinds))
        made: dict[Feature, np.ndarray] = {}
        shares = parts_of(rest, [1 + f.seconds for f in kinds])
        for f, known, part in zip(kinds, learned, shares, strict=True):
            made[f] = f.extract(dataclasses.replace(seen, parts=made), known, part)
        return [made[feature] for feature in features]

    def _looked(self, feature: Feature, progress: Progress) -> np.ndarray:
        def make(progress: Progress) -> Arrays:
            before, learning, extracting = parts_of(progress, [0, 1, 2] if feature.learns else [0, 0, 1])
            sources = self._sources(feature, before)
            return {"features": feature.extract(sources, self.learned(feature, learning), extracting)}

        return self.keep("features", self.features_key(feature), make, progress)["features"]

    def _sources(self, feature: Feature, progress: Progress) -> Sources:
        """What ``feature`` may see of every face; found first where it is not on disk."""
        work = self.sources_work(feature.needs_mesh)
        finding, *looking = parts_of(progress, [work, *(f.seconds for f in feature.parts)])
        seen = self.sources(finding, feature.needs_mesh)
        parts = {f: self.features(f, part) for f, part in zip(feature.parts, looking, strict=True)}
        return dataclasses.replace(seen, parts=parts)

    def reduction(self, feature: Feature, progress: Progress = silent) -> tuple[Reduction, np.ndarray]:
        """PCA fitted on the training rows at its largest count, and float32 [n, c] scores of every face."""

        def make(progress: Progress) -> Arrays:
            features = self.features(feature, part_of(progress, 0, 0.7))
            fitted = Reduction(standardise=feature.standardise)
            fitted.fit(features[self.split.train], part_of(progress, 0.7, 0.95))
            return {**fitted.arrays(), "scores": fitted.transform(features, progress=part_of(progress, 0.95, 1))}

        arrays = self.keep("reduction", self.reduction_key(feature), make, progress)
        scores = arrays.pop("scores")
        return Reduction.from_arrays(arrays), scores

    def features_key(self, feature: Feature) -> str:
        """Names one kind of features of these faces: by the images alone, unless training faces taught it."""
        if any(f.learns for f in with_parts(feature)):
            return key_of(self.pictures_key, feature, self.split.train_fingerprint, *_editions(feature))
        return key_of(self.pictures_key, feature, *_editions(feature))

    def learned_key(self, feature: Feature) -> str:
        """Names what a kind of features learned from the training faces."""
        return key_of("learned", self.pictures_key, feature, self.split.train_fingerprint, *_editions(feature))

    def reduction_key(self, feature: Feature) -> str:
        """Names the components of one kind of features, as the training rows show them."""
        return key_of(self.features_key(feature), self.split.train_fingerprint)


def _editions(feature: Feature) -> list[dict[str, int]]:
    """What a key holds of the editions of a kind and its parts: nothing where all are the first."""
    editions = {f.kind: f.edition for f in with_parts(feature) if f.edition}
    return [editions] if editions else []
