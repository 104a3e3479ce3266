"""Studies: saved whole, loaded by id, safe against what a URL or a text editor may hold."""

import dataclasses
import json
from concurrent.futures import ThreadPoolExecutor

import pytest

from fer_core.audit import Exclusion
from fer_core.balance import BalanceSettings
from fer_core.base.errors import DamagedFile, InvalidSettings, NotFound
from fer_core.clustering import ClusterSettings
from fer_core.faces.faceset import FaceSet
from fer_core.features.hog import Hog
from fer_core.features.pixels import Pixels
from fer_core.study import study
from fer_core.study.store import Store


def test_every_choice_comes_back(store: Store) -> None:
    made = study.create(store, "Mine", "0123456789abcdef")
    changed = made.choose(
        features=Pixels(normalise=False),
        clusters=ClusterSettings(k=9, seed=4),
        grouped=BalanceSettings("undersample", 12, 3),
        trained_on=("pixels",),
    ).made("features", "key")
    study.save(store, changed)
    assert study.load(store, made.id) == changed


def test_fields_of_other_versions_do_no_harm(store: Store) -> None:
    made = study.create(store, "Mine").choose(features=Hog())
    path = study.folder(store, made.id) / "study.json"
    study.save(store, made)
    value = json.loads(path.read_text())
    value["invented"] = 1
    value["choices"]["clusters"]["also_invented"] = 2
    del value["choices"]["clusters"]["restarts"]
    path.write_text(json.dumps(value))
    assert study.load(store, made.id) == made


@pytest.mark.parametrize("bad", ["../../etc", "", "G0000000", "0123456", "é" * 8])
def test_an_id_is_never_a_path(store: Store, bad: str) -> None:
    with pytest.raises(InvalidSettings):
        study.load(store, bad)
    with pytest.raises(InvalidSettings):
        study.folder(store, bad)


def test_missing_and_damaged_studies_are_told_apart(store: Store) -> None:
    with pytest.raises(NotFound):
        study.load(store, "01234567")
    made = study.create(store, "Mine")
    path = study.folder(store, made.id) / "study.json"
    for text in ("{", '{"": "Choices"}', '{"": "os.system"}', '{"": "Study"}', "[]"):
        path.write_text(text)
        with pytest.raises(DamagedFile):
            study.load(store, made.id)
    assert study.listing(store) == []
    assert path.exists()


def test_changes_at_the_same_time_all_count(store: Store) -> None:
    made = study.create(store, "Mine")
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda i: study.update(store, made.id, lambda now: now.made(f"step {i}", str(i))), range(40)))
    assert study.load(store, made.id).results == {f"step {i}": str(i) for i in range(40)}


def test_studies_are_listed_newest_first(store: Store) -> None:
    first = study.save(store, dataclasses.replace(study.create(store, "a"), created="2026-01-01T00:00:00+00:00"))
    second = study.create(store, "b")
    assert [s.id for s in study.listing(store)] == [second.id, first.id]


@pytest.mark.parametrize(("name", "clean"), [("  a  b ", "a b"), ("a\u202eb\x00c", "abc"), ("x" * 40, "x" * 40)])
def test_names_are_cleaned(name: str, clean: str) -> None:
    assert study.clean_name(name) == clean


@pytest.mark.parametrize("name", ["", "   ", "\u202e", "x" * 41])
def test_names_that_nobody_could_read_are_refused(name: str) -> None:
    with pytest.raises(InvalidSettings):
        study.clean_name(name)


def test_default_choices_suit_small_sets(faces: FaceSet) -> None:
    assert study.fitting(faces).clusters.k == 10 and study.fitting(faces).aligned
    tiny = FaceSet.of(faces.images[:5].copy(), classes=("a",))
    assert study.fitting(tiny).clusters.k == 2


def test_faces_left_out_come_back_with_the_study(store: Store) -> None:
    steps = (Exclusion("exact", (3, 7)), Exclusion("exact", (7,), out=False))
    made = study.save(store, study.create(store, "Mine").choose(left_out=steps))
    assert study.load(store, made.id).choices.left_out == steps
    path = study.folder(store, made.id) / "study.json"
    value = json.loads(path.read_text())
    del value["choices"]["left_out"]  # as studies were before
    path.write_text(json.dumps(value))
    assert study.load(store, made.id).choices.left_out == ()
