"""Runs: kept once and whole, named, tagged, pinned, deleted and brought back; two held against each other."""

import dataclasses
import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from fer_core.base.errors import DamagedFile, InvalidSettings, NotFound
from fer_core.clustering import ClusterSettings
from fer_core.faces.faceset import FaceSet
from fer_core.faces.readers import Import
from fer_core.naming.replay import NamingState
from fer_core.naming.verdict import Verdict
from fer_core.study import datasets, runs, study
from fer_core.study.lab import Lab
from fer_core.study.runs import Run, storage
from fer_core.study.store import Store, plain
from fer_core.study.study import Study

FEW = ("geometry", "hog")


def trained(lab: Lab, seconds: int = 0) -> Run:
    assert lab.faces.emotions is not None
    groups, codes = lab.groups.clustering().labels, lab.faces.emotions[lab.division.grouped_rows]
    common = [int(np.bincount(codes[groups == g]).argmax()) for g in range(lab.choices.clusters.k)]
    verdicts = {g: Verdict("name", lab.faces.classes[code]) for g, code in enumerate(common)}
    named = lab.naming.from_verdicts(verdicts, {})
    run = runs.run_of(lab, NamingState(verdicts, decisions=8), named, lab.training.result(named), "command line", 8)
    return dataclasses.replace(run, made=f"2026-01-01T00:00:{seconds:02d}+00:00")


@pytest.fixture(scope="module")
def two(faces: FaceSet, looked_at: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Store, Study, Run, Run]:
    """A study with two runs of the same names, whose recognizers differ."""
    store = Store(tmp_path_factory.mktemp("runs"))
    shutil.copytree(looked_at, store.home / "artefacts")
    dataset = datasets.save(store, Import(faces, (), "sample"), "sample")
    choices = dataclasses.replace(study.fitting(faces), clusters=ClusterSettings(k=8), trained_on=FEW)
    of = study.create(store, "Mine", dataset, choices)
    other = dataclasses.replace(
        choices, recognizer=dataclasses.replace(choices.recognizer, model="neighbours", neighbours=3)
    )
    first, second = trained(Lab(store, faces, choices)), trained(Lab(store, faces, other), seconds=1)
    for run in (first, second):
        runs.note(store, of.id, run)
    return store, of, first, second


@pytest.fixture()
def kept(two: tuple[Store, Study, Run, Run], tmp_path: Path) -> tuple[Store, Study, Run, Run]:
    """The same in a home of its own, to be changed."""
    store, of, first, second = two
    shutil.copytree(store.home / "studies", tmp_path / "studies")
    return Store(tmp_path), of, first, second


def test_a_run_is_kept_with_all_that_made_it(two: tuple[Store, Study, Run, Run]) -> None:
    store, of, first, second = two
    listed = runs.saved(store, of.id)
    assert [one.run for one in listed.runs] == [second, first]
    assert first.scores is not None and 0 < first.scores.accuracy < 1
    assert first.seconds is not None and 0 < first.seconds < 60
    assert first.versions["numpy"] and first.choices.clusters.k == 8
    assert first.judges == second.judges and first.names == second.names and first.key != second.key
    assert [one.title for one in listed.runs] == ["Nearest neighbours · 8 groups", "Linear discriminant · 8 groups"]


def test_a_run_is_written_once(kept: tuple[Store, Study, Run, Run]) -> None:
    store, of, first, _ = kept
    again = dataclasses.replace(first, made="2030-01-01T00:00:00+00:00")
    assert runs.note(store, of.id, again) == first
    assert first in [one.run for one in runs.saved(store, of.id).runs]


def test_names_tags_and_the_pin_stay(kept: tuple[Store, Study, Run, Run]) -> None:
    store, of, first, second = kept
    runs.rename(store, of.id, first.key, "  the\tfirst  ")
    runs.tag(store, of.id, first.key, ("slow", "slow", ""))
    runs.pin(store, of.id, first.key)
    one = runs.saved(store, of.id).run("the first")
    assert (one.run, one.marks.tags, one.pinned) == (first, ("slow",), True)
    assert runs.saved(store, of.id).pinned == one
    runs.pin(store, of.id, "")
    unpinned = runs.saved(store, of.id)
    assert unpinned.pinned is None
    assert unpinned.fitting("", second.names, second.dataset).run == second  # the newest of these names
    assert unpinned.fitting(first.key, first.names, first.dataset).run == first  # unless an earlier is chosen
    assert unpinned.fitting("", "other names", second.dataset) is None


