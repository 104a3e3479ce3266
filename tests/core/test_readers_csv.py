"""CSV files: what is accepted, what is listed, what is refused, and that nothing else ever happens."""

import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fer_core.base.errors import Cancelled, FerLabError, NotFound, UnreadableFaces
from fer_core.base.progress import silent
from fer_core.faces.emotions import FER2013
from fer_core.faces.faceset import FaceSet
from fer_core.faces.readers import Import, ReadOptions, read_faces
from fer_core.faces.readers.tables.cells import is_blank
from fer_core.faces.readers.tables.fer_csv import read_csv
from tests.core.reader_files import csv_rows, pixels, some_images, write_csv

N = 210


@pytest.fixture(scope="module")
def rows(faces: FaceSet) -> list[str]:
    return csv_rows(faces)


def read(tmp_path: Path, rows: list[str], **options: object) -> Import:
    return read_faces(write_csv(tmp_path / "some.csv", rows), **options)  # type: ignore[arg-type]


def test_fer2013_csv_comes_back_exactly(tmp_path, rows, faces):
    found = read(tmp_path, rows, name="my faces")
    assert found.faces.fingerprint == faces.fingerprint
    assert (found.faces.name, found.format, found.rejected) == ("my faces", "fer2013.csv", ())
    assert not found.faces.images.flags.writeable


def test_icml_spelling_and_any_column_order(tmp_path, rows, faces):
    cells = [row.split(",") for row in rows]
    icml = ["emotion, Usage, pixels", *(f"{e}, {usage}, {p}" for e, p, usage in cells[1:])]
    found = read(tmp_path, icml)
    assert found.faces.fingerprint == faces.fingerprint and found.format == "icml_face_data.csv"
    turned = [f"{usage},{p},{e}" for e, p, usage in cells]
    assert read(tmp_path, turned).faces.fingerprint == faces.fingerprint


@pytest.mark.parametrize("prefix, end", [("\ufeff", "\n"), ("", "\r\n"), ("\ufeff", "\r\n")])
def test_bom_and_crlf_are_accepted(tmp_path, rows, faces, prefix, end):
    path = write_csv(tmp_path / "x.csv", [prefix + rows[0], *rows[1:]], end)
    assert read_faces(path).faces.fingerprint == faces.fingerprint


def test_no_line_break_at_the_end(tmp_path, rows, faces):
    (tmp_path / "x.csv").write_text("\n".join(rows))
    assert read_faces(tmp_path / "x.csv").faces.fingerprint == faces.fingerprint


def test_quoted_cells_are_accepted(tmp_path, rows, faces):
    quoted = [",".join(f'"{cell}"' for cell in row.split(",")) for row in rows]
    assert read(tmp_path, quoted).faces.fingerprint == faces.fingerprint


def test_pixels_alone_are_unlabelled_faces(tmp_path, rows, faces):
    found = read(tmp_path, [row.split(",")[1] for row in rows]).faces
    assert found.emotions is None and found.classes == FER2013 and found.usages == ("Training",)
    assert found.image_fingerprint == faces.image_fingerprint


def test_an_empty_emotion_column_is_unlabelled(tmp_path, rows, faces):
    found = read(tmp_path, [rows[0], *("," + row.split(",", 1)[1] for row in rows[1:])]).faces
    assert found.emotions is None and len(found) == N
    assert found.usages == faces.usages


def test_emotions_as_names(tmp_path, rows, faces):
    named = [rows[0]] + [f"{FER2013[int(row[0])].title()}{row[1:]}" for row in rows[1:]]
    assert read(tmp_path, named).faces.fingerprint == faces.fingerprint
    animals = [rows[0]] + [f"{'dog' if i % 2 else 'cat'}{row[1:]}" for i, row in enumerate(rows[1:])]
    found = read(tmp_path, animals).faces
    assert found.classes == ("cat", "dog")
    assert found.emotions is not None and found.emotions[:3].tolist() == [0, 1, 0]


