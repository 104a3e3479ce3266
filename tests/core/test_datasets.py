"""Data sets in the store: written once, opened without their file, and honest when damaged."""

import shutil

import numpy as np
import pytest

from fer_core.base.errors import DamagedFile, NotFound
from fer_core.faces.faceset import FaceSet
from fer_core.faces.readers import Import, Rejection, read_faces
from fer_core.study import datasets
from tests.core.reader_files import csv_rows, some_images, write_csv

BAD = (Rejection("line 8", "2,303 pixel values", "2,304"),)


def imported(faces: FaceSet) -> Import:
    return Import(faces, BAD, "fer2013.csv", {"columns": ["pixels"]})


def test_a_saved_set_opens_without_its_file(tmp_path, store, faces):
    path = write_csv(tmp_path / "x.csv", csv_rows(faces))
    dataset = datasets.save(store, read_faces(path, name="mine"), str(path))
    path.unlink()
    found = datasets.load(store, dataset)
    assert dataset == faces.fingerprint == found.fingerprint
    assert (found.name, found.classes, found.usages) == ("mine", faces.classes, faces.usages)
    assert np.array_equal(found.images, faces.images)
    assert np.array_equal(found.emotions, faces.emotions)
    for array in (found.images, found.usage, found.emotions):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 0


def test_unlabelled_faces_stay_unlabelled(store):
    faces = FaceSet.of(some_images(3), classes=("a", "b"))
    found = datasets.load(store, datasets.save(store, Import(faces), "x"))
    assert found.emotions is None and found.classes == ("a", "b")


def test_the_manifest_tells_what_was_imported_and_no_private_folder(store, faces):
    dataset = datasets.save(store, imported(faces), "/home/ann/secret/fer2013.csv")
    about = datasets.manifest(store, dataset)
    assert about["source"] == "fer2013.csv" and "secret" not in str(about)
    assert about["rejected"] == [{"where": "line 8", "found": "2,303 pixel values", "expected": "2,304"}]
    assert about["counts"] == faces.counts().tolist() and about["notes"] == {"columns": ["pixels"]}
    info = datasets.listing(store)[0]
    assert (info.id, info.faces, info.labelled, info.rejected) == (dataset, len(faces), True, 1)
    assert info.synthetic and info.usages == faces.usages


@pytest.mark.parametrize(
    "source, kept", [("sample:clear", "sample:clear"), ("C:\\Users\\ann\\x.csv", "x.csv"), ("/data/faces/", "faces")]
)
def test_source_names(store, faces, source, kept):
    assert datasets.manifest(store, datasets.save(store, imported(faces), source))["source"] == kept


def test_importing_twice_changes_nothing(store, faces):
    dataset = datasets.save(store, imported(faces), "x")
    before = datasets.manifest(store, dataset)
    assert datasets.save(store, imported(faces), "y") == dataset
    assert datasets.manifest(store, dataset) == before
    assert [p.name for p in (store.home / "datasets").iterdir()] == [dataset]


def test_newest_first_and_strangers_in_the_folder_do_no_harm(store, faces):
    first = datasets.save(store, imported(faces), "x")
    second = datasets.save(store, Import(FaceSet.of(some_images(3), classes=("a",))), "x")
    third = datasets.save(store, Import(FaceSet.of(some_images(4), classes=("a",))), "x")
    (store.home / "datasets" / "notes.txt").write_text("hello")
    (store.home / "datasets" / ".new-abc").mkdir()
    assert [info.id for info in datasets.listing(store)] == [third, second, first]
    (store.home / "datasets" / second / "manifest.json").write_text("{")
    (store.home / "datasets" / third / "manifest.json").write_text("{}")
    assert [info.id for info in datasets.listing(store)] == [first]
    for broken in (second, third):
        with pytest.raises(DamagedFile, match="Import the file again"):
            datasets.manifest(store, broken)


def test_no_data_sets(store):
    assert datasets.listing(store) == []


@pytest.mark.parametrize("dataset", ["0" * 16, "", "..", "../datasets", "/etc", "x" * 999, "0" * 15 + "\n"])
def test_what_is_not_there_is_not_found(store, faces, dataset):
    datasets.save(store, imported(faces), "x")
    with pytest.raises(NotFound, match="Import"):
        datasets.load(store, dataset)
    with pytest.raises(NotFound):
        datasets.manifest(store, dataset)


def flip(path, at):
    content = bytearray(path.read_bytes())
    content[at] ^= 1
    path.write_bytes(content)


DAMAGE = {
    "a flipped pixel": lambda folder: flip(folder / "images.npy", 5000),
    "a flipped emotion": lambda folder: flip(folder / "emotions.npy", 200),
    "a flipped usage": lambda folder: flip(folder / "usage.npy", 200),
    "cut images": lambda folder: (folder / "images.npy").write_bytes((folder / "images.npy").read_bytes()[:-5]),
    "empty images": lambda folder: (folder / "images.npy").write_bytes(b""),
    "no images": lambda folder: (folder / "images.npy").unlink(),
    "no emotions": lambda folder: (folder / "emotions.npy").unlink(),
    "no manifest": lambda folder: (folder / "manifest.json").unlink(),
    "cut manifest": lambda folder: (folder / "manifest.json").write_text('{"name": "x"'),
    "other manifest": lambda folder: (folder / "manifest.json").write_text('{"name": "x"}'),
    "other arrays": lambda folder: np.save(folder / "images.npy", np.zeros(3)),
    "a pickle": lambda folder: np.save(folder / "usage.npy", np.array([{}]), allow_pickle=True),
}


@pytest.mark.parametrize("kind", DAMAGE)
def test_damage_is_named_and_importing_again_repairs_it(store, faces, kind):
    dataset = datasets.save(store, imported(faces), "x")
    DAMAGE[kind](store.home / "datasets" / dataset)
    with pytest.raises((DamagedFile, NotFound), match="Import the file again"):
        datasets.load(store, dataset)
    assert datasets.save(store, imported(faces), "x") == dataset
    assert datasets.load(store, dataset).fingerprint == faces.fingerprint


def test_a_deleted_set_is_not_found(store, faces):
    dataset = datasets.save(store, imported(faces), "x")
    shutil.rmtree(store.home / "datasets" / dataset)
    with pytest.raises(NotFound):
        datasets.load(store, dataset)
