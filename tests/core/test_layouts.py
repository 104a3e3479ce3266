"""Each layout and known data set that docs/data.md lists opens with the labels it has, as a folder and as a zip."""

import pytest

from fer_core.faces.faceset import FaceSet
from fer_core.faces.readers import Import, read_faces
from fer_core.faces.readers.telling import sentences
from tests.core.layouts import FER_PLUS, LAYOUTS, ferplus
from tests.core.reader_files import write_tree, zipped


def labels_of(faces: FaceSet) -> dict[str, str | None]:
    assert faces.sources is not None
    return {source: faces.label_of(row) for row, source in enumerate(faces.sources)}


def usages_of(faces: FaceSet) -> dict[str, str]:
    assert faces.sources is not None
    return {source: faces.usages[code] for source, code in zip(faces.sources, faces.usage, strict=True)}


def told(found: Import) -> str:
    return "\n".join(sentences(found.notes))


@pytest.mark.parametrize("name", LAYOUTS)
def test_it_opens_with_the_labels_it_has(tmp_path, name):
    layout = LAYOUTS[name]()
    folder = write_tree(tmp_path / "some", dict(layout.files))
    found = read_faces(folder, options=layout.options)
    assert labels_of(found.faces) == dict(layout.labels)
    assert usages_of(found.faces) == {source: layout.usages.get(source, "Training") for source in layout.labels}
    assert [r.where for r in found.rejected] == [path for path in layout.files if "README" in path]
    assert found.notes.get("known", "") == layout.known
    assert all(words in told(found) for words in layout.told), told(found)
    assert all(sentence.endswith(".") and sentence.isprintable() for sentence in sentences(found.notes))
    (tmp_path / "some.zip").write_bytes(zipped(dict(layout.files)))
    assert read_faces(tmp_path / "some.zip", options=layout.options).faces.fingerprint == found.faces.fingerprint


def test_the_votes_of_ferplus_are_kept(tmp_path):
    layout = ferplus()
    faces = read_faces(write_tree(tmp_path / "some", dict(layout.files))).faces
    assert faces.votes is not None and set(faces.classes) == set(FER_PLUS)
    for row in range(len(faces)):
        label = faces.label_of(row)
        by_name = dict(zip(faces.classes, faces.votes[row].tolist(), strict=True))
        assert {name: n for name, n in by_name.items() if n} == ({label: 8} if label else {"neutral": 5, "sad": 5})