BAD_ROWS = {
    "NaN": ("3,{nan},Training", "NaN"),
    "minus one": ("3,{minus},Training", "-1"),
    "minus zero": ("3,{minus0},Training", "-0"),
    "256": ("3,{v256},Training", "256"),
    "300": ("3,{v300},Training", "300"),
    "wraps in 16 bits": ("3,{wraps},Training", "65541"),
    "wraps in 32 bits": ("3,{wraps32},Training", "4294967301"),
    "huge": ("3,{huge},Training", "9999"),
    "decimals": ("3,{decimals},Training", "12.5"),
    "word": ("3,{word},Training", "<b>"),
    "2,303": ("3,{short},Training", "2,303 pixel values"),
    "2,305": ("3,{long},Training", "2,305 pixel values"),
    "no pixels": ("3,,Training", "no pixel values"),
    "a column short": ("3,{good}", "2 columns"),
    "a column more": ("3,{good},Training,x", "4 columns"),
    "stray quote": ('3,"{good},Training', "quotes"),
    "very long line": ("3,{good}" + " " * 70_000 + ",Training", "65,536"),
    "not UTF-8": ("\udcff,{good},Training", "UTF-8"),
}


def filled(template: str) -> str:
    good = ["7"] * 2304
    values = {"nan": "NaN", "minus": "-1", "minus0": "-0", "v256": "256", "v300": "300", "wraps": "65541",
              "wraps32": "4294967301", "huge": "9" * 5000, "decimals": "12.5", "word": "<b>"}  # fmt: skip
    texts = {key: " ".join([*good[:99], value, *good[100:]]) for key, value in values.items()}
    return template.format(**texts, good=" ".join(good), short=" ".join(good[1:]), long=" ".join([*good, "7"]))


@pytest.mark.parametrize("kind", BAD_ROWS)
def test_a_bad_row_is_listed_with_its_line_and_the_rest_kept(tmp_path, rows, faces, kind):
    template, says = BAD_ROWS[kind]
    lines = [*rows[:100], filled(template), *rows[100:]]
    path = tmp_path / "x.csv"
    path.write_bytes(("\n".join(lines) + "\n").encode("utf-8", "surrogateescape"))
    found = read_faces(path)
    assert found.faces.fingerprint == faces.fingerprint
    assert [rejection.where for rejection in found.rejected] == ["line 101"]
    assert says in found.rejected[0].found and found.rejected[0].expected


def test_a_cut_off_last_row_is_listed_even_in_a_small_file(tmp_path, rows):
    text = "\n".join(rows[:6])
    for missing in (1, 8, 9, 500):  # inside the usage, before it, the comma, the pixels
        (tmp_path / "x.csv").write_text(text[:-missing])
        found = read_faces(tmp_path / "x.csv")
        assert len(found.faces) == 4 and found.rejected[0].where == "line 6"


def test_a_cut_off_last_class_name_is_no_new_class(tmp_path):
    lines = ["pixels,emotion"] + [f"{pixels(image)},happy" for image in some_images(5)]
    (tmp_path / "x.csv").write_text("\n".join(lines)[:-2])
    found = read_faces(tmp_path / "x.csv")
    assert len(found.faces) == 4 and "'hap'" in found.rejected[0].found


def test_over_one_percent_bad_rows_refuse_the_file(tmp_path, rows, faces):
    bad = filled(BAD_ROWS["2,303"][0])
    two, three = [*rows[:50], bad, *rows[50:], bad], [*rows[:50], bad, bad, *rows[50:], bad]
    assert len(read(tmp_path, two).rejected) == 2  # 2 of 212
    with pytest.raises(UnreadableFaces, match=r"some.csv, line 51: .*2,303.*3 of 213 are bad.*2,304.*--skip-bad-rows"):
        read(tmp_path, three)
    found = read(tmp_path, three, options=ReadOptions(on_bad_row="skip"))
    assert found.faces.fingerprint == faces.fingerprint
    assert [r.where for r in found.rejected] == ["line 51", "line 52", "line 214"]


