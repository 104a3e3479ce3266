"""Folders on this machine: links, what cannot be read, and what lies in them beside pictures."""

import io
import os
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from fer_core.base.errors import Cancelled, UnreadableFaces
from fer_core.faces.readers import read_faces
from tests.core.archive_files import FACES, FILES, TABLE, layout, tarred
from tests.core.reader_files import write_tree, zipped


def test_links_are_read_wherever_they_lead(tmp_path):
    outside = write_tree(tmp_path / "outside", {"2.png": FILES[2], "deep/3.png": FILES[3]})
    folder = write_tree(tmp_path / "faces", {"dog/1.png": FILES[0], "cat/1.png": FILES[1]})
    (folder / "dog/link.png").symlink_to(outside / "2.png")
    (folder / "cat/more").symlink_to(outside)
    (folder / "dog/dead.png").symlink_to(folder / "nothing")
    os.mkfifo(folder / "dog/pipe.png")
    found = read_faces(folder)
    assert sorted(found.faces.sources or ()) == [
        "cat/1.png", "cat/more/2.png", "cat/more/deep/3.png", "dog/1.png", "dog/link.png",
    ]  # fmt: skip
    assert {r.where: r.found for r in found.rejected} == {
        "dog/dead.png": "a broken link", "dog/pipe.png": "not an ordinary file",
    }  # fmt: skip


def test_links_in_circles_end_and_what_lies_in_the_folder_has_its_own_path(tmp_path):
    folder = write_tree(tmp_path / "faces", {"sad/1.png": FILES[0], "happy/1.png": FILES[1]})
    (folder / "a").symlink_to(folder / "sad")
    (folder / "sad/self").symlink_to(folder / "sad")
    (folder / "happy/up").symlink_to(tmp_path)
    (folder / "happy/there").symlink_to(folder / "happy/back")
    (folder / "happy/back").symlink_to(folder / "happy/there")
    found = read_faces(folder)
    assert layout(found) == [(0, "Training", "sad"), (1, "Training", "happy")]
    assert {r.where: r.found for r in found.rejected} == {
        "a": "a link to a folder that is already read", "sad/self": "a link to a folder that is already read",
        "happy/up": "a link to a folder that contains this one",
        "happy/there": "a broken link", "happy/back": "a broken link",
    }  # fmt: skip


def test_a_folder_that_is_a_link_itself_is_read(tmp_path):
    write_tree(tmp_path / "real", {"dog/1.png": FILES[0], "cat/1.png": FILES[1]})
    (tmp_path / "faces").symlink_to(tmp_path / "real")
    found = read_faces(tmp_path / "faces")
    assert len(found.faces) == 2 and found.faces.name == "faces"


@pytest.mark.parametrize("inside", ["", "snapshots/abc", "snapshots/abc/images"])
def test_the_cache_of_hugging_face_is_read_from_any_of_its_folders(tmp_path, inside):
    cache = write_tree(tmp_path / "datasets--me--faces", {f"blobs/{i}": FILES[i] for i in range(4)})
    write_tree(cache, {"refs/main": b"abc", "snapshots/old/images/dog/9.png": FILES[5]})
    for i, name in enumerate(["dog/0.png", "cat/1.png", "dog/2.png", "cat/3.png"]):
        link = cache / "snapshots/abc/images" / name
        link.parent.mkdir(parents=True, exist_ok=True)
        link.symlink_to(f"../../../../blobs/{i}")
    found = read_faces(cache / inside)
    assert [(which, label) for which, _, label in layout(found)] == [(0, "dog"), (1, "cat"), (2, "dog"), (3, "cat")]
    assert not found.rejected


def test_a_folder_inside_that_may_not_be_read_is_listed(tmp_path, monkeypatch):
    folder = write_tree(tmp_path / "faces", {"dog/1.png": FILES[0], "cat/1.png": FILES[1], "gone/1.png": FILES[2]})
    scan = os.scandir

    def scandir(path):
        if Path(path).name == "gone":
            raise PermissionError(13, "Permission denied", str(path))
        return scan(path)

    monkeypatch.setattr(os, "scandir", scandir)
    found = read_faces(folder)
    assert len(found.faces) == 2
    assert [(r.where, r.found) for r in found.rejected] == [
        ("gone", "a folder that cannot be read (Permission denied)")
    ]