def test_a_deleted_run_comes_back_with_its_name(kept: tuple[Store, Study, Run, Run]) -> None:
    store, of, first, second = kept
    runs.rename(store, of.id, first.key, "one")
    runs.pin(store, of.id, first.key)
    runs.delete(store, of.id, first.key)
    runs.note(store, of.id, first)  # the page that shows it notes it again
    after = runs.saved(store, of.id)
    assert [one.run for one in after.runs] == [second] and [one.run for one in after.deleted] == [first]
    assert after.pinned is None and after.fitting(first.key, first.names, first.dataset).run == second
    runs.restore(store, of.id, first.key)
    assert runs.saved(store, of.id).run("one").pinned


@pytest.mark.parametrize("text", ["", "{", "[]", '{"": "Run"}', '{"": "Study", "id": "x", "name": "y"}'])
def test_a_damaged_run_is_named_and_the_others_are_listed(kept: tuple[Store, Study, Run, Run], text: str) -> None:
    store, of, first, second = kept
    path = store.home / "studies" / of.id / "runs" / f"{first.key}.json"
    path.write_text(text)
    found = runs.saved(store, of.id)
    assert [one.run for one in found.runs] == [second]
    assert found.damaged == (f"{of.id}/runs/{first.key}.json",)
    runs.note(store, of.id, first)
    assert not runs.saved(store, of.id).damaged


@pytest.mark.parametrize(
    ("field", "value"),
    [("key", "../../x"), ("seconds", "long"), ("tested", True), ("classes", ["angry"]), ("made_by", "nobody"),
     ("interval", [0.2, 1.2]), ("accuracy", 2), ("recall", [0.5])],
)  # fmt: skip
def test_every_value_is_checked(two: tuple[Store, Study, Run, Run], field: str, value: object) -> None:
    written = json.loads(json.dumps(plain(two[2])))
    (written["scores"] if field in written["scores"] else written)[field] = value
    with pytest.raises(DamagedFile):
        storage.read(written, "there")


def test_marks_that_cannot_be(kept: tuple[Store, Study, Run, Run]) -> None:
    store, of, first, _ = kept
    with pytest.raises(InvalidSettings, match="40"):
        runs.rename(store, of.id, first.key, "x" * 41)
    with pytest.raises(InvalidSettings, match="10 tags"):
        runs.tag(store, of.id, first.key, tuple(map(str, range(11))))
    for key in ("0" * 16, "../study"):
        with pytest.raises(NotFound):
            runs.rename(store, of.id, key, "x")


def test_only_what_differs_is_told(two: tuple[Store, Study, Run, Run]) -> None:
    _, _, first, second = two
    assert runs.differing(first, first) == {}
    assert runs.differing(first, second) == {
        "recognizer.model": ("discriminant", "neighbours"),
        "recognizer.neighbours": (50, 3),
    }


def test_two_runs_are_compared_on_the_same_faces(two: tuple[Store, Study, Run, Run], faces: FaceSet) -> None:
    store, _, first, second = two
    found = runs.compared(store, faces, first, second)
    assert first.scores is not None and second.scores is not None
    assert found.n == first.tested
    assert found.difference == pytest.approx(second.scores.accuracy - first.scores.accuracy)
    assert set(runs.recall_changes(first, second)) == set(faces.classes)
    words = runs.verdict(found, "the first", "the second")
    assert "may be due to chance" in words if found.p >= 0.05 else "is better" in words
    assert "same faces" in runs.verdict(runs.compared(store, faces, first, first), "a", "b")


def test_what_cannot_be_compared_is_said(two: tuple[Store, Study, Run, Run], faces: FaceSet, tmp_path: Path) -> None:
    store, _, first, second = two
    with pytest.raises(InvalidSettings, match="different faces"):
        runs.compared(store, faces, first, dataclasses.replace(second, judges="0" * 16))
    with pytest.raises(InvalidSettings, match="have no labels"):
        runs.compared(store, faces, first, dataclasses.replace(second, scores=None))
    with pytest.raises(NotFound, match="no longer on disk"):
        runs.compared(Store(tmp_path), faces, first, second)
