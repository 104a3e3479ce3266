"""Parquet tables of pixels and of images, and the one door in."""

import json
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageOps

from fer_core.base.errors import Cancelled, FerLabError, UnreadableFaces
from fer_core.base.progress import silent
from fer_core.faces.emotions import FER2013
from fer_core.faces.faceset import UNLABELLED, FaceSet
from fer_core.faces.readers import CodesUnclear, Import, ReadOptions, read_faces
from fer_core.faces.readers.labels.labels import USAGES
from fer_core.faces.readers.tables.parquet import read_parquets, usage_of_path
from tests.core.reader_files import encoded, pixels, some_images

IMAGES = some_images(4, seed=2)


def read(tmp_path: Path, columns: dict[str, object], metadata: dict | None = None, **options: object) -> Import:
    table = pa.table(columns)
    pq.write_table(table.replace_schema_metadata(metadata), tmp_path / "some.parquet")
    return read_faces(tmp_path / "some.parquet", **options)  # type: ignore[arg-type]


def pixel_columns(images: np.ndarray) -> dict[str, object]:
    flat = [image.ravel() for image in images]
    return {
        "strings": [pixels(image) for image in images],
        "lists": flat,
        "int64 lists": [values.astype(np.int64) for values in flat],
        "whole floats": [values.astype(np.float32) for values in flat],
        "rows of rows": [image.tolist() for image in images],
        "large strings": pa.array([pixels(image) for image in images], pa.large_string()),
        "fixed lists": pa.FixedSizeListArray.from_arrays(pa.array(images.ravel()), images[0].size),
        "bytes": [image.tobytes() for image in images],
        "fixed bytes": pa.array([image.tobytes() for image in images], pa.binary(images[0].size)),
    }


@pytest.mark.parametrize("kind", pixel_columns(IMAGES))
def test_pixels_of_any_type_come_back_exactly(tmp_path, faces: FaceSet, kind):
    assert faces.emotions is not None
    found = read(tmp_path, {
        "emotion": faces.emotions, "pixels": pixel_columns(faces.images)[kind],
        "Usage": [faces.usages[code] for code in faces.usage],
    })  # fmt: skip
    assert found.faces.fingerprint == faces.fingerprint
    assert found.format == "Parquet of pixels" and not found.rejected


def test_pixels_alone_and_missing_emotions_are_unlabelled(tmp_path):
    flat = [image.ravel() for image in IMAGES]
    assert read(tmp_path, {"pixels": flat}).faces.emotions is None
    found = read(tmp_path, {"pixels": flat, "emotion": pa.array([None] * 4, pa.int64())}).faces
    assert found.emotions is None and found.classes == FER2013


def hugging_face(names: list[str]) -> dict:
    features = {"image": {"_type": "Image"}, "label": {"names": names, "_type": "ClassLabel"}}
    return {"huggingface": json.dumps({"info": {"features": features}})}


def image_column(images: np.ndarray) -> list[dict]:
    return [{"bytes": encoded(image), "path": None} for image in images]


def test_hugging_face_images_take_their_classes_from_the_schema(tmp_path):
    columns = {"image": image_column(IMAGES), "label": [0, 1, 2, -1]}
    found = read(tmp_path, columns, hugging_face(["cat", "dog", "bird"]))
    assert found.faces.classes == ("bird", "cat", "dog") and found.faces.emotions is not None
    assert found.faces.emotions.tolist() == [1, 2, 0, UNLABELLED]  # −1: withheld
    assert np.array_equal(found.faces.images, IMAGES)
    assert not found.rejected and found.format == "Parquet of images" and found.notes["without_a_label"] == 1
    alphabetic = sorted(FER2013)
    emotions = read(tmp_path, {**columns, "label": [4, 5, 6, 0]}, hugging_face(alphabetic)).faces
    assert emotions.classes == FER2013 and emotions.emotions is not None
    assert [FER2013[e] for e in emotions.emotions] == ["neutral", "sad", "surprise", "angry"]


def test_numbers_that_nobody_named_are_not_taken_for_emotions(tmp_path):
    found = read(tmp_path, {"image": image_column(IMAGES), "label": [6, 0, 3, 3]}).faces
    assert found.classes == ("0", "3", "6")


@pytest.mark.parametrize("metadata", [{"huggingface": "{"}, {"huggingface": "[]"}, {"huggingface": '{"info": 3}'}])
def test_a_nonsense_schema_is_ignored(tmp_path, metadata):
    assert len(read(tmp_path, {"image": image_column(IMAGES), "label": list("abca")}, metadata).faces) == 4


def test_labels_beyond_the_schema_refuse(tmp_path):
    with pytest.raises(UnreadableFaces, match="row 2"):
        read(tmp_path, {"image": image_column(IMAGES), "label": [0, 9, 0, 0]}, hugging_face(["a", "b"]))


def test_damaged_images_are_listed(tmp_path):
    cells = image_column(IMAGES)
    cells[1] = {"bytes": b"<svg/>", "path": None}
    cells[2] = {"bytes": None, "path": "/etc/passwd"}
    found = read(tmp_path, {"image": cells})
    assert len(found.faces) == 2
    assert [(r.where, r.found) for r in found.rejected] == [
        ("row 2", "a file that is not an image (SVG)"), ("row 3", "a path instead of an image"),
    ]  # fmt: skip


