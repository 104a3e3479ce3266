"""What somebody brings to be predicted: every row and picture gets a row, in the order and with the number it has."""

import tarfile
import tempfile
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from fer_core.base.errors import FerLabError, NotFound, UnreadableFaces
from fer_core.faces.faceset import FaceSet
from fer_core.faces.readers import read_faces
from fer_core.photo import faces_in
from fer_core.predicting import Looked, answers, columns, looked_at
from fer_core.predicting.answers import BATCH
from tests.core.reader_files import encoded, pixels, some_images, write_csv, write_tree, zipped

CLASSES = ("dark", "bright")
IMAGES = some_images(8)


def say(images: np.ndarray) -> np.ndarray:
    """The mean grey of each face: tells faces apart."""
    bright = images.reshape(len(images), -1).mean(axis=1) / 255
    return np.stack([1 - bright, bright], axis=1)


def told(*paths: Path, crops: bool = False) -> list[dict[str, object]]:
    rows = answers(looked_at(paths, crops), CLASSES, say)
    return [dict(zip(columns(CLASSES), row, strict=True)) for row in rows]


def answer_to(image: np.ndarray) -> float:
    return round(float(say(image[None])[0, 1]), 6)


BAD = {"short": "1 2 3", "empty": "", "words": "a b c", "large": "256 " * 2304, "negative": "-1 " * 2304}
kinds = st.lists(st.sampled_from(["good", *BAD]), min_size=1, max_size=12)


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(kinds, st.sampled_from(["pixels", "emotion,pixels", "emotion,pixels,Usage"]), st.sampled_from(["\n", "\r\n"]))
def test_a_table_gives_a_row_for_each_of_its_rows_whatever_is_wrong_with_them(rows, header, end):
    cells = {"emotion": "99", "Usage": "Never"}  # labels are not looked at
    lines = [header]
    for i, kind in enumerate(rows):
        cells["pixels"] = pixels(IMAGES[i % 8]) if kind == "good" else BAD[kind]
        lines.append(",".join(cells[column] for column in header.split(",")))
    if header == "pixels":
        rows, lines = [*rows, "good"], [*lines, pixels(IMAGES[len(rows) % 8])]
    with tempfile.TemporaryDirectory() as folder:
        found = told(write_csv(Path(folder) / "x.csv", [*lines, "", ""], end))  # blank lines at the end are none
    assert len(found) == len(rows)
    for i, (kind, row) in enumerate(zip(rows, found, strict=True)):
        assert row["face"] == i and row["file"] == "x.csv" and row["source"] == f"line {i + 2}"
        if kind == "good":
            assert row["predicted"] == row["said"] in CLASSES and row["reason"] == ""
        else:
            assert row["predicted"] is None and row["p(dark)"] is None and row["reason"]


def test_rows_keep_the_line_and_the_answer_that_are_theirs(tmp_path):
    lines = ["emotion,pixels", *(f"7,{pixels(image)}" for image in IMAGES)]
    lines[3] = "7,1 2 3"
    found = told(write_csv(tmp_path / "bad.csv", lines))
    assert [row["source"] for row in found] == [f"line {i}" for i in range(2, 10)]
    assert [row["face"] for row in found] == list(range(8))
    assert "3 pixel values" in str(found[2]["reason"])
    assert [row["p(bright)"] for row in found] == [None if i == 2 else answer_to(IMAGES[i]) for i in range(8)]


def test_parquet_of_pixels_and_of_pictures(tmp_path):
    lists = [IMAGES[0].ravel().tolist(), [1, 2], None, IMAGES[1].ravel().tolist()]
    pq.write_table(pa.table({"pixels": lists, "label": [9, None, 3, 4]}), tmp_path / "pixels.parquet")
    cells = [{"bytes": encoded(IMAGES[0])}, {"bytes": b"no"}, None, {"bytes": encoded(IMAGES[1])}]
    pq.write_table(pa.table({"image": cells, "label": [9, None, 3, 4]}), tmp_path / "pictures.parquet")
    for name in ("pixels.parquet", "pictures.parquet"):
        found = told(tmp_path / name)
        assert [(row["face"], row["source"]) for row in found] == [(i, f"row {i + 1}") for i in range(4)]
        assert [row["p(bright)"] for row in found] == [answer_to(IMAGES[0]), None, None, answer_to(IMAGES[1])]


FILES = {
    "sad/0.png": encoded(IMAGES[0]), "happy/0.png": encoded(IMAGES[1]), "happy/10.png": encoded(IMAGES[2]),
    "happy/2.png": encoded(IMAGES[3]), "readme.txt": b"Faces of nobody.", "x/broken.png": encoded(IMAGES[4])[:90],
    "__MACOSX/happy/._0.png": b"\0\5", ".DS_Store": b"\0",
}  # fmt: skip


@settings(max_examples=15)
@given(st.permutations(sorted(FILES)))
def test_a_folder_a_zip_and_a_tar_of_the_same_pictures_say_the_same(names):
    with tempfile.TemporaryDirectory() as place:
        folder = write_tree(Path(place) / "same", FILES)
        archive, tape = folder.with_suffix(".zip"), folder.with_suffix(".tar.gz")
        archive.write_bytes(zipped({name: FILES[name] for name in names}))
        with tarfile.open(tape, "w:gz") as out:
            for name in names:
                out.add(folder / name, name)
        one, *others = ([{**row, "input": ""} for row in told(path)] for path in (folder, archive, tape))
    assert all(one == other for other in others)
    files = ["happy/0.png", "happy/10.png", "happy/2.png", "readme.txt", "sad/0.png", "x/broken.png"]
    assert [row["file"] for row in one] == files
    known = {"happy/0.png": 1, "happy/10.png": 2, "happy/2.png": 3, "sad/0.png": 0}
    assert [row["p(bright)"] for row in one] == [answer_to(IMAGES[known[f]]) if f in known else None for f in files]
    assert all(row["reason"] for row in one if row["file"] not in known)


