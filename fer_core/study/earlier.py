"""What a person did in a study with other choices than the present ones: names, and what was trained on them."""

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from fer_core.base.errors import FerLabError
from fer_core.faces.faceset import FaceSet
from fer_core.naming.decision import Decision
from fer_core.naming.replay import NamingState, replay
from fer_core.study.choices import Choices
from fer_core.study.lab import Lab, named_groups
from fer_core.study.lab.clusterings import settings_of
from fer_core.study.runs import RunList, SavedRun
from fer_core.study.store import Store
from fer_core.study.study import Study

OF_GROUPS = ("aligned", "mesh", "split", "left_out", "grouped", "features", "reduction", "clusters", "encoder")
"""Choices that groups depend on."""


@dataclass(frozen=True, eq=False)
class EarlierWork:
    """Decisions on other groups, and runs with other choices.

    Attributes:
        store: the home folder.
        study: as it is now.
        faces: of the study.
        log: all its decisions, in order.
        runs: all its trainings.
        clustering: key of the present groups; decisions on these are not earlier ones.
    """

    store: Store
    study: Study
    faces: FaceSet
    log: Sequence[Decision]
    runs: RunList
    clustering: str

    @cached_property
    def named(self) -> dict[str, NamingState]:
        """The names of other groups by key of their clustering, those with the newest decision first."""
        keys = dict.fromkeys(d.clustering for d in reversed(self.log) if d.clustering != self.clustering)
        states = {key: replay(d for d in self.log if d.clustering == key) for key in keys}
        return {key: state for key, state in states.items() if state.decisions}

    @property
    def decisions(self) -> int:
        """Decisions on other groups that were not undone."""
        return sum(state.decisions for state in self.named.values())

    @property
    def active_seconds(self) -> float:
        """How long they took."""
        return sum(state.active_seconds for state in self.named.values())

    @cached_property
    def listed_runs(self) -> tuple[SavedRun, ...]:
        """All runs on these faces: the one that was looked at last, then the newest first."""
        looked_at = self.study.results.get("train", "")
        mine = [one for one in self.runs.runs if one.run.dataset == self.study.dataset]
        return tuple(sorted(mine, key=lambda one: one.run.key != looked_at))  # stable: the rest stays in order

    @cached_property
    def named_with(self) -> Choices | None:
        """The choices of the groups that were named last, and the present ones for the recognizer.

        None if no other groups were named, and if it is not known with which choices they were made.
        """
        for key in self.named:
            made = self._made_with(key)
            return made and dataclasses.replace(self.study.choices, **{name: getattr(made, name) for name in OF_GROUPS})
        return None

    def _made_with(self, key: str) -> Choices | None:
        """The choices that ask for a clustering: of a run, as noted when it was named, or as its own file says."""
        of_run = next((one.run.choices for one in self.listed_runs if one.run.clustering == key), None)
        return of_run or named_groups.noted_choices(self.store, self.study.id, key) or self._by_its_file(key)

    def _by_its_file(self, key: str) -> Choices | None:
        """The present choices with those in the file of a clustering, if they ask for it."""
        settings = settings_of(self.store, key, self.study.dataset)
        try:
            choices = dataclasses.replace(self.study.choices, **settings)
            return choices if settings and Lab(self.store, self.faces, choices).groups.key == key else None
        except FerLabError:
            return None
