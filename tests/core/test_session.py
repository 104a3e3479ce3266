"""The open study: what was read stays until it is reread, asking writes nothing, impossible choices change nothing."""

import dataclasses
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from fer_core.base.errors import InvalidSettings
from fer_core.clustering import ClusterSettings
from fer_core.faces.faceset import FaceSet
from fer_core.faces.readers import Import
from fer_core.faces.split import SplitSettings
from fer_core.features.pixels import Pixels
from fer_core.naming.decision import Event
from fer_core.naming.verdict import Verdict
from fer_core.study import datasets, study
from fer_core.study.lab import named_groups
from fer_core.study.session import Session
from fer_core.study.store import Store


@pytest.fixture()
def session(store: Store, faces: FaceSet) -> Iterator[Session]:
    dataset = datasets.save(store, Import(faces, (), "sample"), "sample:clear")
    choices = dataclasses.replace(
        study.fitting(faces), aligned=False, features=Pixels(), clusters=ClusterSettings(k=4), trained_on=("pixels",)
    )
    made = Session(store, study.create(store, "First", dataset, choices))
    made.lab.groups.clustering()
    yield made
    made.log.close()


def name(session: Session, group: int) -> None:
    verdict = Verdict("name", session.faces.classes[group])
    session.log.append([Event("page-0001", group + 1, session.lab.groups.key, "verdict", group, (), verdict)], "Ada")


def files(session: Session) -> list[Path]:
    return sorted((session.store.home / "studies").rglob("*"))


def test_asking_whether_groups_moved_writes_nothing_and_noting_does(session: Session) -> None:
    _ = session.log  # opened before, as it makes its own file
    before = files(session)
    assert not session.groups_moved and files(session) == before
    session.note_groups()
    assert len(files(session)) > len(before) and not session.groups_moved


def test_groups_that_came_out_otherwise_are_told_of_until_they_are_accepted(session: Session) -> None:
    key = session.lab.groups.key
    named_groups.note(session.store, session.study.id, key, "0" * 16)
    assert not session.groups_moved  # nobody has named any of them
    name(session, 0)
    session.reread()
    assert session.groups_moved
    session.note_groups()
    assert session.groups_moved  # looking at a page is not accepting
    session.accept_groups()
    assert not session.groups_moved


def test_decisions_that_others_add_are_heeded_when_they_are_read_again(session: Session) -> None:
    assert not len(session.named_faces)
    name(session, 1)
    assert session.last_decision == 0 and not len(session.named_faces)
    session.reread()
    assert session.last_decision == 1 and len(session.named_faces)
    assert not len(Session(session.store, session.study, until=0).named_faces)


def test_choices_that_cannot_work_are_refused_and_change_nothing(session: Session) -> None:
    before = session.study
    impossible = SplitSettings("usage", "nowhere")
    with pytest.raises(InvalidSettings):
        session.change(lambda now: dataclasses.replace(now, split=impossible))
    assert session.study == before == study.load(session.store, before.id)
    session.change(lambda now: dataclasses.replace(now, clusters=ClusterSettings(k=3)))
    assert session.lab.groups.key != Session(session.store, before).lab.groups.key
    assert study.load(session.store, before.id).choices.clusters.k == 3


def test_groups_are_found_by_their_key_until_they_are_gone(session: Session) -> None:
    key = session.lab.groups.key
    assert len(session.clusterings[key].rows) == len(session.lab.division.grouped_rows)
    shutil.rmtree(session.store.home / "artefacts" / "clustering" / key)
    assert session.clusterings.get(key) is None
