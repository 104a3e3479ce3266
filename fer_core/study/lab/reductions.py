"""Principal components of each kind of features, and measures of them. Uses no label."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from fer_core.base.progress import Progress, part_of, silent
from fer_core.features import Feature
from fer_core.features.feature import with_parts
from fer_core.features.landmarks import Landmarks
from fer_core.reduction import Reduction, ReductionSettings
from fer_core.reduction.companions import FACES, Companions, companions
from fer_core.reduction.parallel_analysis import ParallelAnalysis, parallel_analysis, rows_for_analysis
from fer_core.study.lab.division import FaceDivision
from fer_core.study.lab.features import FeatureTables
from fer_core.study.lab.pictures import FacePictures
from fer_core.study.lab.results import Arrays, Results
from fer_core.study.store import key_of

Companion = Literal["pictures", "points"]
COLUMNS = ReductionSettings(None)
"""The columns of the features themselves, scaled as for the components."""


@dataclass(frozen=True, eq=False)
class Reductions:
    """PCA of each kind of features, fitted on the training set."""

    results: Results
    division: FaceDivision
    pictures: FacePictures
    features: FeatureTables

    def of(self, feature: Feature, progress: Progress = silent) -> tuple[Reduction, np.ndarray]:
        """PCA fitted on the training set with as many components as possible, and the scores float32 [n, c] of all
        faces."""

        def make(progress: Progress) -> Arrays:
            table = self.features.table(feature, part_of(progress, 0, 0.7))
            fitted = Reduction(standardise=feature.standardise)
            fitted.fit(table[self.division.split.train], part_of(progress, 0.7, 0.95))
            return {**fitted.arrays(), "scores": fitted.transform(table, progress=part_of(progress, 0.95, 1))}

        arrays = self.results.get("reduction", self.key(feature), make, progress)
        scores = arrays.pop("scores")
        return Reduction.from_arrays(arrays), scores

    def noise(self, feature: Feature, progress: Progress = silent) -> ParallelAnalysis:
        """How many components of a kind explain more than noise."""

        def make(progress: Progress) -> Arrays:
            reduction, _ = self.of(feature, part_of(progress, 0, 0.1))
            rows = rows_for_analysis(self.division.split.train)
            columns = reduction.transform(self.features.table(feature)[rows], COLUMNS)
            count = len(reduction.components_)
            return parallel_analysis(columns, count, progress=part_of(progress, 0.1, 1)).arrays()

        return ParallelAnalysis.from_arrays(self.results.get("noise", self.noise_key(feature), make, progress))

    def companions(self, feature: Feature, what: Companion, progress: Progress = silent) -> Companions:
        """How the pictures of faces, or their meshes turned to the front, change with each component of a kind."""

        def make(progress: Progress) -> Arrays:
            _, scores = self.of(feature, part_of(progress, 0, 0.5))
            train = self.division.split.train
            rows = np.sort(np.random.default_rng(0).permutation(train)[:FACES])
            sources = self.pictures.sources(part_of(progress, 0.5, 0.8), needs_mesh=what == "points").of(rows)
            others = sources.images.reshape(len(rows), -1).astype(np.float32)
            if what == "points":
                others = Landmarks().extract(sources)
            return companions(scores[rows], others).arrays()

        found = self.results.get("companions", self.companions_key(feature, what), make, progress)
        return Companions.from_arrays(found)

    def key(self, feature: Feature) -> str:
        """The key of the components of one kind of features, fitted on the training set."""
        return key_of(self.features.key(feature), self.division.split.train_fingerprint)

    def noise_key(self, feature: Feature) -> str:
        """The key of the comparison of a kind's components with noise."""
        return key_of("noise", self.key(feature))

    def companions_key(self, feature: Feature, what: Companion) -> str:
        """The key of the changes with a kind's components."""
        found_by = self.pictures.mesh_key if what == "points" else ""
        return key_of("companions", self.key(feature), what, found_by)


def has_mesh(feature: Feature) -> bool:
    """Whether a kind, or a part of it, needs the face mesh."""
    return any(part.needs_mesh for part in with_parts(feature))
