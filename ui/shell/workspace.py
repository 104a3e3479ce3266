"""Workspace: the open study in one run of a page. The address carries the study's id."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any, NoReturn

import streamlit as st

from fer_core.base.errors import FerLabError, NotFound
from fer_core.faces.faceset import FaceSet
from fer_core.naming.decision import Membership
from fer_core.naming.log import DecisionLog
from fer_core.study import study
from fer_core.study.lab import Clusterings
from fer_core.study.session import Session
from fer_core.study.store import Store
from fer_core.study.study import Study
from ui.shell import cache
from ui.shell.text import count, escape

PARAMETER = "study"
ANNOTATOR = "annotator"
CALLED = "study-called"
"""In the session's state: the name of the open study."""


class Workspace(Session):
    """A session whose faces, log and clusterings are cached for all pages, and whose choices are set by widgets."""

    @cached_property
    def faces(self) -> FaceSet:
        """The study's faces. Raises NotFound or DamagedFile if they are gone or damaged."""
        return cache.faces(self.study.dataset)

    @cached_property
    def log(self) -> DecisionLog:
        """The decision log of this study."""
        return cache.log(self.study.id)

    @cached_property
    def clusterings(self) -> Mapping[str, Membership]:
        """All clusterings of these faces that are on disk, by key."""
        return Clusterings(lambda key: cache.membership(key, self.study.dataset))

    @property
    def annotator(self) -> str:
        """The annotator of this browser session; "" if no name was entered."""
        return str(st.session_state.get(ANNOTATOR, ""))

    def choose(self, **choices: Any) -> None:
        """Save changed choices and run the page again; do nothing where nothing changed, and for an earlier result.

        Invalid choices are not saved: the page shows why and continues with the earlier ones.
        """
        changed = self.study.choose(**choices)
        if changed == self.study or not self.is_now:
            return
        try:
            self.check(changed.choices)
        except FerLabError as error:
            st.error(escape(str(error)), icon=":material/error:")
            return
        # In this order: a run that is interrupted where it touches the session has then done neither.
        st.session_state[f"seen-{changed.id}"] = changed.choices
        study.update(self.store, changed.id, lambda now: now.choose(**choices))
        st.rerun()

    def take(self, **choices: Any) -> None:
        """Save changed choices that this session's widgets already show; for callbacks, which run before the page."""
        changed = study.update(self.store, self.study.id, lambda now: now.choose(**choices))
        st.session_state[f"seen-{changed.id}"] = changed.choices

    def widget(self, name: str) -> str:
        """The key of a widget of this study, for the choices that this session knows.

        A widget's own state overrides the value that a page gives it. Where another session has changed the saved
        choices, new keys make the widgets show them instead of writing this session's old ones back.
        """
        changes = st.session_state.get(f"changes-{self.study.id}", 0)
        return f"{name}-{self.study.id}" + (f"-{changes}" if changes else "")


class UnknownStudy(FerLabError):
    """The study in an address cannot be opened; ``study`` is its id. No other one is opened in its place."""

    def __init__(self, wanted: str, error: FerLabError) -> None:
        super().__init__(error.what, where=error.where, remedy=error.remedy)
        self.study = wanted


def open_workspace() -> Workspace:
    """The study that the session or the address names; without one the newest, else a new one.

    Raises UnknownStudy if the named study cannot be opened, and FerLabError.
    """
    store = cache.store()
    wanted = st.session_state.get(PARAMETER) or st.query_params.get(PARAMETER)
    if wanted:
        found = _load(store, wanted)
    else:
        known = study.listing(store)
        found = known[0] if known else study.create(store, "First study")
    st.session_state[PARAMETER], st.session_state[CALLED] = found.id, found.name
    if st.query_params.get(PARAMETER) != found.id:
        st.query_params[PARAMETER] = found.id
    _follow(found)
    return Workspace(store, found)


def _follow(found: Study) -> None:
    """Give widgets new keys where another session has changed the choices."""
    seen = st.session_state.get(f"seen-{found.id}", found.choices)
    if seen != found.choices:
        st.session_state[f"changes-{found.id}"] = st.session_state.get(f"changes-{found.id}", 0) + 1
    st.session_state[f"seen-{found.id}"] = found.choices


def _load(store: Store, study_id: str) -> Study:
    try:
        return study.load(store, study_id)
    except NotFound as error:
        st.session_state.pop(PARAMETER, None)  # else a corrected address would not count
        what = f"There is no study with the id {study_id[:40]} in this home."
        remedy = "It may have been removed, or be in another home folder. Check the address."
        raise UnknownStudy(study_id, NotFound(what, remedy=remedy)) from error
    except FerLabError as error:
        st.session_state.pop(PARAMETER, None)
        raise UnknownStudy(study_id, error) from error


def switch_to(study_id: str) -> None:
    """Open another study in the next run."""
    st.session_state[PARAMETER] = study_id
    st.query_params[PARAMETER] = study_id


def open_faces(workspace: Workspace, dataset: str) -> NoReturn:
    """Use this data set in the study, or in a new study where this one has decisions on another data set."""
    cache.forget_faces(dataset)  # opening it again may have repaired it or added the sources of its faces
    if dataset == workspace.study.dataset:
        st.rerun()  # the choices stay
    faces = cache.faces(dataset)
    choices = study.fitting(faces)
    if not workspace.study.dataset or not workspace.log.all():
        study.update(workspace.store, workspace.study.id, lambda now: study.on(now, dataset, choices))
    else:
        made = study.create(workspace.store, study.clean_name(faces.name[:40]), dataset, choices)
        st.toast(escape(f"{made.name} is a new study. Your names stay in {workspace.study.name}."))
        switch_to(made.id)
    st.rerun()


def dataset_line(workspace: Workspace) -> str:
    """The data set in one line: name, number of faces, emotions."""
    faces = workspace.faces
    emotions = count(len(faces.present), "emotion") if faces.emotions is not None else "unlabelled"
    if workspace.without_label:
        emotions += f" · {workspace.without_label:,} without a label"
    out = int(workspace.lab.division.left_out.sum())
    return f"{faces.name} · {len(faces):,} faces{f' ({out:,} excluded)' if out else ''} · {emotions}"
