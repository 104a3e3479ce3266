"""Labels that cannot be known are asked for, before pictures are read; every answer is followed."""

from pathlib import Path

import pytest

from fer_core.base.errors import InvalidSettings, NotFound
from fer_core.faces.emotions import FER2013
from fer_core.faces.readers import CodesUnclear, FoldersUnclear, ReadOptions, read_faces
from fer_core.faces.readers.labels.code_books import CODE_BOOKS, names_from
from tests.core.layouts import FER_PLUS_HEADER, colour, grey, pictures, text, votes
from tests.core.reader_files import csv_rows, write_csv, write_tree
from tests.core.test_layouts import labels_of, told, usages_of


def folder_of(tmp_path: Path, paths: list[str], make=colour) -> Path:
    return write_tree(tmp_path / "some", pictures(dict.fromkeys(paths, None), make))


NAMES = ("ann", "bob", "cat", "dan", "eve", "fay", "gus", "hal", "ida", "jon", "kay", "leo")
WORDS = (
    "freude", "trauer", "wut", "angst", "ekel", "neutral", "喜び", "tristeza", "rabia", "joie", "kızgın", "gioia",
)  # fmt: skip
CK = [f"cohn-kanade-images/S{i:03d}/00{j}/S{i:03d}_00{j}_00000001.png" for i in range(3) for j in (1, 2)]
IDS = {
    "CK+ without its labels": CK,
    "people's numbers": [f"subject{i}/a{j}.png" for i in range(4) for j in range(2)],
    "AffectNet's ids": [f"{1034 + i}/{i}ab{j}.jpg" for i in range(5) for j in range(2)],
    "numbers with zeros": [f"{i:03d}/{j}.jpg" for i in range(5) for j in range(2)],
    "letters and numbers": [f"photos/p{i}/{j}.jpg" for i in range(3) for j in range(2)],
    "many names": [f"{name}/{name}{j}.jpg" for name in NAMES for j in (1, 2)],
    "more than classes can be": [f"{chr(97 + i % 26)}{chr(97 + i // 26)}x/a.jpg" for i in range(101)],
    "in a training set": [f"train/S{i:03d}/{j}.jpg" for i in range(3) for j in range(2)],
    "two levels that cross": [f"{a}/{b}/{a}{b}.jpg" for a in ("monday", "tuesday") for b in ("on", "off")],
}  # fmt: skip


@pytest.mark.parametrize("kind", IDS)
def test_folders_that_may_be_people_are_asked_about_before_pictures_are_read(tmp_path, kind, monkeypatch):
    folder = folder_of(tmp_path, IDS[kind])
    monkeypatch.setattr("fer_core.faces.readers.image_files.decode", None)
    with pytest.raises(FoldersUnclear) as asked:
        read_faces(folder)
    levels = asked.value.levels
    assert levels and all(level.folders >= len(level.names) == len(level.pictures) for level in levels)
    assert sum(levels[-1].pictures) <= len(IDS[kind]) and levels[0].folders > 1
    for place, name in ((i, name) for i, level in enumerate(levels) for name in level.names[:6]):
        assert any(path.split("/")[place] == name for path, _ in asked.value.samples)
    assert all(face.shape == (48, 48) for _, face in asked.value.samples)
    assert "--folders" in str(asked.value) and levels[0].names[0] in str(asked.value)


@pytest.mark.parametrize(
    "paths",
    [
        ["dog/1.png", "cat/2.png"], ["a/1.png", "b/2.png", "c/3.png"],
        [f"class {c}/{i}.png" for c in "abcdefghij" for i in range(2)],
        [f"{c}/{i}{c}.png" for c in NAMES for i in range(30)],
        ["dog/terrier/1.png", "cat/tiger/2.png", "dog/3.png"], ["0_angry/1.png", "1_happy/2.png"],
        [f"{word}/{word}.png" for word in WORDS],
    ],
)  # fmt: skip
def test_folders_that_are_classes_are_not_asked_about(tmp_path, paths):
    found = read_faces(folder_of(tmp_path, paths, lambda seed: grey(seed, 8)))
    assert labels_of(found.faces) == {path: path.split("/")[0] for path in paths}


PEOPLE = [f"S{i:03d}/{mood}/{i}{mood}{j}.jpg" for i in range(3) for mood in ("fine", "so-so") for j in range(2)]


