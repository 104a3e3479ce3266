"""Where faces came from: kept as arrays, with the data set, outside of its fingerprint."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fer_core import datasets
from fer_core.errors import InvalidSettings
from fer_core.faceset import FaceSet
from fer_core.readers import read_faces
from fer_core.sources import Sources
from fer_core.store import Store
from tests.core.reader_files import encoded, some_images, write_tree


@given(st.lists(st.text(max_size=30)))
def test_texts_come_back(texts):
    found = Sources.of(texts)
    assert [text.encode("utf-8", "backslashreplace").decode() for text in texts] == list(found)


@pytest.mark.parametrize("ends", [[5, 3], [2], [4], [-1, 3]])
def test_arrays_that_do_not_fit_are_refused(ends):
    with pytest.raises(InvalidSettings):
        Sources(np.zeros(3, np.uint8), np.array(ends, np.int64))


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
    named = dataclasses.replace(faces, sources=Sources.of(map(str, range(len(faces)))))
    assert named.fingerprint == faces.fingerprint
