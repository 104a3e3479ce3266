"""Parquet tables of pixels and of images, and the one door in."""

import json
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fer_core.emotions import FER2013
from fer_core.errors import Cancelled, FerLabError, UnreadableFaces
from fer_core.faceset import FaceSet
from fer_core.readers import Import, ReadOptions, read_faces
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
        "fixed lists": pa.FixedSizeListArray.from_arrays(pa.array(images.ravel()), 2304),
        "bytes": [image.tobytes() for image in images],
        "fixed bytes": pa.array([image.tobytes() for image in images], pa.binary(2304)),
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
    found = read(tmp_path, columns, hugging_face(["cat", "dog", "bird"]), options=ReadOptions(on_bad_row="skip"))
    assert found.faces.classes == ("bird", "cat", "dog") and found.faces.emotions is not None
    assert found.faces.emotions.tolist() == [1, 2, 0]
    assert np.array_equal(found.faces.images, IMAGES[:3])
    assert found.rejected[0].where == "row 4" and found.format == "Parquet of images"
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
        ("row 2", "a file that is no image (SVG)"), ("row 3", "a path instead of an image"),
    ]  # fmt: skip


BAD_PIXELS: dict[str, list] = {
    "300": [300, *[7] * 2303], "-1": [-1, *[7] * 2303], "2,303": [7] * 2303, "0 pixel": [], "no pixel": None,
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
    with pytest.raises(UnreadableFaces, match=r"row 5.*1 more bad of 6"):
        read(tmp_path, {"pixels": [*cells, "", "x"]})
    assert len(read(tmp_path, {"pixels": [*cells, "", "x"]}, options=ReadOptions(on_bad_row="skip")).rejected) == 2


@pytest.mark.parametrize(
    "columns, says",
    [
        ({"emotion": [1]}, "no column 'pixels' or 'image'"),
        ({"pixels": ["7"], "id": [1]}, "'id'"),
        ({"pixels": ["7"], "image": [b"x"]}, "both"),
        ({"pixels": ["7"], "label": [1], "emotion": [1]}, "two columns"),
        ({"pixels": ["7"], "Pixels": ["7"]}, "two columns"),
        ({"pixels": [pixels(IMAGES[0])], "emotion": [7]}, "'7'"),
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


def test_progress_can_cancel(tmp_path):
    def cancel(done: int, total: int, what: str) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        read(tmp_path, {"pixels": [pixels(image) for image in IMAGES]}, progress=cancel)


def test_too_many_rows_are_refused_unread(tmp_path, monkeypatch):
    monkeypatch.setattr("fer_core.readers.parquet.MAX_FACES", 3)
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
