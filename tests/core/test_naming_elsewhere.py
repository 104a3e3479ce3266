"""Names made elsewhere: by number or by file, as tables and as Label Studio's exports, however they are spelt."""

import io
import json
import re
import time
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fer_core.base.errors import InvalidDecision
from fer_core.faces.emotions import FER2013
from fer_core.faces.sources import FaceSources
from fer_core.naming.elsewhere import ImportedNames, read_names
from fer_core.naming.file_names import faces_of

SOURCES = FaceSources.of(
    ["train/happy/1.png", "train/sad/1.png", "test/sad/1.png", "train/sad/Smile 2 (copy).jpg", "ö/größe.png", "x/6.png"]
)
Said = dict[int, tuple[str, ...]]


def read(data: bytes | str, sources: FaceSources | None = SOURCES, **about: Any) -> ImportedNames:
    known = {"classes": FER2013, "n_faces": 6, "clustering": "a", "rows": np.arange(5), **about}
    return read_names(data.encode() if isinstance(data, str) else data, sources=sources, **known)


def said(found: ImportedNames) -> Said:
    """The names of each face, by everybody."""
    events = [event for sent in found.events.values() for event in sent]
    return {f: tuple(filter(None, (e.verdict.emotion, e.verdict.second))) for e in events for f in e.faces}  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "name, face",
    [
        ("train/happy/1.png", 0), ("happy/1.png", 0), ("/home/ann/set/train/happy/1.png", 0), ("test/sad/1.png", 2),
        ("TRAIN\\SAD\\1.PNG", 1), ("smile 2 (copy).jpg", 3), ("Smile_2_copy.jpg", 3),
        ("/data/upload/3/a1b2c3d4-Smile_2_copy.jpg", 3), ("/data/upload/3/0f0f0f0f-6.png", 5),
        ("/data/local-files/?d=set/train/happy/1.png", 0), ("s3://bucket/set/x/6.png", 5),
        ("http://localhost:8080/data/upload/3/a1b2c3d4-6.png?x=1", 5), ("file:///C:/x/6.png", 5),
        ("gro\u0308ße.png", 4), ("s3://b/gr%C3%B6%C3%9Fe.png", 4), ("./x//6.png", 5),
    ],
)  # fmt: skip
def test_a_face_is_found_by_what_its_file_is_called(name: str, face: int) -> None:
    assert faces_of([name], list(SOURCES)).faces == {name: face}


def test_what_fits_several_faces_or_none_is_told() -> None:
    found = faces_of(["1.png", "sad/1.png", "7.png", "", "a/6.png", "b/6.png"], list(SOURCES))
    assert found.faces == {}
    assert found.unclear == ("1.png", "sad/1.png", "a/6.png", "b/6.png")
    assert found.unknown == ("7.png", "")
    better = faces_of(["a/6.png", "x/6.png"], list(SOURCES))
    assert (better.faces, better.unknown) == ({"x/6.png": 5}, ("a/6.png",))


parts = st.text(st.sampled_from("abcäÖ1 _-().笑"), min_size=1, max_size=4).filter(lambda p: p.strip(" .") != "")
paths = st.lists(st.lists(parts, min_size=1, max_size=3).map("/".join), min_size=1, max_size=12, unique=True)


@given(paths)
def test_every_source_finds_its_own_face(sources: list[str]) -> None:
    found = faces_of(sources, sources)
    assert found.faces == {source: row for row, source in enumerate(sources)}


def test_a_whole_data_set_is_looked_through_quickly() -> None:
    sources = [f"train/{i % 7}/Training_{i}.jpg" for i in range(35_887)]
    begun = time.process_time()
    assert len(faces_of([f"Training_{i}.jpg" for i in range(0, 35_887, 500)], sources).faces) == 72
    assert time.process_time() - begun < 1.5  # 0.1 s alone


TABLES = {
    "filename,label": "filename,label\n6.png,Happy\nhappy/1.png,SAD\n",
    "semicolons": "File Name;Emotion\n6.png;happy\nhappy/1.png;sad\n",
    "tabs": "image_path\texpression\tscore\n6.png\thappy\t1\nhappy/1.png\tsad\t2\n",
    "Label Studio's CSV": "annotation_id,annotator,choice,created_at,id,image,lead_time,updated_at\n"
    "1,7,Happy,2025-01-01,1,/data/upload/1/a1b2c3d4-6.png,3,x\n"
    "2,7,Sad,2025-01-01,2,/data/local-files/?d=train/happy/1.png,3,x\n",
    "JSON": '[{"file": "6.png", "class": "happy"}, {"file": "happy/1.png", "class": "sad"}]',
    "Label Studio's small JSON": json.dumps([
        {"image": "/data/upload/1/a1b2c3d4-6.png", "id": 1, "choice": "Happy", "annotator": 7},
        {"image": "s3://b/train/happy/1.png", "id": 2, "choice": {"choices": ["Sad"]}, "annotator": 7},
    ]),
}  # fmt: skip