@pytest.mark.parametrize(
    "files",
    [
        {"fer2013.csv": TABLE}, {"any.csv": TABLE, "README.md": b"x", ".DS_Store": b"x"},
        {"fer2013/fer2013.csv": TABLE, "train.csv": b"emotion,pixels\n", "cover.png": FILES[0]},
        {"archive.zip": zipped({"fer2013.csv": TABLE}), "notes.txt": b"x"},
        {"data/fer2013.tar.gz": tarred({"fer2013/fer2013.csv": TABLE}, "w:gz")},
    ],
)  # fmt: skip
def test_a_folder_with_one_thing_to_read_opens_as_that(tmp_path, files):
    found = read_faces(write_tree(tmp_path / "faces", files))
    assert found.faces.fingerprint == FACES.fingerprint and found.faces.name == "faces" and not found.rejected


def test_a_folder_with_several_things_to_read_names_them(tmp_path):
    for i, files in enumerate([{"a.csv": TABLE, "b.csv": TABLE}, {"a.zip": zipped({"a.csv": TABLE}), "b.zip": b"PK"}]):
        folder = write_tree(tmp_path / str(i), files)
        with pytest.raises(UnreadableFaces, match=r"2 files.*a\.\w+, b\.\w+.*Open one of them by its own path"):
            read_faces(folder)


def parquet(rows: range) -> bytes:
    images = [{"bytes": FILES[i], "path": None} for i in rows]
    buffer = io.BytesIO()
    pq.write_table(pa.table({"image": images, "label": [str(i % 2) for i in rows]}), buffer)
    return buffer.getvalue()


PARTS = {
    "data/train-00000-of-00002.parquet": parquet(range(2)), "data/train-00001-of-00002.parquet": parquet(range(2, 4)),
    "data/test-00000-of-00001.parquet": parquet(range(4, 6)), "README.md": b"x", ".gitattributes": b"x",
}  # fmt: skip


def test_parts_of_parquet_are_one_data_set_in_a_folder_and_in_archives(tmp_path):
    folder = write_tree(tmp_path / "hub", PARTS)
    (tmp_path / "hub.zip").write_bytes(zipped(PARTS))
    (tmp_path / "hub.tar").write_bytes(tarred(PARTS))
    for path in (folder, tmp_path / "hub.zip", tmp_path / "hub.tar"):
        found = read_faces(path)
        assert [(usage, which) for which, usage, _ in layout(found)] == [("Training", i) for i in range(4)] + [
            ("Test", 4), ("Test", 5),
        ]  # fmt: skip
        assert "data/train-00001-of-00002.parquet, row 1" in list(found.faces.sources or ())


def test_empty_folders_and_those_without_images_are_refused(tmp_path):
    (tmp_path / "a").mkdir()
    for files in ({}, {"a/x.txt": b"hello"}):
        with pytest.raises(UnreadableFaces):
            read_faces(write_tree(tmp_path / "a", files))


def test_looking_through_folders_can_be_cancelled(tmp_path):
    def cancel(done: int, total: int, what: str) -> None:
        if what == "Finding images":
            raise Cancelled

    with pytest.raises(Cancelled):
        read_faces(write_tree(tmp_path / "f", {"a/1.png": FILES[0]}), cancel)


def test_broken_file_names_can_be_shown_and_stored(tmp_path):
    (tmp_path / "f").mkdir()
    (tmp_path / "f" / "ok.png").write_bytes(FILES[0])
    Path(os.fsdecode(os.fsencode(tmp_path / "f") + b"/\xff\xfe.png")).write_bytes(b"x")
    where = read_faces(tmp_path / "f").rejected[0].where
    assert where.encode("utf-8") and where.isprintable()
