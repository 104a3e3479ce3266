"""Where faces came from: kept as arrays, with the data set, outside of its fingerprint."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fer_core.base.errors import InvalidSettings
from fer_core.faces.faceset import FaceSet
from fer_core.faces.readers import Import, read_faces
from fer_core.faces.sources import FaceSources, tame
from fer_core.study import datasets
from fer_core.study.store import Store
from tests.core.reader_files import encoded, some_images, write_tree


@given(st.lists(st.text(max_size=30)))
def test_texts_come_back(texts):
    found = FaceSources.of(texts)
    assert [text.encode("utf-8", "backslashreplace").decode() for text in texts] == list(found)


@pytest.mark.parametrize("ends", [[5, 3], [2], [4], [-1, 3]])
def test_arrays_that_do_not_fit_are_refused(ends):
    with pytest.raises(InvalidSettings):
        FaceSources(np.zeros(3, np.uint8), np.array(ends, np.int64))


def test_each_face_keeps_its_source(store: Store, tmp_path):
    images = some_images(3)
    names = ["happy/b.png", "sad/a.png", "happy/ö c.png"]
    folder = write_tree(tmp_path / "x", {name: encoded(i) for name, i in zip(names, images, strict=True)})
    id = datasets.save(store, read_faces(folder), str(folder))
    kept = datasets.load(store, id)
    assert kept.sources is not None
    which = {image.tobytes(): name for image, name in zip(images, names, strict=True)}
    assert [which[image.tobytes()] for image in kept.images] == list(kept.sources)


def test_the_id_does_not_hang_on_sources(faces: FaceSet):
    named = dataclasses.replace(faces, sources=FaceSources.of(map(str, range(len(faces)))))
    assert named.fingerprint == faces.fingerprint


def kept(store: Store, faces: FaceSet, sources: FaceSources | None, file: str = "x.zip") -> tuple[str, FaceSet]:
    id = datasets.save(store, Import(dataclasses.replace(faces, sources=sources), (), "zip of images"), file)
    return id, datasets.load(store, id)


def test_a_set_that_was_kept_without_sources_gets_them_when_the_same_faces_come_again(store: Store, faces: FaceSet):
    some = FaceSources.of(f"happy/{i}.png" for i in range(len(faces)))
    id, found = kept(store, faces, None, "old.zip")
    before = datasets.manifest(store, id)
    assert found.sources is None and "again" not in before
    again, found = kept(store, faces, some, "/home/ann/new.zip")
    assert again == id and found.sources == some and found.fingerprint == faces.fingerprint
    told = datasets.manifest(store, id)
    assert (told["again"]["source"], told["again"]["named"]) == ("new.zip", True)
    assert {**told, "again": None} == {**before, "again": None}  # the rest is as it was
    assert kept(store, faces, some, "third.zip")[1].sources == some
    assert datasets.manifest(store, id) == told  # the same sources: nothing to note
    assert len(datasets.listing(store)) == 1


def test_sources_that_are_there_stay_and_that_is_noted(store: Store, faces: FaceSet):
    first, other = (FaceSources.of(f"{name}/{i}" for i in range(len(faces))) for name in ("a", "b"))
    id, _ = kept(store, faces, first)
    assert kept(store, faces, other, "other.zip")[1].sources == first
    assert datasets.manifest(store, id)["again"]["named"] is False
    assert kept(store, faces, None)[1].sources == first


def test_a_set_whose_sources_were_half_written_opens_and_gets_them(store: Store, faces: FaceSet):
    some = FaceSources.of(map(str, range(len(faces))))
    id, _ = kept(store, faces, some)
    (store.home / "datasets" / id / "source_ends.npy").unlink()
    assert datasets.load(store, id).sources is None
    assert kept(store, faces, some)[1].sources == some


@pytest.mark.parametrize(
    "source, left",
    [
        ("happy/1.png", "happy/1.png"), ("line 12", "line 12"), ("/home/ann/x.png", "x.png"), ("~/x.png", "x.png"),
        ("C:\\Users\\ann\\x.png", "x.png"), ("a/../../etc/x", "x"), ("..\\x", "x"), ("file:///etc/x", "x"),
        ("a\nb.png", "a\\u000ab.png"), ("\u202egnp.x", "\\u202egnp.x"), ("9.20\u202fPM.png", "9.20\u202fPM.png"),
        ("ö ü/笑.png", "ö ü/笑.png"), ("a..b/...png", "a..b/...png"), ("", ""),
    ],
)  # fmt: skip
def test_sources_of_a_file_from_elsewhere_are_tamed(source, left):
    assert tame(source) == left


@given(st.text())
def test_what_is_tame_leads_nowhere_and_stays(source):
    once = tame(source)
    assert not once.startswith(("/", "~")) and ".." not in once.replace("\\", "/").split("/")[:-1]
    assert not any(ord(c) < 32 for c in once)
