"""Workspace: the open study with its faces, for one run of a page. The URL carries the study's id."""

import dataclasses
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NoReturn

import numpy as np
import streamlit as st

from fer_core.base.errors import FerLabError
from fer_core.faces.faceset import FaceSet
from fer_core.naming.decision import Decision
from fer_core.naming.groups import Partition
from fer_core.naming.log import DecisionLog
from fer_core.naming.replay import NamingState, replay
from fer_core.naming.verdict import NamedFaces
from fer_core.study import runs, study
from fer_core.study.journey import TRAIN, Step, current_keys
from fer_core.study.lab import Lab, named_groups
from fer_core.study.runs import KeptRun, RunList
from fer_core.study.store import Store
from fer_core.study.study import Study
from ui.shell import cache
from ui.shell.text import count, escape

PARAMETER = "study"
ANNOTATOR = "annotator"


@dataclass
class Workspace:
    """The open study. ``choose`` and ``made`` save at once."""

    store: Store
    study: Study

    @cached_property
    def faces(self) -> FaceSet:
        """The study's faces. Raises NotFound or DamagedFile where they are gone."""
        return cache.faces(self.study.dataset)

    @cached_property
    def lab(self) -> Lab:
        """The steps of this study."""
        return Lab(self.store, self.faces, self.study.choices)

    @property
    def counts(self) -> np.ndarray:
        """int64 [usages, classes]: labelled faces per part and emotion, without those that a person leaves out.

        All faces in one column where nothing is labelled.
        """
        if not self.study.choices.left_out:
            return self.faces.counts()
        return self.faces.counts(~self.lab.left_out)

    @property
    def without_label(self) -> int:
        """Faces without a label among others that have one, and that nobody leaves out."""
        return 0 if self.faces.emotions is None else int((~self.faces.labelled & ~self.lab.left_out).sum())

    @property
    def split_problem(self) -> str:
        """Why these faces cannot be divided as chosen; "" if they can."""
        try:
            _ = self.lab.split
        except FerLabError as error:
            return str(error)
        return ""

    @cached_property
    def log(self) -> DecisionLog:
        """What people decided in this study."""
        return cache.log(self.study.id)

    @property
    def annotator(self) -> str:
        """Who names in this browser session; "" where nobody said."""
        return str(st.session_state.get(ANNOTATOR, ""))

    @cached_property
    def decisions(self) -> tuple[Decision, ...]:
        """All decisions of this study, as this run of the page sees them; others may add some meanwhile."""
        return self.log.all()

    @property
    def last_decision(self) -> int:
        """The id of the last one; 0 before the first."""
        return self.decisions[-1].id if self.decisions else 0

    @cached_property
    def naming(self) -> NamingState:
        """What has been said of the present groups."""
        key = self.lab.clustering_key
        return replay((d for d in self.decisions if d.clustering == key), self.annotator)

    @cached_property
    def groups(self) -> Partition:
        """The groups as people changed them."""
        return self.lab.partition(self.naming)

    def groups_moved(self) -> bool:
        """Whether the groups hold other faces than when they were named; where none was named, they are noted."""
        key = self.lab.clustering_key
        decided = any(d.clustering == key for d in self.decisions)
        return named_groups.came_out_otherwise(self.store, self.study.id, key, self.lab.membership, decided)

    def accept_groups(self) -> None:
        """Take the groups as they are now for those that are named."""
        mark = named_groups.mark_of(self.lab.membership)
        named_groups.note(self.store, self.study.id, self.lab.clustering_key, mark)

    @cached_property
    def named_faces(self) -> NamedFaces:
        """Labels that follow from what has been said so far."""
        return self.lab.named_now(self.naming)

    @cached_property
    def runs(self) -> RunList:
        """All trainings of this study."""
        return runs.kept(self.store, self.study.id)

    @property
    def shown_run(self) -> KeptRun | None:
        """The training that stands for this study: the pinned one, else the one that fits its names and choices."""
        if self.runs.pinned:
            return self.runs.pinned
        key = current_keys(self.lab, self.naming).get(TRAIN.key, "")
        return self.runs.fitting(key, self.named_faces.fingerprint, self.study.dataset) if key else None

    def as_shown(self) -> "Workspace":
        """The study as the pinned run saw it: its choices, and the names of that time; as it is now without one.

        Also as it is now where what the run made is no longer on disk.
        """
        pinned = self.runs.pinned
        if pinned is None or pinned.run.dataset != self.study.dataset:
            return self
        run = pinned.run
        then = Workspace(self.store, dataclasses.replace(self.study, choices=run.choices))
        then.__dict__["decisions"] = tuple(d for d in self.decisions if d.id <= run.last_decision)
        if not (then.lab.kept("clustering", run.clustering) and then.lab.kept("recognizer", run.key)):
            return self
        return then if then.lab.training_key(then.named_faces) == run.key else self

    @property
    def accuracy(self) -> float | None:
        """Share of held-out faces that are right, by the run that is shown; None where there is none, or no label."""
        if shown := self.shown_run:
            return shown.run.scores.accuracy if shown.run.scores else None
        key = current_keys(self.lab, self.naming).get(TRAIN.key, "")
        training = self.lab.finished_training(key)  # made before there were runs
        return training.scores.accuracy if training and training.scores else None

    def named_counts(self) -> np.ndarray | None:
        """int64 [c]: faces named first with each emotion; None before the first name."""
        if not self.naming.decisions or not len(self.named_faces):
            return None
        return self.named_faces.counts(len(self.faces.classes))

    def choose(self, **choices: Any) -> None:
        """Save changed choices and run the page again; nothing where nothing changed.

        Choices that cannot work are not saved: the page says why and goes on with the earlier ones.
        """
        changed = self.study.choose(**choices)
        if changed == self.study:
            return
        try:
            _ = Lab(self.store, self.faces, changed.choices).grouped_rows
        except FerLabError as error:
            st.error(escape(str(error)), icon=":material/error:")
            return
        # In this order: a run can be interrupted where it touches the session, and then has done neither.
        st.session_state[f"seen-{changed.id}"] = changed.choices
        study.update(self.store, changed.id, lambda now: now.choose(**choices))
        st.rerun()

    def take(self, **choices: Any) -> None:
        """Save changed choices that this session's widgets show already; for callbacks, which run before the page."""
        changed = study.update(self.store, self.study.id, lambda now: now.choose(**choices))
        st.session_state[f"seen-{changed.id}"] = changed.choices

    def made(self, step: Step, key: str = "") -> None:
        """Note that ``step`` has its result for the present choices.

        Does not run the page again to show it: a rerun could swallow a click on another page (Streamlit 1.67).
        """
        key = key or current_keys(self.lab, self.naming)[step.key]
        if self.study.results.get(step.key) != key:
            self.study = study.update(self.store, self.study.id, lambda now: now.made(step.key, key))

    def widget(self, name: str) -> str:
        """A widget's key that belongs to this study, and to its choices as this session knows them.

        A widget's state wins over what a page gives it. Where the saved choices were changed elsewhere (another
        tab), other keys make the widgets show them, instead of writing this session's old ones back.
        """
        changes = st.session_state.get(f"changes-{self.study.id}", 0)
        return f"{name}-{self.study.id}" + (f"-{changes}" if changes else "")


