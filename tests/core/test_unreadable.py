"""What cannot be read harms nothing else: it is left out and named. What the system refuses is a sentence."""

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from fer_core.__main__ import main
from fer_core.base.errors import FerLabError, Unreadable
from fer_core.faces.faceset import FaceSet
from fer_core.faces.readers import Import
from fer_core.study import datasets, encoders, runs, study
from fer_core.study.store import Store, write_json
from fer_core.study.study import Study
from tests.core.reader_files import csv_rows, write_csv
from tests.locked import lock


def changed(path: Path, **values: object) -> None:
    path.write_text(json.dumps({**json.loads(path.read_text("utf-8")), **values}), "utf-8")


def in_its_place(path: Path) -> None:
    """A file where a folder was."""
    shutil.rmtree(path)
    path.write_text("")


def a_folder(folder: Path) -> None:
    (folder / "study.json").unlink()
    (folder / "study.json").mkdir()


def written(text: str | bytes) -> Callable[[Path], object]:
    return lambda folder: (folder / "study.json").write_bytes(text if isinstance(text, bytes) else text.encode())


def with_values(**values: object) -> Callable[[Path], object]:
    return lambda folder: changed(folder / "study.json", **values)


BROKEN: dict[str, Callable[[Path], object]] = {
    "empty": written(""),
    "no JSON": written('{"": "Study"'),
    "a list": written("[1, 2]"),
    "a number": written("3"),
    "no UTF-8": written(b'{"name": "fr\xf6hlich"}'),
    "UTF-16": written('{"": "Study"}'.encode("utf-16")),
    "zeros, as after a power cut": written(bytes(512)),
    "nested": written('{"": "Study", "id": "a", "name": ' + "[" * 100_000),
    "nested a little": written('{"": "Study", "id": "a", "name": ' + "[" * 900 + "]" * 900 + "}"),
    "of another program": written('{"name": "x", "version": 2}'),
    "a study's part": written('{"": "Choices"}'),
    "no text for a name": with_values(name=None),
    "no text for a date": with_values(created=2026),
    "no choices": with_values(choices=[]),
    "another's": with_values(id="01234567"),
    "a folder": a_folder,
    "no study.json": lambda folder: (folder / "study.json").unlink(),
    "a file": in_its_place,
}


@pytest.fixture()
def good(store: Store) -> Study:
    return study.create(store, "Good")


@pytest.fixture()
def bad(store: Store, good: Study) -> Path:
    """The folder of a second, newer study, which is to be broken."""
    made = study.create(store, "Bad")
    changed(study.folder(store, made.id) / "study.json", created="2099-01-01T00:00:00+00:00")
    return store.home / "studies" / made.id


