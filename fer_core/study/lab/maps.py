"""Maps: the grouped faces in two dimensions."""

from dataclasses import dataclass

import numpy as np

from fer_core.base.progress import Progress, part_of, silent
from fer_core.maps.projection import ProjectionSettings, project, trustworthiness
from fer_core.study.lab.results import Arrays, Results
from fer_core.study.lab.space import GroupedSpace
from fer_core.study.store import key_of


@dataclass(frozen=True, eq=False)
class FaceMaps:
    """Maps of the space in which faces are grouped."""

    results: Results
    space: GroupedSpace

    def places(self, settings: ProjectionSettings, progress: Progress = silent) -> np.ndarray:
        """Coordinates of each grouped face on the map, float32 [m, 2]."""

        def make(progress: Progress) -> Arrays:
            points = self.space.points(part_of(progress, 0, 0.1))[self.space.division.grouped_rows]
            return {"map": project(points, settings, part_of(progress, 0.1, 1))}

        return self.results.get("map", self.key(settings), make, progress)["map"]

    def trust(self, settings: ProjectionSettings, progress: Progress = silent) -> float:
        """How far neighbours on a map are also neighbours in the space, 0..1 (`trustworthiness`)."""

        def make(progress: Progress) -> Arrays:
            places = self.places(settings, progress)
            return {"trust": np.array(trustworthiness(self.space.grouped_points, places))}

        return float(self.results.get("trust", self.key(settings), make, progress)["trust"])

    def key(self, settings: ProjectionSettings) -> str:
        """The key of a map of the grouped faces."""
        return key_of(self.space.key, settings)