BAD_PIXELS: dict[str, list] = {
    "300": [300, *[7] * 2303], "-1": [-1, *[7] * 2303], "2,303": [7] * 2303, "no pixel values": [], "no pixel": None,
    "empty pixel": [None, *[7] * 2303],
}  # fmt: skip


@pytest.mark.parametrize("says", BAD_PIXELS)
def test_a_bad_row_is_listed(tmp_path, says):
    cells = [image.ravel().tolist() for image in IMAGES]
    found = read(tmp_path, {"pixels": [*cells, BAD_PIXELS[says]]})
    assert len(found.faces) == 4 and found.rejected[0].where == "row 5" and says in found.rejected[0].found


@pytest.mark.parametrize("value", [float("nan"), 12.5, float("inf"), -1.0])
def test_decimals_are_rejected(tmp_path, value):
    cells = [image.ravel().astype(float) for image in IMAGES]
    found = read(tmp_path, {"pixels": [*cells, np.array([value, *[7] * 2303])]})
    assert len(found.faces) == 4 and str(value) in found.rejected[0].found


def test_over_one_percent_refuses(tmp_path):
    cells = [pixels(image) for image in IMAGES]
    with pytest.raises(UnreadableFaces, match=r"row 5.*2 of 6 are bad"):
        read(tmp_path, {"pixels": [*cells, "", "x"]})
    assert len(read(tmp_path, {"pixels": [*cells, "", "x"]}, options=ReadOptions(on_bad_row="skip")).rejected) == 2


@pytest.mark.parametrize(
    "columns, says",
    [
        ({"emotion": [1]}, "no column 'pixels' or 'image'"),
        ({"pixels": ["7"], "image": [b"x"]}, "both"),
        ({"pixels": ["7"], "label": [1], "emotion": [1]}, "two columns"),
        ({"pixels": ["7"], "Pixels": ["7"]}, "two columns"),
        ({"pixels": [pixels(IMAGES[0])], "emotion": [7]}, "7 (1 face)"),
        ({"pixels": [pixels(IMAGES[0])], "emotion": [1.5]}, "'1.5'"),
        ({"pixels": [pixels(IMAGES[0])], "Usage": ["Holdout"]}, "'Holdout'"),
        ({"pixels": [3]}, "pixels as int64"),
        ({"pixels": [["a"] * 2304]}, "pixel values as"),
        ({"pixels": pa.array([], pa.string())}, "no face"),
    ],
)
def test_wrong_tables_are_refused_and_say_why(tmp_path, columns, says):
    with pytest.raises(UnreadableFaces) as error:
        read(tmp_path, columns)
    assert says in error.value.found


def test_other_columns_are_ignored_and_told(tmp_path):
    found = read(tmp_path, {"id": [1, 2, 3, 4], "Image": image_column(IMAGES), "expression": list("abca"), "x": "wxyz"})
    assert found.faces.classes == ("a", "b", "c")
    assert found.notes["columns"] == ["expression", "Image"] and found.notes["ignored_columns"] == ["id", "x"]


@pytest.mark.parametrize("name, kind", [("image", "rows of rows"), ("img", "strings"), ("picture", "lists")])
def test_an_image_column_may_hold_values(tmp_path, name, kind):
    found = read(tmp_path, {name: pixel_columns(IMAGES)[kind]})
    assert np.array_equal(found.faces.images, IMAGES) and found.format == "Parquet of pixels"


@pytest.mark.parametrize("kind", ["lists", "strings", "bytes", "rows of rows"])
def test_other_squares_are_scaled_and_told(tmp_path, kind):
    images = np.random.default_rng(1).integers(0, 256, (3, 64, 64), np.uint8)
    found = read(tmp_path, {"pixels": pixel_columns(images)[kind]})
    expected = ImageOps.fit(Image.fromarray(images[2]), (48, 48), Image.Resampling.LANCZOS)
    assert np.array_equal(found.faces.images[2], np.asarray(expected)) and found.notes["scaled"] == 3


def test_shares_from_0_to_1_are_brought_to_grey_values(tmp_path):
    found = read(tmp_path, {"pixels": [(image / 255).ravel().astype(np.float32) for image in IMAGES]})
    assert np.array_equal(found.faces.images, IMAGES)


def test_a_column_for_each_pixel(tmp_path):
    flat = IMAGES.reshape(4, -1)
    columns = {f"pixel{i}": flat[:, i].tolist() for i in reversed(range(2304))}
    columns["pixel9"][1] = None
    found = read(tmp_path, {"emotion": [3.0, 0.0, 6.0, float("nan")], **columns})
    assert np.array_equal(found.faces.images, IMAGES[[0, 2, 3]]) and found.rejected[0].where == "row 2"
    assert found.faces.emotions is not None and found.faces.emotions.tolist() == [3, 6, UNLABELLED]


