"""The space that is grouped: components or their alternatives, and what there is to see of them. Without any label."""

from functools import cached_property
from typing import Literal

import numpy as np

from fer_core.base.progress import Progress, part_of, silent
from fer_core.faces.faceset import fingerprint
from fer_core.features import Feature
from fer_core.features.feature import with_parts
from fer_core.features.landmarks import Landmarks
from fer_core.reduction import METHODS, PCA, Method, Reduction, ReductionSettings
from fer_core.reduction.companions import FACES, Companions, companions
from fer_core.reduction.parallel_analysis import ParallelAnalysis, parallel_analysis, rows_for_analysis
from fer_core.study.lab.kept import Arrays
from fer_core.study.lab.looks import Looks
from fer_core.study.store import key_of

Companion = Literal["pictures", "points"]
_CHUNK = 1024
_COLUMNS = ReductionSettings(None)


class Spaces(Looks):
    """Every face in few numbers."""

    def points(self, progress: Progress = silent) -> np.ndarray:
        """float32 [n, components]: every face in the space that is grouped."""
        feature, settings = self.choices.features, self.choices.reduction
        if self.space[0] == "reduction":
            reduction, scores = self.reduction(feature, progress)
            return reduction.select(scores, self.in_effect(reduction, settings))

        def make(progress: Progress) -> Arrays:
            reduction, scores = self.reduction(feature, part_of(progress, 0, 0.4))
            if settings.components is None:
                features = self.features(feature, part_of(progress, 0.4, 0.5))
                return {"points": reduction.transform(features, _COLUMNS, part_of(progress, 0.5, 1))}
            return self._by_method(METHODS[settings.method], reduction, scores, part_of(progress, 0.4, 1))

        return self.keep("space", self.space[1], make, progress)["points"]

    def placed(self, features: np.ndarray) -> np.ndarray:
        """float32 [m, components]: other faces in the space that is grouped, from those features that are grouped."""
        reduction, _ = self.reduction(self.choices.features)
        settings = self.choices.reduction
        if self.space[0] == "reduction":
            return reduction.select(reduction.transform(features), self.in_effect(reduction, settings))
        if settings.components is None:
            return reduction.transform(features, _COLUMNS)
        self.points()  # what was learned is kept beside them
        kept, method = self.store.load(*self.space)[0], METHODS[settings.method]
        learned = {name.removeprefix("learned_"): array for name, array in kept.items() if name != "points"}
        seen = reduction.transform(features, _COLUMNS) if method.sees == "columns" else reduction.transform(features)
        return np.asarray(method.place(seen, learned), np.float32)

    def _by_method(self, method: Method, reduction: Reduction, scores: np.ndarray, progress: Progress) -> Arrays:
        """Points of every face by an alternative to PCA, learnt on training faces, and what was learned."""
        settings = self.choices.reduction
        features = self.features(self.choices.features)

        def seen(rows: np.ndarray | slice) -> np.ndarray:
            return scores[rows] if method.sees == "scores" else reduction.transform(features[rows], _COLUMNS)

        taught_by = method.drawn(self.split.train, settings.seed)
        count = settings.components or method.usual
        learned = method.learn(seen(taught_by), count, settings.seed, part_of(progress, 0, 0.8))
        placing, points = part_of(progress, 0.8, 1), []
        for start in range(0, len(scores), _CHUNK):
            placing(start, len(scores), "Placing faces")
            points.append(method.place(np.asarray(seen(slice(start, start + _CHUNK))), learned).astype(np.float32))
        placing(1, 1, "Placing faces")
        return {"points": np.concatenate(points), **{f"learned_{name}": array for name, array in learned.items()}}

    def in_effect(self, reduction: Reduction, settings: ReductionSettings) -> ReductionSettings:
        """The number of PCA components that ``settings`` come to: few faces or columns have fewer to give."""
        fitted, wanted = len(reduction.components_), settings.components
        if settings.variance is not None:
            wanted = reduction.count_for(settings.variance) or fitted
        return ReductionSettings(min(wanted or fitted, fitted), settings.whiten)

    def noise(self, feature: Feature, progress: Progress = silent) -> ParallelAnalysis:
        """How many components of a kind hold more than noise would."""

        def make(progress: Progress) -> Arrays:
            reduction, _ = self.reduction(feature, part_of(progress, 0, 0.1))
            rows = rows_for_analysis(self.split.train)
            columns = reduction.transform(self.features(feature)[rows], _COLUMNS)
            count = len(reduction.components_)
            return parallel_analysis(columns, count, progress=part_of(progress, 0.1, 1)).arrays()

        return ParallelAnalysis.from_arrays(self.keep("noise", self.noise_key(feature), make, progress))

    def companions(self, feature: Feature, what: Companion, progress: Progress = silent) -> Companions:
        """How the pictures of faces, or the points of their turned meshes, go with each component of a kind."""

        def make(progress: Progress) -> Arrays:
            _, scores = self.reduction(feature, part_of(progress, 0, 0.5))
            train = self.split.train
            rows = np.sort(np.random.default_rng(0).permutation(train)[:FACES])
            seen = self.sources(part_of(progress, 0.5, 0.8), needs_mesh=what == "points").of(rows)
            others = seen.images.reshape(len(rows), -1).astype(np.float32)
            if what == "points":
                others = Landmarks().extract(seen)
            return companions(scores[rows], others).arrays()

        return Companions.from_arrays(self.keep("companions", self.companions_key(feature, what), make, progress))

    @property
    def space(self) -> tuple[str, str]:
        """Kind and key of the result that the space comes from: PCA's components, or a result of its own."""
        feature, settings = self.choices.features, self.choices.reduction
        if settings.method == PCA and settings.components is not None:
            return "reduction", self.reduction_key(feature)
        return "space", key_of("space", self.reduction_key(feature), settings)

    def noise_key(self, feature: Feature) -> str:
        """Names the comparison of a kind's components with noise."""
        return key_of("noise", self.reduction_key(feature))

    def companions_key(self, feature: Feature, what: Companion) -> str:
        """Names what goes along with a kind's components."""
        found_by = self.mesh_key if what == "points" else ""
        return key_of("companions", self.reduction_key(feature), what, found_by)

    @cached_property
    def points_key(self) -> str:
        """Names the space that is grouped, with the faces that are grouped in it."""
        reduction = self.reduction_key(self.choices.features)
        return key_of(reduction, self.choices.reduction, fingerprint(self.grouped_rows))


def has_mesh(feature: Feature) -> bool:
    """Whether a kind, or one that it is made of, looks at the face mesh."""
    return any(part.needs_mesh for part in with_parts(feature))
