"""Session: an open study with its faces, steps and decisions, for the application and the command line."""

import dataclasses
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Self

import numpy as np

from fer_core.base.errors import FerLabError
from fer_core.faces.faceset import FaceSet
from fer_core.naming.decision import Decision, Membership
from fer_core.naming.groups import Partition
from fer_core.naming.log import DecisionLog, open_log
from fer_core.naming.replay import NamingState, replay
from fer_core.naming.verdict import NamedFaces
from fer_core.study import datasets, runs, study
from fer_core.study.choices import Choices
from fer_core.study.earlier import EarlierWork
from fer_core.study.journey import TRAIN, Step, current_keys
from fer_core.study.lab import Clusterings, Lab, named_groups
from fer_core.study.runs import Run, RunList, SavedRun
from fer_core.study.store import Store
from fer_core.study.study import Study

LOG = "decisions.sqlite"
_OF_NAMES = ("decisions", "naming", "groups", "named_faces", "earlier", "as_before")


def study_log(store: Store, study_id: str) -> DecisionLog:
    """The decision log of a study."""
    return open_log(study.folder(store, study_id) / LOG, study_id)


class Session:
    """An open study. Changes are saved at once; decisions are read once, until `reread`.

    Attributes:
        store: the home folder.
        study: the choices and results.
        until: id of the last decision that counts, for a study as it was at that time; None for all.
    """

    @property
    def annotator(self) -> str:
        """Name of the person who names here; "" if none was given."""
        return ""

    def __init__(self, store: Store, study: Study, until: int | None = None) -> None:
        self.store, self.study, self.until = store, study, until

    @cached_property
    def faces(self) -> FaceSet:
        """The study's faces. Raises NotFound or DamagedFile if they are gone."""
        return datasets.load(self.store, self.study.dataset)

    @cached_property
    def lab(self) -> Lab:
        """The steps of the study, with its choices."""
        return Lab(self.store, self.faces, self.study.choices)

    @cached_property
    def log(self) -> DecisionLog:
        """The decision log."""
        return study_log(self.store, self.study.id)

    @cached_property
    def clusterings(self) -> Mapping[str, Membership]:
        """All clusterings of these faces on disk, by key."""
        return Clusterings.on_disk(self.store, self.study.dataset)

    # Faces

    @property
    def counts(self) -> np.ndarray:
        """Labelled faces by part and emotion, int64 [usages, classes], without excluded ones.

        Without labels, all faces are in one column.
        """
        return self.faces.counts(~self.lab.division.left_out)

    @property
    def without_label(self) -> int:
        """Faces without a label that are not excluded; 0 if no face has a label."""
        if self.faces.emotions is None:
            return 0
        return int((~self.faces.labelled & ~self.lab.division.left_out).sum())

    @property
    def split_problem(self) -> str:
        """Why these faces cannot be split as chosen; "" if they can."""
        try:
            _ = self.lab.division.split
        except FerLabError as error:
            return str(error)
        return ""

    # Names

    @cached_property
    def decisions(self) -> tuple[Decision, ...]:
        """All decisions of this study, as first read; others may have added some since (see `reread`)."""
        return tuple(d for d in self.log.all() if self.until is None or d.id <= self.until)

    @property
    def last_decision(self) -> int:
        """The id of the last decision; 0 without any."""
        return self.decisions[-1].id if self.decisions else 0

    @cached_property
    def naming(self) -> NamingState:
        """The names and changes of the present groups."""
        key = self.lab.groups.key
        return replay((d for d in self.decisions if d.clustering == key), self.annotator)

    @cached_property
    def groups(self) -> Partition:
        """The groups as people changed them."""
        return self.lab.groups.partition(self.naming)

    @cached_property
    def named_faces(self) -> NamedFaces:
        """The names of faces that follow from the names of groups so far."""
        return self.lab.naming.named_faces(self.naming)

    def named_counts(self) -> np.ndarray | None:
        """Faces by clear first name, int64 [c]; None before the first name, and where the groups are not made yet."""
        if not self.naming.decisions or not self.lab.groups.ready or not len(self.named_faces):
            return None
        return self.named_faces.counts(len(self.faces.classes))

    def reread(self) -> None:
        """Read decisions again, with those added since."""
        self._forget(_OF_NAMES)

    # Which faces the groups had when they were named

    @property
    def groups_moved(self) -> bool:
        """Whether the groups have other faces than when they were named."""
        key, now = self.lab.groups.key, self.lab.groups.membership
        return named_groups.came_out_otherwise(self.store, self.study.id, key, now, self._groups_named)

    def note_groups(self) -> None:
        """Note which faces the groups have, for `groups_moved`; unless groups with other faces were named."""
        if not (self._groups_noted and self._groups_named):
            self.accept_groups()

    def accept_groups(self) -> None:
        """Accept the groups as they are now as the named ones."""
        mark = named_groups.mark_of(self.lab.groups.membership)
        if mark != self._groups_noted:
            named_groups.note(self.store, self.study.id, self.lab.groups.key, mark, self.study.choices)

    @property
    def _groups_noted(self) -> str:
        return named_groups.noted(self.store, self.study.id, self.lab.groups.key)

    @property
    def _groups_named(self) -> bool:
        return any(d.clustering == self.lab.groups.key for d in self.decisions)

    # Runs

    @cached_property
    def runs(self) -> RunList:
        """All trainings of this study."""
        return runs.saved(self.store, self.study.id)

    @property
    def training_key(self) -> str:
        """The key of the training with the present choices and names; "" before there are groups."""
        return current_keys(self.lab, self.naming).get(TRAIN.key, "")

    @property
    def shown_run(self) -> SavedRun | None:
        """The run to show for this study: the pinned one, else one with its present names and choices."""
        if self.runs.pinned and self.is_now:
            return self.runs.pinned
        key = self.training_key
        return self.runs.fitting(key, self.named_faces.fingerprint, self.study.dataset) if key else None

    @property
    def is_now(self) -> bool:
        """Whether this is the study as it is now, not as of an earlier run."""
        return self.until is None

    def as_shown(self) -> Self:
        """The study as of the pinned run; as now if none is pinned, or its results are no longer on disk."""
        return (self.runs.pinned and self.as_of(self.runs.pinned.run)) or self

    def as_of(self, run: Run) -> Self | None:
        """The study with the choices and names of a run; None if its results are no longer on disk."""
        if run.dataset != self.study.dataset:
            return None
        then = type(self)(self.store, dataclasses.replace(self.study, choices=run.choices), run.last_decision)
        made = (("clustering", run.clustering), ("recognizer", run.key), ("training", run.key))
        there = all(then.lab.results.has(kind, key) for kind, key in made)
        return then if there and then.lab.training.key(then.named_faces) == run.key else None

    @cached_property
    def earlier(self) -> EarlierWork:
        """What was done with other choices."""
        return EarlierWork(self.store, self.study, self.faces, self.decisions, self.runs, self.lab.groups.key)

    @cached_property
    def as_before(self) -> Self | None:
        """The study as of its last run, whatever is chosen now; None if there is none whose results are on disk."""
        return next(filter(None, (self.as_of(one.run) for one in self.earlier.listed_runs)), None)

    @property
    def accuracy(self) -> float | None:
        """Accuracy (0..1) of the run that is shown; None without a run or without labels."""
        if shown := self.shown_run:
            return shown.run.scores.accuracy if shown.run.scores else None
        training = self.lab.training.finished(self.training_key)  # made before there were runs
        return training.scores.accuracy if training and training.scores else None

    # Changes

    def check(self, choices: Choices) -> None:
        """Raise InvalidSettings if these choices cannot work with these faces."""
        lab = Lab(self.store, self.faces, choices)
        _ = lab.division.grouped_rows, lab.groups.key

    def change(self, changes: Callable[[Choices], Choices]) -> None:
        """Save changed choices. Raises InvalidSettings, without any change, if they cannot work with these faces."""
        choices = changes(self.study.choices)
        if choices == self.study.choices:
            return
        self.check(choices)
        self.study = study.update(
            self.store, self.study.id, lambda now: dataclasses.replace(now, choices=changes(now.choices))
        )
        self._forget(("lab", *_OF_NAMES))

    def made(self, step: Step, key: str = "") -> None:
        """Note that ``step`` has its result for the present choices and names; ``key`` if it is known.

        A page shows it at its next run: a rerun now could lose a click on another page (Streamlit 1.67).
        """
        key = key or current_keys(self.lab, self.naming)[step.key]
        if self.study.results.get(step.key) != key:
            now = study.update(self.store, self.study.id, lambda now: now.made(step.key, key))
            self.study = dataclasses.replace(self.study, results=now.results)  # its choices may be those of a run

    def _forget(self, names: tuple[str, ...]) -> None:
        for name in names:
            self.__dict__.pop(name, None)
