"""Spellings: classes, parts, and lists in any dialect that people write."""

import csv
import io
import unicodedata

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fer_core.faces.emotions import FER2013
from fer_core.faces.readers._text import is_plain
from fer_core.faces.readers.labels.joining import joined
from fer_core.faces.readers.labels.labels import Labels
from fer_core.faces.readers.labels.lists import rows_of
from fer_core.faces.readers.labels.parts import USAGES, usage_code
from fer_core.faces.readers.labels.spelling import is_emotion, key_of

WORDS = st.lists(st.text("abcdefghijkläöüéßşğ", min_size=1, max_size=6), min_size=1, max_size=3)


@st.composite
def spellings(draw: st.DrawFn, words: st.SearchStrategy[list[str]] = WORDS) -> list[str]:
    """Several spellings of one name."""
    name = draw(words)
    found = []
    for _ in range(draw(st.integers(2, 4))):
        way = draw(st.sampled_from([str.lower, str.upper, str.title, str.casefold]))
        form = draw(st.sampled_from(["NFC", "NFD"]))
        between = draw(st.sampled_from([" ", "_", "-", "  ", "__"]))
        found.append(unicodedata.normalize(form, between.join(way(word) for word in name)))
    return found


@given(spellings())
def test_spellings_of_one_name_are_one_class(names):
    labels = Labels()
    assert {labels.named(name) for name in names} == {0}
    assert len(labels.names) == 1 and len(set(map(key_of, names))) == 1
    assert ("merged" in labels.notes) == (len(set(names)) > 1)


@given(st.lists(st.text(min_size=1, max_size=9).filter(lambda name: is_plain(name.strip())), min_size=1, max_size=9))
def test_every_class_is_spelt_as_somebody_spelt_it_or_composed(names):
    labels = Labels(names)
    met = {name.strip() for name in names}
    met |= {unicodedata.normalize("NFC", name) for name in met} | set(FER2013)
    codes, classes = labels.ordered(np.arange(len(labels.names), dtype=np.uint8))
    assert set(labels.names) <= met and len(set(codes.tolist())) == len(labels.names) and codes.max() < len(classes)


@pytest.mark.parametrize(
    "names, spelt",
    [(["Happy"], "Happy"), (["Happy", "HAPPY"], "happy"), (["Joy", "joy"], "Joy"), (["joy", "Joy"], "joy"),
     (["fro\u0308hlich"], "fro\u0308hlich"), (["fro\u0308hlich", "fröhlich"], "fröhlich"),
     (["very sad", "very_sad", "Very-Sad"], "very sad")],
)  # fmt: skip
def test_a_class_is_spelt_as_first_seen_or_as_fer2013_spells_it(names, spelt):
    assert list(Labels(names).names) == [spelt]


PARTS = {
    "Training": "train training Train TRAINING train_set Training_Set trainset train-images TRAIN-data Train_Data "
    "train_split 01_train 1.Train TrainingSet Images_Train trainImages train_faces FER2013Train",
    "Validation": "val valid validation Validation_Set val_set VAL-images valid_data dev Dev_Set validset eval",
    "Test": "test testing Test_Set testset TEST-images test_data Testing_Images test_split",
    "PublicTest": "PublicTest public_test Public-Test publictest_images",
    "PrivateTest": "PrivateTest private_test PRIVATE-TEST",
}


@pytest.mark.parametrize("part, name", [(part, name) for part, names in PARTS.items() for name in names.split()])
def test_parts_are_recognised_in_all_usual_spellings(part, name):
    for spelt in (name, name.lower(), name.upper(), name.replace("_", " "), name.replace("_", "-"), f" {name} "):
        code = usage_code(spelt)
        assert code is not None and USAGES[code] == part, spelt


@pytest.mark.parametrize(
    "name",
    [
        "happy",
        "data",
        "images",
        "",
        "set",
        "S005",
        "latest",
        "contest",
        "training_day",
        "detrain",
        "0",
        "1_happy",
        "34",
    ],
)
def test_other_folders_are_no_parts(name):
    assert usage_code(name) is None


@pytest.mark.parametrize(
    "name", ["Happy", "0_angry", "anger", "happily surprised", "wütend", "TRISTESSE", "开心", "sad faces"]
)
def test_words_for_emotions_are_known_in_some_languages(name):
    assert is_emotion(name) and is_emotion(unicodedata.normalize("NFD", name))


@pytest.mark.parametrize("name", ["AF01", "S005", "anna", "dog", "train", "1034", "sadler", ""])
def test_other_words_are_not_taken_for_emotions(name):
    assert not is_emotion(name)


PLACES = [f"{folder}/{name}" for folder in ("a", "b/c") for name in ("p 1.jpg", "Q,2.JPG", "r.3.png", "ö.jpg")]


@st.composite
def lists(draw: st.DrawFn) -> tuple[str, dict[str, str]]:
    """A list of `PLACES` in some dialect, and the label of each."""
    labels = {path: draw(st.sampled_from(["happy", "Sad", "very angry", "3"])) for path in PLACES}
    delimiter = draw(st.sampled_from([",", ";", "\t", "|"]))
    file, label = (
        draw(st.sampled_from(["file", "Image_Name", "img path", "filename", "pth"])),
        draw(st.sampled_from(["label", "Emotion", "class", "EXPRESSION", "target"])),
    )
    columns = draw(st.permutations([file, label, "valence", ""]))
    before = draw(st.sampled_from(["", "/home/me/set/", "C:\\set\\", "./", "some/other/place/"]))
    way = draw(
        st.sampled_from(
            [str, str.upper, lambda path: path.rpartition(".")[0], lambda p: unicodedata.normalize("NFD", p)]
        )
    )
    buffer = io.StringIO()
    quoting = draw(st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]))
    writer = csv.writer(
        buffer, delimiter=delimiter, quoting=quoting, lineterminator=draw(st.sampled_from(["\n", "\r\n"]))
    )
    writer.writerow(columns)
    for i, (path, name) in enumerate(labels.items()):
        told = (before + way(path)).replace("/", "\\") if "\\" in before else before + way(path)
        cells = {file: told, label: name, "valence": "0.5", "": str(i)}
        writer.writerow([cells[column] for column in columns])
    return buffer.getvalue(), labels


@given(lists())
def test_lists_are_joined_in_every_dialect(case):
    content, labels = case
    rows = rows_of(content)
    assert rows is not None
    found = joined(PLACES, rows)
    assert {path: row.label for path, row in found.rows.items()} == labels
    assert not found.lost and not found.unsure


@pytest.mark.parametrize(
    "content", ["", "\n\n", "one line", "a,b\n1,2\n", "filename,width\na.jpg,48\n", "\0\0", '"'],
)  # fmt: skip
def test_other_texts_are_no_lists(content):
    assert not rows_of(content)


def test_a_list_without_a_header_is_known_by_its_file_names():
    rows = rows_of("a b.jpg 3\nc.jpg 4\n")
    assert rows is not None and [(row.file, row.label) for row in rows] == [("a b.jpg", "3"), ("c.jpg", "4")]
    rows = rows_of("train,x/a.jpg,happy\nval,x/b.jpg,sad\n")
    assert rows is not None and [(row.file, row.label, row.usage) for row in rows] == [
        ("x/a.jpg", "happy", 0),
        ("x/b.jpg", "sad", 3),
    ]