@pytest.mark.parametrize(
    "header, says",
    [
        ("emotion,Usage", "no column 'pixels'"),
        ("emotion,pixels,pixels", "two columns with the same meaning ('pixels', 'pixels')"),
        ("Emotion,label,pixels", "two columns with the same meaning ('Emotion', 'label')"),
        ("emotion pixels Usage", "'emotion pixels Usage'"),
        ("id,path,emotion", "a list of pictures"),
        ("3,12 13", "'3'"),
    ],
)
def test_wrong_columns_are_named(tmp_path, header, says):
    with pytest.raises(UnreadableFaces, match="line 1") as error:
        read(tmp_path, [header, f"3,{filled('{good}')},Training"])
    assert says in error.value.found and "emotion, pixels, Usage" in error.value.expected


@pytest.mark.parametrize(
    "row, says",
    [
        ("3.5,{good},Training", "'3.5'"),
        ("1e0,{good},Training", "'1e0'"),
        ("happy,{good},Training", "'happy'"),  # a name among codes
        ("3,{good},Holdout", "'Holdout'"),
    ],
)
def test_a_row_that_puts_all_others_in_doubt_refuses_the_file(tmp_path, rows, row, says):
    lines = [*rows[:9], filled(row), *rows[9:]]
    with pytest.raises(UnreadableFaces, match=r"some\.csv, line 10") as error:
        read(tmp_path, lines)
    assert says in error.value.found and error.value.expected
    assert [r.where for r in read(tmp_path, lines, options=ReadOptions(on_bad_row="skip")).rejected] == ["line 10"]


def test_a_class_name_with_hidden_or_too_many_characters_is_rejected(tmp_path, rows):
    good = [rows[0], *(f"dog{row[1:]}" for row in rows[1:])]
    for name in ("do\u202eg", "d\x07g", "x" * 41, "\u200bdog"):
        found = read(tmp_path, [*good, f"{name}{rows[1][1:]}", rows[1].replace(rows[1][0], "dog", 1)])
        assert found.faces.classes == ("dog",) and len(found.rejected) == 1
        assert found.rejected[0].found.isprintable()


def test_too_many_classes_are_refused(tmp_path, rows):
    many = [rows[0], *(f"class {i}{row[1:]}" for i, row in enumerate(rows[1:]))]
    with pytest.raises(UnreadableFaces, match="too many classes"):
        read(tmp_path, many)


@pytest.mark.parametrize(
    "content, says",
    [
        (b"", "an empty file"),
        ("emotion,pixels".encode("utf-32"), "UTF-"),
        (b"\x80\x04\x95\x0b\x00\x00", "pickle"),
        (b"\x80\x05K\x01.", "pickle"),
        (b"\x93NUMPY\x01\x00", "NumPy"),
        (b"\x89PNG\r\n\x1a\n", "single image"),
        (b"\x89HDF\r\n", "HDF5"),
        (b"a\x00b\x01cdefg", "binary"),
        (b'{"emotion": 3}', "JSON"),
        (b"x" * 200_000, "column"),
    ],
)
def test_other_content_is_refused_whatever_its_name(tmp_path, content, says):
    (tmp_path / "fer2013.csv").write_bytes(content)
    with pytest.raises(UnreadableFaces) as error:
        read_faces(tmp_path / "fer2013.csv")
    assert says in error.value.found and len(str(error.value)) < 400


def test_a_header_without_rows_and_a_missing_file(tmp_path, rows):
    with pytest.raises(UnreadableFaces, match="no face"):
        read(tmp_path, rows[:1])
    for nothing in (tmp_path / "nothing.csv", "", " ", "\0"):
        with pytest.raises(NotFound):
            read_faces(nothing)


def test_the_number_of_listed_rows_is_bounded(tmp_path, rows, monkeypatch):
    monkeypatch.setattr("fer_core.faces.readers._builder.MAX_REJECTED", 20)
    with pytest.raises(UnreadableFaces, match="1 column"):
        read(tmp_path, [*rows, *["7"] * 30], options=ReadOptions(on_bad_row="skip"))