@pytest.mark.parametrize(
    "options, labels",
    [
        (ReadOptions(levels=("people", "emotions")), lambda path: path.split("/")[1]),
        (ReadOptions(levels=("emotions",)), lambda path: path.split("/")[0]),
        (ReadOptions(labels="folder"), lambda path: path.split("/")[0]),
        (ReadOptions(levels=("people", "nothing")), lambda path: None),
        (ReadOptions(labels="none"), lambda path: None),
        (ReadOptions(labels="filename:?{label:4}*"), lambda path: path.split("/")[2][1:5]),
        (ReadOptions(labels=r"filename:^\d(?P<label>[a-z-]+)"), lambda path: path.split("/")[1]),
        (ReadOptions(labels="filename:*/{label}/*"), lambda path: path.split("/")[1] if "fine" in path else None),
        (ReadOptions(labels="none", levels=("parts",)), lambda path: None),
    ],
)  # fmt: skip
def test_answers_are_followed(tmp_path, options, labels):
    found = read_faces(folder_of(tmp_path, PEOPLE), options=options)
    assert labels_of(found.faces) == {path: labels(path) for path in PEOPLE} and not found.rejected
    assert set(usages_of(found.faces).values()) == (
        {"S000", "S001", "S002"} if options.levels == ("parts",) else {"Training"}
    )
    assert ("The labels are from" in told(found)) == any(map(labels, PEOPLE))


def test_a_list_that_a_person_names_is_joined(tmp_path):
    labels = {path: "yes" if i % 2 else "no" for i, path in enumerate(PEOPLE)}
    rows = [f"{path.rsplit('/', 1)[-1]}\t{label}" for path, label in labels.items()]
    (tmp_path / "my list.tsv").write_bytes(text("file\tclass", *rows[1:]))
    options = ReadOptions(labels=str(tmp_path / "my list.tsv"))
    found = read_faces(folder_of(tmp_path, PEOPLE), options=options)
    assert labels_of(found.faces) == labels | {PEOPLE[0]: None}
    assert "1 picture is in no list and has no label" in told(found)
    assert found.notes["labels_from"] == "the list my list.tsv"


def test_names_that_several_pictures_have_stay_without_a_label(tmp_path):
    folder = folder_of(tmp_path, ["a/1.jpg", "b/1.jpg", "b/2.jpg", "c/3.jpg"])
    (folder / "labels.csv").write_bytes(text("image,label", "1.jpg,on", "2.jpg,on", "c/3.jpg,off", "c/3.jpg,on"))
    found = read_faces(folder, options=ReadOptions(labels="labels.csv"))
    assert labels_of(found.faces) == {"a/1.jpg": None, "b/1.jpg": None, "b/2.jpg": "on", "c/3.jpg": None}
    assert "1.jpg" in told(found) and "several pictures or have several labels" in told(found)


@pytest.mark.parametrize(
    "options, error, says",
    [
        (ReadOptions(labels="nowhere.csv"), NotFound, "list of labels cannot be read"),
        (ReadOptions(labels="~"), NotFound, "cannot be read"),
        (ReadOptions(labels="other.csv"), InvalidSettings, "None of the 1 rows in this list names a picture"),
        (ReadOptions(labels="prose.txt"), InvalidSettings, "not a list of labels"),
        (ReadOptions(labels="filename:{person}"), InvalidSettings, "must contain {label} once"),
        (ReadOptions(labels="filename:{label}_{label}"), InvalidSettings, "once"),
        (ReadOptions(labels="filename:zzz{label}"), InvalidSettings, "No file name matches"),
        (ReadOptions(labels="filename:(?P<label>(a+)+)$"), InvalidSettings, "nested repeats"),
        (ReadOptions(labels="filename:*a*a*a*a*{label}"), InvalidSettings, "more than 4 wildcards"),
        (ReadOptions(labels="filename:(?P<label>"), InvalidSettings, "is invalid"),
        (ReadOptions(levels=("people", "emotions", "parts")), InvalidSettings, "2 levels of folders"),
        (ReadOptions(levels=("emotions", "emotions")), InvalidSettings, "Only one level"),
    ],
)  # fmt: skip
def test_answers_that_cannot_be_followed_say_why(tmp_path, options, error, says):
    folder = folder_of(tmp_path, PEOPLE)
    (folder / "other.csv").write_bytes(text("file,label", "elsewhere.jpg,happy"))
    (folder / "prose.txt").write_bytes(text("These are people.", "Nothing else."))
    with pytest.raises(error, match=says):
        read_faces(folder, options=options)


# Codes


def coded(tmp_path: Path, codes: str, make=colour) -> Path:
    return folder_of(tmp_path, [f"{code}/{code}{i}.png" for code in codes for i in range(2)], make)


@pytest.mark.parametrize(
    "codes, make", [("0123456", colour), ("01234567", grey), ("1234567", colour), ("0123456789", grey)]
)
def test_numbers_that_nobody_named_are_asked_about(tmp_path, codes, make):
    with pytest.raises(CodesUnclear) as asked:
        read_faces(coded(tmp_path, codes, make))
    assert asked.value.codes == tuple((code, 2) for code in codes)
    plausible = make is grey
    assert asked.value.known == (
        tuple((code, FER2013[int(code)]) for code in codes if int(code) < 7) if plausible else ()
    )
    assert "--names" in str(asked.value)


def test_a_name_for_the_one_unknown_code_is_enough(tmp_path):
    found = read_faces(coded(tmp_path, "01234567", grey), options=ReadOptions(names=(("7", "contempt"),)))
    assert labels_of(found.faces)["7/70.png"] == "contempt"
    assert set(found.faces.classes) == {*FER2013, "contempt"} and "FER2013's codes" in told(found)


