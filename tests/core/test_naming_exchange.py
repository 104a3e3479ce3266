"""Decisions and names as files: what goes out comes back, and nothing that could do harm comes in."""

import csv
import dataclasses
import io
import tempfile
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from PIL import Image

from fer_core.base.errors import Cancelled, InvalidDecision
from fer_core.faces.emotions import FER2013
from fer_core.faces.faceset import FaceSet
from fer_core.faces.readers import read_faces
from fer_core.faces.sources import FaceSources
from fer_core.naming import labelled, sheet, table
from fer_core.naming.decision import Decision, Event
from fer_core.naming.elsewhere import read_names
from fer_core.naming.exchange import COLUMNS, decisions_sheet, read_decisions
from fer_core.naming.fields import FIELDS
from fer_core.naming.labelled import names_sheet
from fer_core.naming.log import DecisionLog
from fer_core.naming.replay import replay
from fer_core.naming.sheet import to_csv, to_json, to_parquet
from fer_core.naming.verdict import NamedFaces, Verdict
from tests.core.naming_histories import BASE, Memory, play, steps

HAPPY = Verdict("name", "happy", "sad")
FORMATS = {"csv": to_csv, "parquet": to_parquet, "json": to_json}


def read(data: bytes, **about: Any) -> list[Decision]:
    return read_decisions(data, classes=FER2013, clusterings={"a": BASE}, **about)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(steps, st.sampled_from(sorted(FORMATS)))
def test_what_was_exported_is_imported_the_same(drawn: list[Any], kind: str) -> None:
    log = Memory()
    play(log, drawn)
    assume(log.decisions or kind != "json")  # an empty list has no columns
    found = read(FORMATS[kind](decisions_sheet(log.decisions)))
    assert found == log.decisions
    assert replay(found) == replay(log.decisions)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(steps)
def test_a_row_of_the_log_gives_the_same_decision(drawn: list[Any]) -> None:
    log = Memory()
    play(log, drawn)
    assert [table.decision_of(table.row_of(decision)) for decision in log.decisions] == log.decisions


def test_every_field_of_a_decision_is_written() -> None:
    """Who adds a field to `Event` or `Decision` gives it a line in `FIELDS`: else logs and files would lose it."""
    own = {field.name for cls in (Decision, Verdict) for field in dataclasses.fields(cls)} - {"verdict"}
    assert {field.name for field in FIELDS} == own


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(steps, steps)
def test_an_import_into_an_empty_log_gives_the_same_state_and_into_another_log_the_same_groups(
    drawn: list[Any], other: list[Any]
) -> None:
    source = Memory()
    play(source, other, "b")  # so that ids of one clustering have gaps
    play(source, drawn)
    data = to_csv(decisions_sheet(source.for_clustering("a")))
    with tempfile.TemporaryDirectory() as folder:
        empty, busy = (DecisionLog(Path(folder) / name) for name in ("empty.sqlite", "busy.sqlite"))
        empty.adopt(read(data))
        assert empty.adopt(read(data)) == 0
        assert replay(empty.for_clustering("a")) == replay(source.for_clustering("a"))
        busy.append([Event("client-9", i, "c", "verdict", 0, (), HAPPY) for i in range(1, 8)])
        busy.adopt(read(data))
        now, then = (replay(log.for_clustering("a")) for log in (busy, source))
        sizes = [{p.labels[n]: p.sizes[n] for n in p.numbers} for p in (now.partition(BASE), then.partition(BASE))]
        assert sizes[0] == sizes[1]
        labels = [sorted((s.partition(BASE).labels.get(g, ""), str(v)) for g, v in s.group_verdicts.items())
                  for s in (now, then)]  # fmt: skip
        assert labels[0] == labels[1]
        empty.close(), busy.close()


DECISION = Decision("client-1", 1, "a", "verdict", 0, (), HAPPY, id=1, at="2026-01-01T10:00:00+00:00", annotator="Ann")