def test_codes_of_a_schema_as_floats_and_with_other_names(tmp_path):
    columns = {"image": image_column(IMAGES), "label": [0.0, 1.0, float("nan"), 1.0]}
    said = ReadOptions(names=(("1", "wolf"),))
    found = read(tmp_path, columns, hugging_face(["cat", "dog"]), options=said).faces
    assert found.classes == ("cat", "wolf") and found.emotions is not None
    assert found.emotions.tolist() == [0, 1, UNLABELLED, 1]


def test_a_code_beyond_the_emotions_is_a_question(tmp_path):
    columns = {"pixels": [pixels(image) for image in IMAGES], "emotion": [7, 0, 7, 9]}
    with pytest.raises(CodesUnclear) as error:
        read(tmp_path, columns)
    assert error.value.codes == (("0", 1), ("7", 2), ("9", 1)) and error.value.known[0] == ("0", "angry")
    said = ReadOptions(names=(("7", "contempt"), ("9", "")))
    found = read(tmp_path, columns, options=said)
    assert found.faces.classes == ("angry", "contempt") and len(found.faces) == 3
    assert [r.where for r in found.rejected] == ["row 4"] and found.notes["left_out"] == {"the code 9": 1}


def parts(tmp_path: Path, **tables: dict[str, object]) -> list[tuple[Path, str]]:
    found = []
    for number, (name, columns) in enumerate(tables.items()):
        path = tmp_path / f"{number}"
        pq.write_table(pa.table(columns), path)
        found.append((path, f"data/{name}-0000{number}-of-00002.parquet"))
    return found


def test_parts_are_one_data_set_whose_usage_is_in_their_names(tmp_path):
    paths = parts(
        tmp_path, train={"image": image_column(IMAGES[:2]), "label": list("ab")},
        validation={"image": image_column(IMAGES[2:]), "label": list("bc")},
    )  # fmt: skip
    found = read_parquets([*paths], "data", "data", silent, ReadOptions()).faces
    assert np.array_equal(found.images, IMAGES) and found.classes == ("a", "b", "c")
    assert found.usages == ("Training", "Validation") and found.usage.tolist() == [0, 0, 1, 1]
    assert list(found.sources or ())[1:3] == [
        "data/train-00000-of-00002.parquet, row 2", "data/validation-00001-of-00002.parquet, row 1",
    ]  # fmt: skip


def test_parts_with_other_columns_or_damage_are_named(tmp_path):
    paths = parts(
        tmp_path, train={"image": image_column(IMAGES)}, test={"image": image_column(IMAGES), "label": "abcd"}
    )
    with pytest.raises(UnreadableFaces, match=r"data/test-00001-of-00002\.parquet: Found other columns"):
        read_parquets(paths, "data", "data", silent, ReadOptions())
    paths[1][0].write_bytes(paths[0][0].read_bytes()[:-9])
    with pytest.raises(UnreadableFaces, match=r"data/test-00001-of-00002\.parquet: Found a damaged"):
        read_parquets(paths, "data", "data", silent, ReadOptions())


@pytest.mark.parametrize(
    "path, usage",
    [
        ("train-00000-of-00001.parquet", "Training"), ("data/test/0000.parquet", "Test"),
        ("data/publicTest-00000-of-00001-a1b2.parquet", "PublicTest"), ("0000.parquet", "Training"),
        ("plain/validation.parquet", "Validation"), ("test/train-00000.parquet", "Training"),
    ],
)  # fmt: skip
def test_usage_of_a_part_s_path(path, usage):
    assert USAGES[usage_of_path(path)] == usage


def test_progress_can_cancel(tmp_path):
    def cancel(done: int, total: int, what: str) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        read(tmp_path, {"pixels": [pixels(image) for image in IMAGES]}, progress=cancel)


def test_too_many_rows_are_refused_unread(tmp_path, monkeypatch):
    monkeypatch.setattr("fer_core.faces.readers.tables.parquet.MAX_FACES", 3)
    with pytest.raises(UnreadableFaces, match="4 rows"):
        read(tmp_path, {"pixels": [pixels(image) for image in IMAGES]})


@pytest.fixture(scope="module")
def valid(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("parquet") / "x.parquet"
    columns = {"pixels": [image.ravel() for image in IMAGES], "emotion": [1, 2, 3, 4]}
    pq.write_table(pa.table(columns), path)
    return path.read_bytes()


EDIT = st.tuples(st.integers(0, 10**6), st.integers(0, 9), st.binary(max_size=9))


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    edits=st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 9), st.binary(max_size=9)), min_size=1, max_size=2)
)
def test_any_damage_gives_an_error_of_ours_or_accounts_for_every_row(tmp_path, valid, edits):
    content = valid
    for at, cut, put in edits:
        at = 4 + at % len(content)
        content = content[:at] + put + content[at + cut :]
    (tmp_path / "x.parquet").write_bytes(content)
    try:
        found = read_faces(tmp_path / "x.parquet", options=ReadOptions(on_bad_row="skip"))
    except FerLabError:
        return
    assert len(found.faces) + len(found.rejected) == 4


def test_samples_come_through_the_same_door():
    found = read_faces("sample:clear")
    assert found.faces.synthetic and len(found.faces) > 100
