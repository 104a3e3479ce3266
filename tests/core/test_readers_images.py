"""Layouts of folders and zips of images."""

import pytest

from fer_core.base.errors import Cancelled
from fer_core.faces.emotions import FER2013
from fer_core.faces.readers import read_faces
from tests.core.archive_files import FILES, layout, read_files
from tests.core.reader_files import write_tree

FER = {
    "train/happy/Training_12.jpg": 0, "train/angry/Training_3.jpg": 1, "test/happy/PublicTest_1.jpg": 2,
    "test/sad/PrivateTest_7.jpg": 3,
}  # fmt: skip


@pytest.mark.parametrize("top", ["", "fer2013/", "./", "a/b/"])
def test_fer2013_folders_and_file_names(tmp_path, top):
    found = read_files(tmp_path, {top + name: FILES[i] for name, i in FER.items()})
    assert found.faces.classes == FER2013 and found.format == "zip of images"
    assert layout(found) == [
        (0, "Training", "happy"), (1, "Training", "angry"), (2, "PublicTest", "happy"), (3, "PrivateTest", "sad"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "paths, expected",
    [
        (["train/dog/1.png", "val/cat/1.png", "TEST/dog/2.png"],
         [("Training", "dog"), ("Validation", "cat"), ("Test", "dog")]),
        (["dog/1.png", "cat/1.png"], [("Training", "dog"), ("Training", "cat")]),
        (["pets/dog/1.png", "pets/cat/1.png"], [("Training", "dog"), ("Training", "cat")]),
        (["Happy/1.png", "Happy/2.png"], [("Training", "happy")] * 2),
        (["1.png", "2.png"], [("Training", None)] * 2),
        (["holiday/1.png", "holiday/2.png"], [("Training", None)] * 2),
        (["train/1.png", "test/1.png"], [("Training", None), ("Test", None)]),
        (["faces/train/1.png", "faces/test/1.png"], [("Training", None), ("Test", None)]),
        (["train/dog/1.png", "test/dog/1.png"], [("Training", "dog"), ("Test", "dog")]),
        (["dog/train/1.png", "cat/test/1.png"], [("Training", "dog"), ("Test", "cat")]),
        (["happy/PublicTest_1.png", "sad/Training_1.png"], [("PublicTest", "happy"), ("Training", "sad")]),
    ],
)  # fmt: skip
def test_other_layouts(tmp_path, paths, expected):
    found = read_files(tmp_path, dict(zip(paths, FILES, strict=False)))
    assert layout(found) == [(i, *place) for i, place in enumerate(expected)] and not found.rejected


def test_a_folder_and_its_zip_are_the_same_faces(tmp_path):
    files = {name: FILES[i] for name, i in FER.items()}
    folder = write_tree(tmp_path / "faces", files)
    assert read_faces(folder).faces.fingerprint == read_files(tmp_path, files).faces.fingerprint
    assert read_faces(folder).format == "folder of images" and read_faces(folder).faces.name == "faces"


def test_the_order_does_not_give_the_classes_away(tmp_path):
    paths = [f"{label}/{i}.png" for label in ("a", "b") for i in range(3)]
    found = read_files(tmp_path, dict(zip(paths, FILES, strict=True))).faces
    assert found.emotions is not None and found.emotions.tolist() == [0, 1] * 3


def test_images_beside_class_folders_and_no_images_are_listed(tmp_path):
    files = {"dog/1.png": FILES[0], "cat/1.png": FILES[1], "stray.png": FILES[2], "readme.txt": b"hello",
             "__MACOSX/dog/._1.png": b"x", "dog/.DS_Store": b"x", "cat/Thumbs.db": b"x"}  # fmt: skip
    found = read_files(tmp_path, files)
    assert layout(found) == [(0, "Training", "dog"), (1, "Training", "cat")]
    assert {r.where: r.found for r in found.rejected} == {
        "readme.txt": "a file that is not an image", "stray.png": "no class folder",
    }  # fmt: skip
    assert found.notes["system_files_ignored"] == 3


def test_bad_class_names_are_listed(tmp_path):
    found = read_faces(write_tree(tmp_path / "f", {
        "dog/1.png": FILES[0], "cat/1.png": FILES[1], "d\u202eog/2.png": FILES[2], "x" * 41 + "/3.png": FILES[3],
    }))  # fmt: skip
    assert found.faces.classes == ("cat", "dog") and len(found.rejected) == 2
    assert all("class name" in r.found and r.where.isprintable() for r in found.rejected)


def test_progress_and_cancel(tmp_path):
    told: list[tuple[int, int]] = []
    read_files(tmp_path, dict(zip("abcdef", FILES, strict=True)), progress=lambda d, t, w: told.append((d, t)))
    assert told[0][0] == 0 and told[-1] == (sum(map(len, FILES)),) * 2

    def cancel(done: int, total: int, what: str) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        read_faces(tmp_path / "some.zip", cancel)