def changed(**cells: str) -> bytes:
    """Two decisions as CSV, some cells of the second one changed."""
    first = dict(
        zip(COLUMNS, next(csv.reader([to_csv(decisions_sheet([DECISION])).decode().splitlines()[1]])), strict=True)
    )
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS)
    writer.writeheader()
    writer.writerows([first, {**first, "id": "2", "seq": "2", **cells}])
    return out.getvalue().encode()


@pytest.mark.parametrize(
    "cells",
    [
        {"id": "1"}, {"id": "x"}, {"seq": "1"}, {"seq": "-3"}, {"client": ""}, {"client": "<b>"},
        {"clustering": "../x"},
        {"at": "yesterday"}, {"at": "2026-01-01T10:00:00"}, {"action": "delete"}, {"group": ""}, {"group": "77"},
        {"group": "1.5"}, {"faces": "2 x"}, {"faces": "4"}, {"kind": "maybe"}, {"emotion": "bored"}, {"emotion": ""},
        {"second": "happy"}, {"kind": ""}, {"parts": "01"}, {"action": "split", "kind": "", "parts": "02"},
        {"action": "undo"}, {"to": "3"}, {"group": "9" * 30}, {"group": "²"},
    ],
)  # fmt: skip
def test_a_bad_line_refuses_the_file_and_is_named(cells: dict[str, str]) -> None:
    assert len(read(changed())) == 2
    with pytest.raises(InvalidDecision, match="Line 3"):
        read(changed(**cells))


def test_many_bad_lines_are_counted() -> None:
    rows = [DECISION] * 9
    data = to_csv(decisions_sheet(rows)).replace(b"happy", b"bored")
    with pytest.raises(InvalidDecision, match=r"Line 2: .*Line 6: .*And 4 more lines"):
        read(data)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\n",
        b"face\n1",
        b"\xff\xfe\x00",
        b"PAR1 is no such file",
        b'id,"at\n',
        b"id,id,at\n",
        b"\x89PNG\r\n\x1a\n",
    ],
)
def test_other_files_are_refused(data: bytes) -> None:
    with pytest.raises(InvalidDecision):
        read(data)


def test_a_decision_that_refers_to_a_missing_one_is_refused(tmp_path: Path) -> None:
    story = Memory()
    story.append([Event("client-1", 1, "a", "split", 0, parts="01010"), Event("client-1", 2, "a", "return", to=1)])
    log = DecisionLog(tmp_path / "decisions.sqlite")
    with pytest.raises(InvalidDecision, match="refers to decision 1"):
        log.adopt(read(to_csv(decisions_sheet(story.decisions[1:]))))
    assert log.all() == ()
    log.close()


def test_no_cell_is_a_formula_and_all_come_back() -> None:
    texts = ["=1+1", "+a", "-1", "@x", "\tx", "\rx", "'=x", "'x", "x=1", "", "''"]
    data = sheet.to_csv(sheet.ExportTable(["face", "emotion"], [(text, text) for text in texts]))
    for cells in list(csv.reader(io.StringIO(data.decode(), newline="")))[1:]:
        assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in cells)
    assert [row["face"] for _, row in sheet.read(data, ["face"], ["face", "emotion"])] == texts


NAMED = NamedFaces(np.array([7, 2, 5, 7]), np.array([3, 4, 3, 0], np.uint8), np.array([0.65, 1, 1, 0.35], np.float32))


@pytest.mark.parametrize("write", [to_csv, to_parquet])
def test_names_go_out_and_come_in_elsewhere(write: Any, tmp_path: Path) -> None:
    data = write(names_sheet(NAMED, FER2013))
    rows = [tuple(row.values()) for _, row in sheet.read(data, ["face"], labelled.COLUMNS)]
    assert [row[:3] for row in rows] == [("2", "sad", ""), ("5", "happy", ""), ("7", "happy", "angry")]
    names = read_names(data, classes=FER2013, n_faces=40, clustering="a", rows=BASE.rows)
    log = DecisionLog(tmp_path / "decisions.sqlite")
    for _ in range(2):  # the second time changes nothing
        for who, events in names.events.items():
            log.append(events, who)
    faces = replay(log.for_clustering("a")).face_verdicts
    assert faces == {2: Verdict("name", "sad"), 5: Verdict("name", "happy"), 7: Verdict("name", "happy", "angry")}
    assert len(log.all()) == 3
    log.close()