def list_studies(store: Store, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> tuple[str, str]:
    monkeypatch.setenv("FER_LAB_HOME", str(store.home))
    assert main(["study", "list"]) == 0
    said = capsys.readouterr()
    return said.out, said.err


@pytest.mark.parametrize("how", BROKEN)
def test_a_study_that_cannot_be_read_is_left_out_and_named(
    store: Store, good: Study, bad: Path, how: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    BROKEN[how](bad)
    found = study.survey(store)
    assert found.studies == study.listing(store) == [good]
    assert [str(bad) in str(error) for error in found.unreadable] == [True]
    out, err = list_studies(store, capsys, monkeypatch)
    assert out.splitlines() == [f"{good.id}  {good.created[:10]}  Good"]
    assert len(err.splitlines()) == 1 and str(bad) in err
    with pytest.raises(FerLabError):
        study.load(store, bad.name)
    assert study.update(store, good.id, lambda now: now.made("x", "y")).results == {"x": "y"}


def test_what_is_no_study_of_ours_is_no_news(store: Store, good: Study) -> None:
    (store.home / "studies" / ".DS_Store").write_bytes(bytes(10))
    (store.home / "studies" / "lost+found").mkdir()
    assert study.survey(store) == ([good], [])


def test_a_study_under_a_name_of_its_own_is_named(store: Store, good: Study, bad: Path) -> None:
    bad.rename(bad.with_name("backup of June"))
    found = study.survey(store)
    assert found.studies == [good] and "backup of June" in str(found.unreadable[0])


@pytest.mark.parametrize("what", ["study.json", ""])
def test_a_study_that_belongs_to_root_harms_no_other(
    store: Store, good: Study, bad: Path, what: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    lock(monkeypatch, bad / what)
    assert study.listing(store) == [good]
    out, err = list_studies(store, capsys, monkeypatch)
    assert "Good" in out and len(err.splitlines()) == 1
    assert str(bad) in err and "Permission denied" in err and "sudo" in err
    with pytest.raises(Unreadable):
        study.load(store, bad.name)


def test_a_data_set_that_cannot_be_read_is_named_and_never_replaced(
    store: Store, faces: FaceSet, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    some = FaceSet.of(faces.images[:5].copy(), classes=faces.classes, name="some")
    other = FaceSet.of(faces.images[5:9].copy(), classes=faces.classes, name="other")
    locked = store.home / "datasets" / datasets.save(store, Import(some, (), "x"), "x")
    good = datasets.save(store, Import(other, (), "x"), "x")
    for name, text in (("a" * 16, ""), ("b" * 16, "[]")):
        (locked.with_name(name)).mkdir()
        (locked.with_name(name) / "manifest.json").write_text(text)
    locked.with_name("f" * 16).write_text("a file")
    with monkeypatch.context() as patch:
        lock(patch, locked)
        found = datasets.survey(store)
        assert [one.id for one in found.datasets] == [good] and len(found.unreadable) == 4
        patch.setenv("FER_LAB_HOME", str(store.home))
        assert main(["datasets"]) == 0
        out, err = capsys.readouterr()
        assert len(out.splitlines()) == 1 and len(err.splitlines()) == 4 and locked.name in err
        for read in (datasets.load, datasets.manifest):
            with pytest.raises(Unreadable, match="Permission denied"):
                read(store, locked.name)
        with pytest.raises(Unreadable):
            datasets.save(store, Import(some, (), "x"), "x")
    assert datasets.load(store, locked.name).fingerprint == locked.name


def test_a_network_whose_card_cannot_be_read_can_still_be_chosen(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = encoders.folder(store)
    for letter in "abc":
        (folder / f"{letter * 64}.onnx").write_bytes(b"x")
        write_json(folder / f"{letter * 64}.json", {"name": f"{letter}.onnx"})
    (folder / f"{'b' * 64}.json").write_text("[")
    lock(monkeypatch, folder / f"{'c' * 64}.json", folder / f"{'c' * 64}.onnx")
    found = {card.sha256[0]: card.name for card in encoders.listing(store)}
    assert found == {"a": "a.onnx", "b": "b" * 12 + "….onnx", "c": "c" * 12 + "….onnx"}
    with pytest.raises(Unreadable):
        encoders.look_into(store, "c" * 64)


def test_runs_that_cannot_be_read_are_named(store: Store, good: Study, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = store.home / "studies" / good.id / "runs"
    assert runs.saved(store, good.id).damaged == ()
    (folder / f"{'a' * 16}.json").mkdir()
    (folder / f"{'b' * 16}.json").write_bytes(b"\xff")
    (folder / f"{'c' * 16}.json").symlink_to(folder / "nowhere")
    assert len(runs.saved(store, good.id).damaged) == 3
    with monkeypatch.context() as patch:
        lock(patch, folder)
        assert runs.saved(store, good.id).damaged == (f"{good.id}/runs",)
    in_its_place(folder)
    assert runs.saved(store, good.id).damaged == (f"{good.id}/runs",)


def test_results_that_cannot_be_read_count_as_none(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    made = store.save("points", "k1", {}, {})
    assert store.artefact("points", "k1") == made
    lock(monkeypatch, made)
    assert store.artefact("points", "k1") is None


NO_ID = "0" * 16
COMMANDS = (
    ["study", "list"], ["studies"], ["datasets"], ["study", "show", "mine"], ["study", "set", "mine", "--name", "x"],
    ["study", "new", "mine", "--dataset", NO_ID], ["cluster", "mine"], ["names", "simulate", "mine"], ["train", "mine"],
    ["evaluate", "mine"], ["report", "mine"], ["export", "mine", "--onnx", "x.onnx"], ["predict", "mine", "x.png"],
    ["audit", NO_ID], ["run", "--dataset", NO_ID], ["study", "save", "mine", "x.zip"],
)  # fmt: skip


@pytest.mark.parametrize("home", ["a file", "below a file", "locked", "cannot be made"])
def test_a_home_folder_that_cannot_be_used_is_one_line(
    home: str, tmp_path: Path, faces: FaceSet, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    (tmp_path / "locked").mkdir()
    places = {"a file": tmp_path / "file", "below a file": tmp_path / "file" / "home", "locked": tmp_path / "locked"}
    monkeypatch.setenv("FER_LAB_HOME", str(places.get(home, "/proc/none/home")))
    few = FaceSet.of(faces.images[:3].copy(), faces.emotions[:3], classes=faces.classes)
    table = write_csv(tmp_path / "faces.csv", csv_rows(few))
    lock(monkeypatch, tmp_path / "locked")
    for command in (*COMMANDS, ["import", str(table)]):
        assert main(command) == 2, command
        out, err = capsys.readouterr()
        assert out == "" and "Traceback" not in err, command
        assert err.splitlines()[-1].startswith("error: ") and "FER_LAB_HOME" in err, (command, err)


def test_what_no_command_expected_of_the_disk_is_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*args: object) -> None:
        raise OSError(28, os.strerror(28), str(tmp_path / "x"))

    monkeypatch.setattr(study, "survey", full)
    assert main(["study", "list"]) == 2
    out, err = capsys.readouterr()
    assert out == "" and err.count("\n") == 1 and "No space left" in err and str(tmp_path / "x") in err