@pytest.mark.parametrize("book", CODE_BOOKS)
def test_a_code_book_answers_all(tmp_path, book):
    codes = "".join(CODE_BOOKS[book])
    found = read_faces(coded(tmp_path, codes), options=ReadOptions(names=names_from([book])))
    assert labels_of(found.faces) == {source: CODE_BOOKS[book][source[0]] for source in labels_of(found.faces)}


def test_a_code_without_a_name_is_left_out_and_told(tmp_path):
    options = ReadOptions(names=names_from(["0=on,1=off", "2="]))
    found = read_faces(coded(tmp_path, "012"), options=options)
    assert set(labels_of(found.faces).values()) == {"on", "off"}
    assert [r.where for r in found.rejected] == ["2/20.png", "2/21.png"]
    assert "2 faces with the label “2” were skipped, as you chose." in told(found)


def test_codes_in_a_list_are_asked_about_too(tmp_path):
    folder = folder_of(tmp_path, ["x/a.jpg", "x/b.jpg"])
    (folder / "labels.csv").write_bytes(text("image,emotion", "a.jpg,3.0", "b.jpg,4.0"))
    with pytest.raises(CodesUnclear) as asked:
        read_faces(folder)
    assert asked.value.codes == (("3", 1), ("4", 1))
    found = read_faces(folder, options=ReadOptions(names=names_from(["fer2013"])))
    assert labels_of(found.faces) == {"x/a.jpg": "happy", "x/b.jpg": "sad"}


def test_the_name_of_the_set_makes_fer2013s_codes_plausible(tmp_path):
    folder = write_tree(tmp_path / "my_fer-2013", pictures({"0/a.jpg": None, "6/b.jpg": None}))
    assert labels_of(read_faces(folder).faces) == {"0/a.jpg": "angry", "6/b.jpg": "neutral"}
    other = write_tree(tmp_path / "ferryboats", pictures({"0/a.jpg": None, "6/b.jpg": None}))
    with pytest.raises(CodesUnclear):
        read_faces(other)


def test_names_may_replace_words_too(tmp_path):
    folder = folder_of(tmp_path, ["Joy/a.jpg", "anger/b.jpg"])
    found = read_faces(folder, options=ReadOptions(names=names_from(["joy=happy", "anger=angry"])))
    assert found.faces.classes == FER2013


@pytest.mark.parametrize("texts", [["nonsense"], ["=happy"], ["7"]])
def test_names_that_name_nothing_are_refused(texts):
    with pytest.raises(InvalidSettings, match="does not name a code"):
        names_from(texts)


# Tables


def test_a_table_takes_ferplus_labels_by_its_rows(tmp_path, faces):
    rows = csv_rows(faces)[:9]
    table = write_csv(tmp_path / "fer2013.csv", rows)
    said = ["happy", "sad", "contempt", None, "fear", "angry", "neutral", "surprise"]
    lines = [
        f"{row.rsplit(',', 1)[1]},fer{i:07d}.png,{votes(label)}"
        for i, (row, label) in enumerate(zip(rows[1:], said, strict=True))
    ]
    (tmp_path / "fer2013new.csv").write_bytes(text(FER_PLUS_HEADER, *lines))
    found = read_faces(table, options=ReadOptions(labels=str(tmp_path / "fer2013new.csv")))
    assert [found.faces.label_of(row) for row in range(8)] == said
    assert found.faces.votes is not None and found.faces.votes.sum() == 8 * 7 + 10
    assert "FER+" in told(found) and "1 a tie" in told(found)
    (tmp_path / "fer2013new.csv").write_bytes(text(FER_PLUS_HEADER, *lines[:4]))
    with pytest.raises(InvalidSettings, match="4 rows"):
        read_faces(table, options=ReadOptions(labels=str(tmp_path / "fer2013new.csv")))


def test_a_table_without_its_labels_and_what_it_cannot_have(tmp_path, faces):
    table = write_csv(tmp_path / "fer2013.csv", csv_rows(faces)[:5])
    assert read_faces(table, options=ReadOptions(labels="none")).faces.emotions is None
    for labels, says in (
        ("folder", "in no folders"),
        ("filename:*{label}*", "no file names"),
        (str(table), "only FER"),
    ):
        with pytest.raises(InvalidSettings, match=says):
            read_faces(table, options=ReadOptions(labels=labels))


def test_spellings_in_a_table_are_one_class_and_told(tmp_path, faces):
    header, *rows = csv_rows(faces)[:4]
    named = [f"{name},{row.split(',', 1)[1]}" for name, row in zip(("happy", "Happy", "contempt"), rows, strict=True)]
    found = read_faces(write_csv(tmp_path / "names.csv", [header, *named]))
    assert [found.faces.label_of(row) for row in range(3)] == ["happy", "happy", "contempt"]
    assert "“happy” and “Happy” are one class, “happy”." in told(found)