def test_names_of_several_people_are_kept_apart_and_faces_in_no_group_left_out() -> None:
    data = b"Face, emotion,annotator\n2,happy,Ann\n2,sad,Bob\n4,sad,Bob\n\n"
    names = read_names(data, classes=FER2013, n_faces=40, clustering="a", rows=BASE.rows)
    assert names.left_out == 1
    assert {who: [e.faces for e in events] for who, events in names.events.items()} == {"Ann": [(2,)], "Bob": [(2,)]}


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("40,happy", "not a number of a face"), ("-1,happy", "not a number of a face"),
        ("2.5,happy", "not a number of a face"),
        ("2,bored", "not a name of this data set"), ("2,", "needs an emotion"), ("3,sad\n3,happy", "named twice"),
        ("2,happy,sad", "cells"), ("2,=cmd()", "not a name of this data set"),
    ],
)  # fmt: skip
def test_bad_names_are_refused_by_line(line: str, why: str) -> None:
    data = f"face,emotion\n7,happy\n{line}\n".encode()
    with pytest.raises(InvalidDecision, match=f"Line [34].*{why}"):
        read_names(data, classes=FER2013, n_faces=40, clustering="a", rows=BASE.rows)


def test_a_missing_or_strange_column_is_named() -> None:
    with pytest.raises(InvalidDecision, match="no column emotion"):
        read_names(b"face,feeling\n1,sad", classes=FER2013, n_faces=9, clustering="a", rows=BASE.rows)
    with pytest.raises(InvalidDecision, match="unknown column pixels"):
        read_names(b"face,emotion,pixels\n1,sad,0", classes=FER2013, n_faces=9, clustering="a", rows=BASE.rows)


def test_the_zip_has_each_face_under_its_emotion_and_can_be_imported(tmp_path: Path) -> None:
    images = np.random.default_rng(0).integers(0, 256, (10, 48, 48), np.uint8)
    path = tmp_path / "faces.zip"
    faces = FaceSet.of(images, classes=FER2013, sources=FaceSources.of(f"a/{i}.jpg" for i in range(10)))
    with path.open("wb") as file:
        labelled.write_zip(file, faces, NAMED)
    with zipfile.ZipFile(path) as archive:
        pictures = ["happy/000005.png", "happy/000007.png", "sad/000002.png"]
        assert sorted(archive.namelist()) == ["fer-lab-sources.csv", *pictures]
        listed = list(csv.reader(io.TextIOWrapper(archive.open("fer-lab-sources.csv"))))
        assert sorted(listed[1:]) == [[name, str(int(name[-10:-4])), f"a/{name[-5]}.jpg"] for name in pictures]
        assert np.array_equal(np.asarray(Image.open(archive.open("happy/000007.png"))), images[7])
    again = read_faces(path)
    assert len(again.faces) == 3 and not again.rejected


def test_classes_of_any_name_are_safe_folders() -> None:
    named = NamedFaces(np.arange(4), np.arange(4, dtype=np.uint8), np.ones(4, np.float32))
    out = io.BytesIO()
    labelled.write_zip(out, FaceSet.of(np.zeros((4, 48, 48), np.uint8), classes=("../x", "a/b", "Sad", "sad")), named)
    with zipfile.ZipFile(out) as archive:
        folders = [name.split("/")[0] for name in archive.namelist()]
    assert len({f.casefold() for f in folders}) == 4
    assert not any(c in f for f in folders for c in "./\\")


def test_the_zip_can_be_cancelled() -> None:
    def stop(*_: object) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        labelled.write_zip(io.BytesIO(), FaceSet.of(np.zeros((10, 48, 48), np.uint8), classes=FER2013), NAMED, stop)