def test_the_number_of_faces_is_bounded(tmp_path, rows, monkeypatch):
    monkeypatch.setattr("fer_core.faces.readers._builder.MAX_FACES", 100)
    with pytest.raises(UnreadableFaces, match="over 100 faces"):
        read(tmp_path, rows)


def test_progress_tells_bytes_and_can_cancel(tmp_path, rows):
    path = write_csv(tmp_path / "x.csv", rows + rows[1:] * 2)
    told: list[tuple[int, int]] = []
    read_faces(path, lambda done, total, what: told.append((done, total)))
    assert len(told) > 2 and told == sorted(told)
    assert told[-1] == (path.stat().st_size,) * 2

    def cancel(done: int, total: int, what: str) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        read_faces(path, cancel)


def test_error_and_name_do_not_tell_private_folders(tmp_path, rows):
    secret = tmp_path / "secret"
    secret.mkdir()
    with pytest.raises(UnreadableFaces) as error:
        read(secret, ["nonsense"])
    assert "secret" not in str(error.value)
    assert read_faces(write_csv(secret / "a\u202eb.csv", rows)).faces.name == "a\\u202eb"


SMALL = some_images(5, seed=3)
VALID = "\n".join(["emotion,pixels,Usage", *(f"{i},{pixels(x)},Training" for i, x in enumerate(SMALL)), ""]).encode()


def mutations(valid: bytes) -> st.SearchStrategy[bytes]:
    """``valid`` with a few cuts and insertions at random places."""
    snippets = st.one_of(
        st.binary(max_size=6),
        st.sampled_from([b"\n", b",", b'"', b" ", b"-1", b"300", b"\r\n", b"\x00", b".", b"\n\n", b"e", b"7,"]),
    )
    edit = st.tuples(st.integers(0, len(valid)), st.integers(0, 40), snippets)

    def apply(edits: list[tuple[int, int, bytes]]) -> bytes:
        content = valid
        for at, cut, put in edits:
            content = content[:at] + put + content[at + cut :]
        return content

    return st.lists(edit, min_size=1, max_size=3).map(apply)


@settings(max_examples=200, deadline=None)
@given(content=st.one_of(mutations(VALID), st.integers(0, len(VALID)).map(lambda n: VALID[:n])))
def test_any_damage_gives_an_error_of_ours_or_accounts_for_every_row(content):
    try:
        found = read_csv(io.BytesIO(content), len(content), "x.csv", "x", silent, ReadOptions(on_bad_row="skip"))
    except FerLabError:
        return
    lines = content.split(b"\n")
    rows = sum(not is_blank(line) for line in lines) - ("no_header" not in found.notes)
    accounted = len(found.faces) + len(found.rejected)
    assert accounted == rows or (accounted < rows and b'"' in content)  # lines inside quotes are one row
    untouched = [i for i, line in enumerate(VALID.split(b"\n")[1:6]) if line in lines[1:]]
    kept = {image.tobytes() for image in found.faces.images}
    listed = {lines[int(r.where.removeprefix("line ")) - 1] for r in found.rejected}
    for i in untouched:  # a good row is imported, unless its kind of label no longer fits the others
        assert SMALL[i].tobytes() in kept or VALID.split(b"\n")[1 + i] in listed


@pytest.mark.real_data
def test_zip_and_csv_of_the_real_data_are_the_same_faces(real_data, tmp_path):
    images = read_faces(real_data / "fer2013_images.zip")
    faces = images.faces
    assert len(faces) > 30_000 and not images.rejected and faces.classes == FER2013
    (tmp_path / "fer2013.csv").write_text("\n".join([*csv_rows(faces), ""]))
    table = read_faces(tmp_path / "fer2013.csv")
    assert table.faces.image_fingerprint == faces.image_fingerprint
    assert table.faces.fingerprint == faces.fingerprint and not table.rejected