def test_a_zip_of_a_table_is_a_table(tmp_path):
    table = "\n".join(["pixels", pixels(IMAGES[0]), "1 2"]).encode()
    (tmp_path / "x.zip").write_bytes(zipped({"fer2013.csv": table}))
    assert [(row["source"], row["p(bright)"]) for row in told(tmp_path / "x.zip")] == [
        ("line 2", answer_to(IMAGES[0])), ("line 3", None)
    ]  # fmt: skip


def test_nobody_is_asked_what_folders_or_codes_mean(tmp_path):
    images = some_images(48, seed=1)
    names = [f"AF{p:02d}/AF{p:02d}{e}.png" for p in range(8) for e in ("AN", "DI", "HA", "NE", "SA", "SU")]
    people = write_tree(tmp_path / "people", {name: encoded(i) for name, i in zip(names, images, strict=True)})
    with pytest.raises(UnreadableFaces):
        read_faces(people)
    assert [row["file"] for row in told(people)] == names
    codes = [f"{40 + i},{pixels(image)}" for i, image in enumerate(IMAGES)]
    assert (
        len([row for row in told(write_csv(tmp_path / "x.csv", ["emotion,pixels", *codes])) if row["predicted"]]) == 8
    )


@pytest.fixture(scope="module")
def photos(faces: FaceSet, tmp_path_factory) -> Path:
    """A folder with a photo of two faces, and one of none."""
    two = Image.new("RGB", (900, 400), (150, 160, 170))
    for i, left in ((2, 60), (5, 540)):
        two.paste(Image.fromarray(faces.images[i]).resize((300, 300)).convert("RGB"), (left, 50))
    nobody = Image.new("RGB", (300, 200), (90, 120, 60))
    files = {"a two.png": encoded(two), "b nobody.png": encoded(nobody), "c crop.png": encoded(faces.images[2])}
    return write_tree(tmp_path_factory.mktemp("photos") / "p", files)


def test_each_face_of_a_photo_has_a_row_and_a_photo_of_nobody_has_one_with_the_reason(photos):
    found = told(photos)
    assert [(row["file"], row["face"]) for row in found] == [
        ("a two.png", 0), ("a two.png", 1), ("b nobody.png", None), ("c crop.png", 0)
    ]  # fmt: skip
    assert found[2]["reason"] == "no face was found" and found[2]["predicted"] is None
    assert found[0]["p(bright)"] != found[1]["p(bright)"]


def test_crops_are_taken_whole(photos, faces):
    found = told(photos, crops=True)
    assert [(row["face"], row["reason"]) for row in found] == [(0, "")] * 3
    assert found[2]["p(bright)"] == answer_to(faces.images[2]) == told(photos)[3]["p(bright)"]
    grey = np.asarray(Image.fromarray(faces.images[2]).resize((96, 96)))
    assert faces_in(encoded(grey), "x", True)[0].shape == (48, 48)


def test_several_things_are_told_apart(tmp_path):
    for name in ("a", "b"):
        write_tree(tmp_path / name, {"0.png": encoded(IMAGES[0]), "faces/0.png": encoded(IMAGES[1])})
    found = told(tmp_path / "a" / "faces", tmp_path / "b" / "faces", tmp_path / "a" / "0.png")
    assert len({(row["input"], row["source"]) for row in found}) == 3
    assert [row["input"] for row in found[2:]] == ["0.png"]  # no folder where the name tells


def test_a_broken_photo_among_others_stops_nothing_and_alone_is_an_error(tmp_path):
    write_tree(tmp_path, {"good.png": encoded(IMAGES[0]), "bad.png": b"\x89PNG\0 no more"})
    assert [bool(row["reason"]) for row in told(tmp_path / "bad.png", tmp_path / "good.png")] == [True, False]
    with pytest.raises(UnreadableFaces):
        told(tmp_path / "bad.png")


@pytest.mark.parametrize("content", [b"", b"pixels\n", b"a,b\n1,2\n", b"<html>"])
def test_a_table_that_is_none_is_an_error(tmp_path, content):
    (tmp_path / "x.csv").write_bytes(content)
    with pytest.raises(FerLabError):
        told(tmp_path / "x.csv")


def test_nothing_there_is_said_before_anything_is_looked_at(tmp_path):
    write_tree(tmp_path, {"good.png": encoded(IMAGES[0])})
    with pytest.raises(NotFound, match="nowhere"):
        next(looked_at([tmp_path / "good.png", tmp_path / "nowhere"]))
    (tmp_path / "empty").mkdir()
    with pytest.raises(NotFound):
        told(tmp_path / "empty")


def test_no_more_than_a_batch_is_in_memory():
    taken = 0

    def many():
        nonlocal taken
        for i in range(3 * BATCH):
            taken += 1
            yield Looked("x", i, f"line {i}", "x", IMAGES[i % 8])

    found = answers(many(), CLASSES, say)
    next(found)
    assert taken == BATCH
    assert 1 + sum(1 for _ in found) == 3 * BATCH