@pytest.mark.parametrize("kind", TABLES)
def test_tables_that_name_files(kind: str) -> None:
    assert said(read(TABLES[kind], rows=np.arange(6))) == {5: ("happy",), 0: ("sad",)}


def test_parquet_that_names_files() -> None:
    out = io.BytesIO()
    pq.write_table(pa.table({"filename": ["6.png"], "label": ["happy "], "split": ["train"]}), out)
    assert said(read(out.getvalue(), rows=np.arange(6))) == {5: ("happy",)}


def task(image: str, *choices: list[str], by: Any = 1, **about: Any) -> dict[str, Any]:
    results = [
        {"id": "x", "type": "choices", "from_name": "e", "to_name": "i", "value": {"choices": c}} for c in choices
    ]
    return {"id": 1, "data": {"caption": "me", "img": image}, "annotations": [
        {"id": 3, "completed_by": by, "was_cancelled": False, "result": results}
    ], **about}  # fmt: skip


def test_label_studios_tasks() -> None:
    tasks = [
        task("/data/upload/1/a1b2c3d4-6.png", ["Happy", "Surprise"], by={"id": 3, "email": "ann@x.org"}),
        task("s3://x/train/happy/1.png", ["sad"]),
        {**task("größe.png"), "annotations": []},
        {**task("größe.png", ["sad"]), "annotations": [{"was_cancelled": True, "result": []}]},
        task("elsewhere.png", ["sad"]),
    ]
    found = read(json.dumps(tasks), rows=np.arange(6))
    assert said(found) == {5: ("happy", "surprise"), 0: ("sad",)}
    assert (set(found.events), found.unnamed, found.unknown) == ({"ann@x.org", "1"}, 2, ("elsewhere.png",))
    assert [line.split(":")[0] for line in found.notes()] == [
        "1 file is not among these faces",
        "2 rows are without a name.",
    ]
    old = [{"data": {"image": "6.png"}, "completions": task("", ["sad"])["annotations"]}]
    assert said(read(json.dumps(old), rows=np.arange(6))) == {5: ("sad",)}


KEYS = st.sampled_from(["data", "annotations", "result", "value", "choices", "image"])
anything = st.recursive(
    st.none() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner),
    max_leaves=12,
)


@given(anything)
def test_any_json_is_names_or_a_clear_error(value: Any) -> None:
    try:
        read(json.dumps([{"data": {"image": "6.png"}, "annotations": value}]))
        read(json.dumps(value))
    except InvalidDecision as error:
        assert error.what


def test_faces_in_no_group_are_left_out_and_rows_without_a_name_told() -> None:
    found = read("file,label\n6.png,sad\nhappy/1.png,\ntest/sad/1.png,happy\n1.png,sad\n")
    assert said(found) == {2: ("happy",)}
    assert (found.left_out, found.unnamed, found.unclear) == (1, 1, ("1.png",))
    assert len(found.notes()) == 3


@pytest.mark.parametrize(
    ("data", "why"),
    [
        ("filename,label\n6.png,bored\n", "Line 2: “bored” is not a name.*angry, disgust, fear, happy"),
        ("filename,label\n6.png,sad\n6.png,sad\n6.png,happy\n", "Line 4: “6.png” is named twice"),
        ("filename,label\n,sad\n", "file name is missing"),
        ('file,label\n6.png,"[""sad"",""happy"",""fear""]"\n', "3 names are given"),
        ("filename,label\n7.png,sad\n8.png,sad\n", "No file name in the table matches.*“train/happy/1.png”, or"),
        ("filename,mood\n6.png,sad\n", "no column emotion or label.*It has: filename, mood"),
        ("photo of,label\n6.png,sad\n", "no column face .its number. or filename"),
        ("filename,label\n6.png\n", "Line 2 has 1 cells"),
    ],
)
def test_wrong_files_are_refused_with_what_is_wrong(data: str, why: str) -> None:
    with pytest.raises(InvalidDecision) as error:
        read(data)
    assert re.search(why, str(error.value)), str(error.value)


def test_without_sources_it_is_said_how_to_get_them() -> None:
    with pytest.raises(InvalidDecision, match="Import the same faces again"):
        read("filename,label\n6.png,sad\n", sources=None)
    assert said(read("face,emotion\n2,SAD\n", sources=None)) == {2: ("sad",)}


def test_letter_case_tells_where_two_names_differ_in_nothing_else() -> None:
    assert said(read("face,emotion\n1,Sad\n2,sad\n", classes=("sad", "Sad"))) == {1: ("Sad",), 2: ("sad",)}
    with pytest.raises(InvalidDecision, match="SAD"):
        read("face,emotion\n1,SAD\n", classes=("sad", "Sad"))