def open_workspace() -> Workspace:
    """The study that the session or the URL names, else the newest, else a new one."""
    store = cache.store()
    wanted = st.session_state.get(PARAMETER) or st.query_params.get(PARAMETER)
    found = _load(store, wanted) if wanted else None
    if found is None:
        known = study.listing(store)
        found = known[0] if known else study.create(store, "First study")
    st.session_state[PARAMETER] = found.id
    if st.query_params.get(PARAMETER) != found.id:
        st.query_params[PARAMETER] = found.id
    _follow(found)
    return Workspace(store, found)


def _follow(found: Study) -> None:
    """Notice choices that were changed by another session."""
    seen = st.session_state.get(f"seen-{found.id}", found.choices)
    if seen != found.choices:
        st.session_state[f"changes-{found.id}"] = st.session_state.get(f"changes-{found.id}", 0) + 1
    st.session_state[f"seen-{found.id}"] = found.choices


def _load(store: Store, study_id: str) -> Study | None:
    try:
        return study.load(store, study_id)
    except FerLabError as error:
        st.session_state.pop(PARAMETER, None)
        st.toast(f"The study in the address could not be opened: {escape(error.what)}", icon=":material/error:")
        return None


def switch_to(study_id: str) -> None:
    """Open another study at the next run."""
    st.session_state[PARAMETER] = study_id
    st.query_params[PARAMETER] = study_id


def open_faces(workspace: Workspace, dataset: str) -> NoReturn:
    """Let the study use this data set; where it has decisions on another, begin a new study instead."""
    cache.forget_faces(dataset)  # opening it again may have mended it, or told where its faces came from
    if dataset == workspace.study.dataset:
        st.rerun()  # the choices stay
    faces = cache.faces(dataset)
    choices = study.fitting(faces)
    if not workspace.study.dataset or not workspace.log.all():
        study.update(workspace.store, workspace.study.id, lambda now: study.on(now, dataset, choices))
    else:
        made = study.create(workspace.store, study.clean_name(faces.name[:40]), dataset, choices)
        st.toast(escape(f"Your names stay with {workspace.study.name}; {made.name} is a new study."))
        switch_to(made.id)
    st.rerun()


def dataset_line(workspace: Workspace) -> str:
    """The data set in one line."""
    faces = workspace.faces
    emotions = count(len(faces.present), "emotion") if faces.emotions is not None else "unlabelled"
    if workspace.without_label:
        emotions += f" · {workspace.without_label:,} without a label"
    out = int(workspace.lab.left_out.sum())
    return f"{faces.name} · {len(faces):,} faces{f' ({out:,} left out)' if out else ''} · {emotions}"
