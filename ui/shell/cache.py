"""What stays in memory between runs of a page. Keys are ids and fingerprints, never arrays."""

import contextlib
from collections.abc import Callable
from typing import Any, TypeVar

import streamlit as st

from fer_core.base.errors import FerLabError
from fer_core.base.home import home_folder
from fer_core.faces.faceset import FaceSet
from fer_core.naming.decision import Membership
from fer_core.naming.log import DecisionLog
from fer_core.study import datasets
from fer_core.study.lab import clusterings
from fer_core.study.session import study_log
from fer_core.study.store import Store
from ui.shell.jobs import Jobs

T = TypeVar("T")


@st.cache_resource(show_spinner=False)
def _store(home: str) -> Store:
    made = Store()
    with contextlib.suppress(FerLabError):  # an upload shows the error
        for copy in made.listed("uploads"):  # left by a server that was stopped while reading one
            with contextlib.suppress(OSError):
                copy.unlink()
    return made


def store() -> Store:
    """The store of the home folder."""
    return _store(str(home_folder()))


@st.cache_resource(show_spinner=False)
def _jobs(home: str) -> Jobs:
    return Jobs()


def jobs() -> Jobs:
    """The jobs of this server."""
    return _jobs(str(home_folder()))


@st.cache_resource(show_spinner=False, max_entries=4)
def _faces(home: str, dataset: str) -> FaceSet:
    return datasets.load(store(), dataset)


def faces(dataset: str) -> FaceSet:
    """A data set, memory-mapped once for all sessions. Raises NotFound or DamagedFile."""
    return _faces(str(home_folder()), dataset)


def forget_faces(dataset: str) -> None:
    """Read a data set from disk again when it is next needed."""
    _faces.clear(str(home_folder()), dataset)


@st.cache_resource(show_spinner=False, max_entries=16, on_release=lambda log: log.close())
def _log(home: str, study: str) -> DecisionLog:
    return study_log(store(), study)


def log(study: str) -> DecisionLog:
    """The decision log of a study, opened once for all sessions."""
    return _log(str(home_folder()), study)


def close_log(study: str) -> None:
    """Close the decision log of a study, before its folder is moved."""
    _log.clear(str(home_folder()), study)


@st.cache_resource(show_spinner=False, max_entries=32)
def _membership(home: str, clustering: str, dataset: str) -> Membership | None:
    return clusterings.membership(store(), clustering, dataset)


def membership(clustering: str, dataset: str) -> Membership | None:
    """Which faces are in which group of a clustering of this data set; None if it is not on disk."""
    return _membership(str(home_folder()), clustering, dataset)


@st.cache_resource(show_spinner=False, max_entries=64)
def _derived(home: str, what: str, key: str, _make: Callable[[], Any]) -> Any:
    return _make()


def derived(what: str, key: str, make: Callable[[], T]) -> T:
    """What ``make`` returns, cached under ``what`` and ``key``; ``key`` must name everything that it depends on."""
    found: T = _derived(str(home_folder()), what, key, make)
    return found


def forget_groups() -> None:
    """Read groups and everything derived again: a study file may have added or replaced them."""
    _membership.clear()
    _derived.clear()
