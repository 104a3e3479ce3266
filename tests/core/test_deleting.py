"""Studies and data sets are deleted and restored whole, copied with everything, and listed side by side."""

import dataclasses
from pathlib import Path

import numpy as np
import pytest

from fer_core.base.errors import FerLabError, InvalidSettings, NotFound
from fer_core.faces.faceset import FaceSet
from fer_core.faces.readers import Import
from fer_core.naming.decision import Event
from fer_core.naming.verdict import Verdict
from fer_core.study import datasets, deleted, study
from fer_core.study.lab.results import made_of
from fer_core.study.overview import dataset_rows, study_row
from fer_core.study.session import study_log
from fer_core.study.store import Store
from fer_core.study.study import Study
from fer_core.study.study_file import duplicate

KEY = "0123456789abcdef"


@pytest.fixture()
def mine(store: Store, faces: FaceSet) -> Study:
    dataset = datasets.save(store, Import(faces, (), "sample"), "sample")
    made = study.create(store, "Mine", dataset, study.fitting(faces))
    decide(store, made, 3)
    return made


def decide(store: Store, of: Study, groups: int, first: int = 1) -> None:
    log = study_log(store, of.id)
    log.append(
        [Event("client-12345", first + i, KEY, "verdict", i, (), Verdict("name", "happy")) for i in range(groups)]
    )
    log.close()


def decisions(store: Store, of: Study) -> list[tuple[int, str, int, int | None, str]]:
    log = study_log(store, of.id)
    found = [(d.id, d.client, d.seq, d.group, d.at) for d in log.all()]
    log.close()
    return found


def test_a_deleted_study_comes_back_with_every_decision(store: Store, mine: Study) -> None:
    before = decisions(store, mine)
    deleted.delete_study(store, mine.id)
    assert study.listing(store) == [] and deleted.is_deleted(store, mine.id)
    with pytest.raises(NotFound):
        study.load(store, mine.id)
    [gone] = deleted.listing(store)
    assert (gone.kind, gone.id, gone.name) == ("studies", mine.id, "Mine")
    deleted.restore(store, gone)
    assert study.load(store, mine.id) == mine and decisions(store, mine) == before and deleted.listing(store) == []


def test_nothing_is_overwritten_and_only_ids_of_the_list_are_touched(store: Store, mine: Study) -> None:
    deleted.delete_study(store, mine.id)
    [gone] = deleted.listing(store)
    study.save(store, mine)
    with pytest.raises(FerLabError, match="already"):
        deleted.restore(store, gone)
    for act in (deleted.restore, deleted.remove):
        with pytest.raises(NotFound):
            act(store, deleted.Deleted("studies", "../datasets", "x"))
    with pytest.raises(FerLabError):
        deleted.delete_study(store, "../../etc")
    deleted.remove(store, gone)
    assert deleted.listing(store) == [] and study.load(store, mine.id) == mine


def test_a_data_set_in_use_stays_and_its_studies_are_named(store: Store, mine: Study) -> None:
    [row], _ = dataset_rows(store)
    assert row.studies == ("Mine",) and row.size > 210 * 48 * 48
    with pytest.raises(InvalidSettings, match="“Mine”"):
        deleted.delete_dataset(store, mine.dataset)
    with pytest.raises(NotFound):
        deleted.delete_dataset(store, "..")
    deleted.delete_study(store, mine.id)
    deleted.delete_dataset(store, mine.dataset)
    assert datasets.listing(store) == []
    deleted.restore(store, next(one for one in deleted.listing(store) if one.kind == "datasets"))
    assert datasets.load(store, mine.dataset).fingerprint == mine.dataset


def test_a_copy_has_every_decision_and_goes_its_own_way(store: Store, mine: Study) -> None:
    copy = duplicate(store, mine.id, "Second")
    assert copy.id != mine.id and (copy.name, copy.dataset, copy.choices) == ("Second", mine.dataset, mine.choices)
    assert decisions(store, copy) == decisions(store, mine)
    decide(store, copy, 1, first=4)
    assert (len(decisions(store, copy)), len(decisions(store, mine))) == (4, 3)
    with pytest.raises(InvalidSettings):
        duplicate(store, mine.id, " ")
    assert len(study.listing(store)) == 2


def test_a_study_without_faces_is_copied_too(store: Store) -> None:
    assert duplicate(store, study.create(store, "Empty").id, "Copy").dataset == ""


def test_a_row_has_what_is_noted(store: Store, mine: Study) -> None:
    log = study_log(store, mine.id)
    row = study_row(store, mine, log.all(), datasets.listing(store))
    log.close()
    assert (row.faces, row.groups, row.decisions, row.runs, row.accuracy) == (210, mine.choices.clusters.k, 3, 0, None)
    log_file = Path(store.home / "studies" / mine.id / "decisions.sqlite")
    assert abs(row.changed.timestamp() - log_file.stat().st_mtime) < 60


def result(store: Store, kind: str, key: str, dataset: str) -> None:
    """A result as a lab saves it."""
    store.save(kind, key, {"numbers": np.arange(3)}, {"kind": kind, "dataset": dataset, "faces": "sample"})


def removed(store: Store, dataset: str) -> None:
    deleted.delete_dataset(store, dataset)
    deleted.remove(store, next(one for one in deleted.listing(store) if one.id == dataset))


def test_a_data_set_takes_its_results_along_and_no_others(store: Store, mine: Study) -> None:
    """Groups stay, because names of people refer to them; so does what other data sets and nobody's results are."""
    result(store, "features", "own", mine.dataset)
    result(store, "clustering", "own", mine.dataset)
    result(store, "features", "of-another", "feedfeedfeedfeed")
    store.save("welcome", "over", {}, {"dataset": mine.dataset})
    (store.home / "artefacts" / "features" / "broken").mkdir()
    (store.home / "artefacts" / "note.txt").write_text("a person's own")
    deleted.delete_study(store, mine.id)
    deleted.delete_dataset(store, mine.dataset)
    assert store.artefact("features", "own")  # it can still be restored
    deleted.remove(store, next(one for one in deleted.listing(store) if one.kind == "datasets"))
    assert not store.artefact("features", "own") and store.artefact("clustering", "own")
    assert store.artefact("features", "of-another") and store.artefact("welcome", "over")


def test_what_data_sets_of_the_same_pictures_share_goes_with_the_last_of_them(store: Store, faces: FaceSet) -> None:
    first = datasets.save(store, Import(faces, (), "sample"), "sample")
    bare = dataclasses.replace(faces, emotions=None)
    second = datasets.save(store, Import(bare, (), "sample"), "sample")
    assert first != second
    result(store, "features", "shared", first)
    result(store, "clustering", "shared", first)
    deleted.delete_dataset(store, second)
    removed(store, first)
    assert store.artefact("features", "shared")
    arrays, about = store.load("clustering", "shared")
    assert made_of(store, about, second) and arrays["numbers"].tolist() == [0, 1, 2]  # names of its groups still count
    deleted.remove(store, deleted.listing(store)[0])
    assert not store.artefact("features", "shared")
