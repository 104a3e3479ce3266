"""The space in which faces are grouped: principal components or another reduction. Uses no label."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from fer_core.base.progress import Progress, part_of, silent
from fer_core.faces.faceset import fingerprint
from fer_core.features import Feature
from fer_core.reduction import METHODS, PCA, Method, Reduction, ReductionSettings
from fer_core.study.lab.division import FaceDivision
from fer_core.study.lab.features import FeatureTables
from fer_core.study.lab.reductions import COLUMNS, Reductions
from fer_core.study.lab.results import Arrays, Results
from fer_core.study.store import key_of

_CHUNK = 1024


@dataclass(frozen=True, eq=False)
class GroupedSpace:
    """The space in which faces are grouped: ``feature``, reduced with ``settings``."""

    results: Results
    division: FaceDivision
    features: FeatureTables
    reduction: Reductions
    feature: Feature
    settings: ReductionSettings

    def points(self, progress: Progress = silent) -> np.ndarray:
        """All faces, float32 [n, components]."""
        if self.result[0] == "reduction":
            reduction, scores = self.reduction.of(self.feature, progress)
            return reduction.select(scores, self.in_effect(reduction))

        def make(progress: Progress) -> Arrays:
            reduction, scores = self.reduction.of(self.feature, part_of(progress, 0, 0.4))
            if self.settings.components is None:
                table = self.features.table(self.feature, part_of(progress, 0.4, 0.5))
                return {"points": reduction.transform(table, COLUMNS, part_of(progress, 0.5, 1))}
            return self._by_method(METHODS[self.settings.method], reduction, scores, part_of(progress, 0.4, 1))

        return self.results.get(*self.result, make, progress)["points"]

    @property
    def ready(self) -> bool:
        """Whether the points are on disk."""
        return self.results.has(*self.result)

    @property
    def grouped_points(self) -> np.ndarray:
        """The grouped faces, float32 [m, components]."""
        return self.points()[self.division.grouped_rows]

    def place(self, features: np.ndarray) -> np.ndarray:
        """Other faces in this space, float32 [m, components], from their features float32 [m, d] of the same kind."""
        reduction, _ = self.reduction.of(self.feature)
        if self.result[0] == "reduction":
            return reduction.select(reduction.transform(features), self.in_effect(reduction))
        if self.settings.components is None:
            return reduction.transform(features, COLUMNS)
        self.points()  # saves what was fitted too
        found, method = self.results.read(*self.result), METHODS[self.settings.method]
        learned = {name.removeprefix("learned_"): array for name, array in found.items() if name != "points"}
        settings = COLUMNS if method.fitted_on == "columns" else None
        inputs = reduction.transform(features, settings)
        return np.asarray(method.place(inputs, learned), np.float32)

    def _by_method(self, method: Method, reduction: Reduction, scores: np.ndarray, progress: Progress) -> Arrays:
        """All faces by another reduction than PCA, fitted on the training set, and what was fitted."""
        table = self.features.table(self.feature)

        def inputs(rows: np.ndarray | slice) -> np.ndarray:
            return scores[rows] if method.fitted_on == "scores" else reduction.transform(table[rows], COLUMNS)

        rows = method.drawn(self.division.split.train, self.settings.seed)
        count = self.settings.components or method.usual
        learned = method.learn(inputs(rows), count, self.settings.seed, part_of(progress, 0, 0.8))
        placing, points = part_of(progress, 0.8, 1), []
        for start in range(0, len(scores), _CHUNK):
            placing(start, len(scores), "Placing faces")
            points.append(method.place(np.asarray(inputs(slice(start, start + _CHUNK))), learned).astype(np.float32))
        placing(1, 1, "Placing faces")
        return {"points": np.concatenate(points), **{f"learned_{name}": array for name, array in learned.items()}}

    def in_effect(self, reduction: Reduction) -> ReductionSettings:
        """Settings with the number of PCA components that is used: few faces or columns allow fewer."""
        fitted, wanted = len(reduction.components_), self.settings.components
        if self.settings.variance is not None:
            wanted = reduction.count_for(self.settings.variance) or fitted
        return ReductionSettings(min(wanted or fitted, fitted), self.settings.whiten)

    @property
    def result(self) -> tuple[str, str]:
        """Kind and key of the result with the points: that of PCA, or one for this reduction."""
        if self.settings.method == PCA and self.settings.components is not None:
            return "reduction", self.reduction.key(self.feature)
        return "space", key_of("space", self.reduction.key(self.feature), self.settings)

    @cached_property
    def key(self) -> str:
        """A key of the space and of the faces that are grouped in it."""
        rows = fingerprint(self.division.grouped_rows)
        return key_of(self.reduction.key(self.feature), self.settings, rows)
