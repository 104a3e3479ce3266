"""The store: whole results or none, read-only, and named by what made them."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from fer_core.base.errors import DamagedFile, FerLabError, NotFound
from fer_core.study.store import Store, key_of, read_json, write_json


@dataclass(frozen=True)
class Knobs:
    k: int = 3
    name: str = "a"


@dataclass(frozen=True)
class OtherKnobs:
    k: int = 3
    name: str = "a"


def test_keys_tell_inputs_settings_and_kinds_apart() -> None:
    keys = [key_of("x", Knobs()), key_of("y", Knobs()), key_of("x", Knobs(4)), key_of("x", OtherKnobs())]
    assert len(set(keys)) == 4
    assert key_of("x", Knobs()) == keys[0]


def test_a_result_comes_back_read_only(store: Store) -> None:
    store.save("points", "k1", {"a": np.arange(6.0)}, {"note": "ü"})
    arrays, manifest = store.load("points", "k1")
    assert arrays["a"].tolist() == [0, 1, 2, 3, 4, 5]
    assert manifest["note"] == "ü"
    with pytest.raises(ValueError, match="read-only"):
        arrays["a"][0] = 9


def test_saving_twice_keeps_the_first(store: Store) -> None:
    store.save("points", "k1", {"a": np.zeros(2)}, {})
    store.save("points", "k1", {"a": np.ones(2)}, {})
    assert store.load("points", "k1")[0]["a"].tolist() == [0, 0]


def test_an_interrupted_write_leaves_nothing(store: Store) -> None:
    with pytest.raises(ValueError, match="Object arrays"):
        store.save("points", "k1", {"a": np.zeros(2), "b": np.array([object()])}, {})
    assert store.artefact("points", "k1") is None
    assert list((store.home / "artefacts" / "points").iterdir()) == []


def test_what_is_missing_or_damaged_is_named(store: Store) -> None:
    with pytest.raises(NotFound):
        store.load("points", "none")
    folder = store.save("points", "k1", {"a": np.zeros(1000)}, {})
    (folder / "a.npy").write_bytes((folder / "a.npy").read_bytes()[:200])
    with pytest.raises(DamagedFile) as caught:
        store.load("points", "k1")
    assert str(folder) in str(caught.value)


def test_a_folder_that_cannot_be_written_is_explained(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(FerLabError, match="a file where a folder has to be") as caught:
        Store(tmp_path / "file").folder("studies")
    assert caught.value.where == str(tmp_path / "file") and "FER_LAB_HOME" in caught.value.remedy


def test_json_is_replaced_whole(tmp_path: Path) -> None:
    write_json(tmp_path / "a.json", {"x": 1})
    write_json(tmp_path / "a.json", {"x": 2})
    assert read_json(tmp_path / "a.json") == {"x": 2}
    assert [p.name for p in tmp_path.iterdir()] == ["a.json"]
    with pytest.raises(FerLabError, match="could not be written"):
        write_json(tmp_path / "nowhere" / "a.json", {"x": 3})
    (tmp_path / "a.json").write_text("[1")
    with pytest.raises(DamagedFile):
        read_json(tmp_path / "a.json")
