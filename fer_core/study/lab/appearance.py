"""Appearance: which groups share how their faces look more than an expression. Uses no label."""

from collections.abc import Mapping
from dataclasses import dataclass

from fer_core.base.progress import Progress, silent
from fer_core.clustering.appearance import FaceLooks, Likeness, appearance, likenesses
from fer_core.naming.groups import Partition
from fer_core.study.lab.pictures import FacePictures
from fer_core.study.lab.results import Arrays, Results
from fer_core.study.store import key_of

EDITION = 1
"""Raised when the method of measuring changes."""


@dataclass(frozen=True, eq=False)
class GroupAppearance:
    """How faces look and move, as imported, and what each group has in common."""

    results: Results
    pictures: FacePictures

    @property
    def ready(self) -> bool:
        """Whether the measures are on disk."""
        return self.results.has("appearance", self.key)

    @property
    def within_reach(self) -> bool:
        """Whether the measures take seconds only, because the mesh is on disk."""
        return self.results.has("mesh", self.pictures.mesh_key)

    def measures(self, progress: Progress = silent) -> FaceLooks:
        """The measures of every face."""

        def make(progress: Progress) -> Arrays:
            return vars(appearance(self.pictures.faces.images, self.pictures.mesh(), progress))

        return FaceLooks(**self.results.get("appearance", self.key, make, progress))

    def standing_out(self, groups: Partition) -> Mapping[int, Likeness]:
        """The groups whose faces share a trait clearly more than a movement, by number. Measures them if needed."""
        found = likenesses(self.measures(), groups.rows, groups.groups, groups.numbers)
        return {number: likeness for number, likeness in found.items() if likeness.stands_out}

    @property
    def key(self) -> str:
        """The key of the measures of these pictures."""
        return key_of("appearance", EDITION, self.pictures.mesh_key)
