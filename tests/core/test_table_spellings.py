"""Tables as people have them: every usual spelling of one table gives the same faces, and what is none is named."""

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageOps

from fer_core.base.errors import FerLabError, InvalidSettings, UnreadableFaces
from fer_core.base.progress import silent
from fer_core.faces.emotions import FER2013
from fer_core.faces.faceset import UNLABELLED, FaceSet
from fer_core.faces.readers import CodesUnclear, Import, ReadOptions, read_faces
from fer_core.faces.readers.tables.fer_csv import read_csv
from fer_core.faces.readers.telling import sentences
from tests.core.reader_files import pixels, some_images, zipped

IMAGES = some_images(4, seed=5)
LABELS = (3, 0, 6, None)
USAGES = ("Training", "PublicTest", "", "PrivateTest")
SKIP = ReadOptions(on_bad_row="skip")


def read(content: bytes | str, options: ReadOptions | None = None) -> Import:
    data = content.encode() if isinstance(content, str) else content
    return read_csv(io.BytesIO(data), len(data), "x.csv", "x", silent, options or ReadOptions())


def refusal(content: bytes | str, options: ReadOptions | None = None) -> UnreadableFaces:
    with pytest.raises(UnreadableFaces) as error:
        read(content, options)
    return error.value


def table(codes: list[object], images: np.ndarray = IMAGES, header: str = "emotion,pixels") -> str:
    """A row for each code, with the images one after the other and over again."""
    rows = [f"{code},{pixels(images[i % len(images)])}" for i, code in enumerate(codes)]
    return "\n".join([header, *rows, ""])


def numpy_printed(image: np.ndarray) -> str:
    return np.array2string(image, threshold=10**6)


PIXELS: dict[str, Callable[[np.ndarray], str]] = {
    "spaces": pixels,
    "commas": lambda image: pixels(image).replace(" ", ","),
    "a list": lambda image: str(image.ravel().tolist()),
    "rows of a list": lambda image: str(image.tolist()),
    "NumPy's print": numpy_printed,
    "NumPy's repr": lambda image: f"array({image.ravel().tolist()}, dtype=uint8)",
    "tabs": lambda image: pixels(image).replace(" ", "\t"),
    "semicolons": lambda image: pixels(image).replace(" ", ";"),
    "decimals": lambda image: " ".join(f"{value:.1f}" for value in image.ravel()),
    "points": lambda image: " ".join(f"{value}." for value in image.ravel()),
    "wide": lambda image: "  " + pixels(image).replace(" ", "   ") + " ",
    "exponents": lambda image: " ".join(f"{value:.3e}" for value in image.ravel()),
}
CODES: dict[str, Callable[[int], str]] = {
    "3": str, "3.0": lambda code: f"{code}.0", "03": lambda code: f"0{code}", " 3 ": lambda code: f" {code} ",
    "3.": lambda code: f"{code}.", "3,0": lambda code: f"{code},0", "3.0e+00": lambda code: f"{code:.18e}",
    "name": lambda code: FER2013[code], "Name": lambda code: FER2013[code].title(),
}  # fmt: skip
BLANKS = ("", "nan", "NaN", "None", "null", "NA", "-1", "-1.0", " ", "<NA>")
HEADERS = {
    "label": ("emotion", "Emotion", " EMOTION ", "label", "class", "target", "expression", "Emotion_Label", "Émotion"),
    "pixels": ("pixels", "Pixels", "pixel", "image_pixels", "Image Pixels", " PIXELS", "image"),
    "usage": ("Usage", "usage", "split", "set", "subset", " Usage ", "SPLIT"),
}


@dataclass
class Spelling:
    """How a table of the faces above is written."""

    delimiter: str = ","
    end: str = "\n"
    quoting: int = csv.QUOTE_MINIMAL
    code: str = "3"
    blank: str = ""
    pixels: str = "spaces"
    names: tuple[str, str, str] = ("emotion", "pixels", "Usage")
    order: tuple[int, ...] = (0, 1, 2)
    encoding: str = "utf-8"
    extra: tuple[str, ...] = ()
    blank_rows: tuple[str, ...] = ()
    one_a_pixel: str = ""
    last_end: bool = True

    def content(self) -> bytes:
        lines = [self._line(self._ordered(self.names[0], self._pixel_names(), self.names[2], list(self.extra)))]
        for label, image, usage in zip(LABELS, IMAGES, USAGES, strict=True):
            code = self.blank if label is None else CODES[self.code](label)
            values = image.ravel().tolist() if self.one_a_pixel else [PIXELS[self.pixels](image)]
            lines.append(self._line(self._ordered(code, values, usage, [f"{usage} x"] * len(self.extra))))
        for row in self.blank_rows:
            lines.insert(3, row)
        return (self.end.join(lines) + self.end * self.last_end).encode(self.encoding)

    def _line(self, cells: list) -> str:
        buffer = io.StringIO(newline="")
        csv.writer(buffer, delimiter=self.delimiter, quoting=self.quoting).writerow(cells)  # type: ignore[arg-type]
        return buffer.getvalue().removesuffix("\r\n").replace("\n", self.end)

    def _pixel_names(self) -> list[str]:
        if not self.one_a_pixel:
            return [self.names[1]]
        return [self.one_a_pixel.format(i, 1 + i // 48, 1 + i % 48) for i in range(2304)]

    def _ordered(self, label: object, values: list, usage: object, extra: list[str]) -> list:
        cells = [extra[:1], [label], values, [usage], extra[1:]]
        return sum((cells[1 + place] for place in self.order), cells[0]) + cells[4]


def faces_above() -> FaceSet:
    emotions = np.array([UNLABELLED if code is None else code for code in LABELS], np.uint8)
    return FaceSet.of(
        IMAGES, emotions, classes=FER2013, usage=np.array([0, 1, 0, 2], np.uint8),
        usages=("Training", "PublicTest", "PrivateTest"),
    )  # fmt: skip


def assert_same_faces(spelling: Spelling) -> None:
    found = read(spelling.content())
    assert found.faces.fingerprint == faces_above().fingerprint, spelling
    assert not found.rejected, spelling


@settings(max_examples=150, deadline=None)
@given(
    st.builds(
        Spelling,
        delimiter=st.sampled_from(",;\t|"),
        end=st.sampled_from(["\n", "\r\n", "\r"]),
        quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
        code=st.sampled_from([*CODES]),
        blank=st.sampled_from(BLANKS),
        pixels=st.sampled_from([*PIXELS]),
        names=st.tuples(*(st.sampled_from(names) for names in HEADERS.values())),
        order=st.permutations([0, 1, 2]).map(tuple),
        encoding=st.sampled_from(["utf-8", "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"]),
        extra=st.sampled_from([(), ("",), ("id",), ("", "Größe"), ("x", "y2", "z")]),
        blank_rows=st.sampled_from([(), ("",), ("", "  "), (",,",)]),
        one_a_pixel=st.sampled_from(["", "", "", "pixel{}", "{}", "p_{}", "{1}x{2}", "pixel_{1}_{2}"]),
    )
)
def test_every_spelling_of_a_table_gives_the_same_faces(spelling: Spelling) -> None:
    assert_same_faces(spelling)


@pytest.mark.parametrize("kind", PIXELS)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_each_spelling_of_pixels(kind, end):
    assert_same_faces(Spelling(pixels=kind, end=end))


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_values_with_the_delimiter_of_the_columns(delimiter):
    rows = [delimiter.join(["Usage", "pixels", "emotion"])]
    for label, image, usage in zip(LABELS, IMAGES, USAGES, strict=True):
        values = delimiter.join(map(str, image.ravel()))
        rows.append(delimiter.join([usage, f"[{values}]", "" if label is None else str(label)]))
    assert read("\n".join([*rows, ""])).faces.fingerprint == faces_above().fingerprint


def test_pixel_columns_in_the_order_of_the_alphabet():
    places = sorted(range(2304), key=str)
    rows = [",".join(["label", *(f"pixel{i}" for i in places)])]
    rows += [",".join(["3", *(str(image.ravel()[i]) for i in places)]) for image in IMAGES]
    assert np.array_equal(read("\n".join([*rows, ""])).faces.images, IMAGES)


def test_what_is_ignored_and_what_codes_were_taken_for_is_told():
    notes = read(Spelling(extra=("", "Größe"), encoding="cp1252").content()).notes
    assert notes["ignored_columns"] == ["Größe"] and notes["without_a_label"] == 1
    assert notes["codes"] == {"0": "angry", "3": "happy", "6": "neutral"}


def test_row_names_of_r_and_a_delimiter_at_the_end():
    rows = table([3, 4]).splitlines()
    for written in (
        [rows[0], *(f'"{i}",{row}' for i, row in enumerate(rows[1:]))],
        [rows[0], *(f"{r}," for r in rows[1:])],
    ):
        found = read("\n".join([*written, ""])).faces
        assert (
            np.array_equal(found.images, IMAGES[:2])
            and found.emotions is not None
            and found.emotions.tolist() == [3, 4]
        )


def test_excel_s_hint_of_the_delimiter():
    found = read("sep=;\n" + table([3, 4]).replace(",", ";"))
    assert len(found.faces) == 2 and list(found.faces.sources or ()) == ["line 3", "line 4"]


# Lines and quotes


def test_a_row_over_several_lines_is_named_by_the_line_where_it_begins():
    printed = [f'3,"{numpy_printed(image)}"' for image in IMAGES]
    rows = ["emotion,pixels", *printed[:2], "", '3,"1 2 3"', *printed[2:], ""]
    content = "\n".join(rows)
    begins = [1 + content[: content.index(row)].count("\n") for row in printed]
    found = read(content)
    assert list(found.faces.sources or ()) == [f"line {number}" for number in begins]
    assert [r.where for r in found.rejected] == [f"line {begins[2] - 1}"]


def test_a_stray_quote_swallows_no_good_row():
    rows = table([0, 1, 2, 3, 4, 5]).splitlines()
    rows[2] = rows[2].replace(",", ',"', 1)  # opens at line 3 …
    rows[5] += '"'  # … and would close at line 6
    found = read("\n".join([*rows, ""]), SKIP)
    assert [r.where for r in found.rejected] == ["line 3", "line 6"]
    assert found.faces.emotions is not None and found.faces.emotions.tolist() == [0, 2, 3, 5]


def test_a_file_of_one_endless_line_takes_little_memory():
    class Endless(io.RawIOBase):
        read_bytes = 0

        def read(self, size: int = -1) -> bytes:
            start = b"" if self.read_bytes else table([3]).encode()
            self.read_bytes += 2**18
            return start + b"7 " * 2**17 if self.read_bytes < 2**25 else b""

    found = read_csv(Endless(), 2**25, "x.csv", "x", silent, SKIP)  # type: ignore[arg-type]
    assert len(found.faces) == 1 and "a line of over 65,536 bytes" in found.rejected[0].found


def test_a_cut_off_row_is_not_taken_for_one_without_a_usage():
    whole = "\n".join(["emotion,pixels,Usage", *(f"3,{pixels(image)},Training" for image in IMAGES)])
    found = read(whole[: -len("Training")])
    assert len(found.faces) == 3 and "incomplete row" in found.rejected[0].found
    assert len(read(whole.replace(",Training", ",")).faces) == 4  # where no row has one


# Codes and names


def test_codes_that_nobody_named_are_asked_for_with_their_counts():
    error = refusal(table([0, 7, 7, 3, 8, "7.0", "", -1]))
    assert isinstance(error, CodesUnclear)
    assert error.codes == (("0", 1), ("3", 1), ("7", 3), ("8", 1)) and dict(error.known) == dict(
        zip("0123456", FER2013, strict=True)
    )
    assert "7 (3 faces), 8 (1 face)" in str(error) and "--names 7=contempt" in str(error)


def test_names_for_codes_and_codes_that_are_left_out():
    said = ReadOptions(names=(("7", "contempt"), ("08", ""), ("3", "joy")))
    found = read(table([0, 7, 7, 3, 8, 8]), said)
    assert found.faces.classes == ("angry", "contempt", "joy") and found.faces.emotions is not None
    assert found.faces.emotions.tolist() == [0, 1, 1, 2]
    assert [(r.where, r.found) for r in found.rejected] == [("line 6", "the code 8"), ("line 7", "the code 8")]
    assert found.notes["left_out"] == {"the code 8": 2}  # two of six, and the table is not refused for it
    some = ReadOptions(names=(("7", "contempt"),))
    assert "8 (2 faces)" in str(refusal(table([0, 7, 7, 3, 8, 8]), some))


def test_an_order_of_their_own_and_names_that_are_renamed_or_left_out():
    order = ReadOptions(names=tuple(zip("0123456", sorted(FER2013), strict=True)))
    found = read(table([0, 4, 5, 6]), order).faces
    assert found.classes == FER2013 and found.emotions is not None
    assert [FER2013[code] for code in found.emotions] == ["angry", "neutral", "sad", "surprise"]
    said = ReadOptions(names=(("Happiness", "happy"), ("unsure", "")))
    found = read(table(["happiness", "sad", "unsure"]), said).faces
    assert len(found) == 2 and [FER2013[code] for code in found.emotions] == ["happy", "sad"]  # type: ignore[union-attr]


def test_a_name_that_no_class_can_have_is_refused_before_reading():
    with pytest.raises(InvalidSettings, match="cannot be the name of a class"):
        read(table([0, 7]), ReadOptions(names=(("7", "x" * 50),)))


def test_a_class_that_nobody_named_does_not_vanish_with_the_bad_rows():
    assert isinstance(refusal(table([0, 7, 3]), SKIP), CodesUnclear)


def test_a_column_of_numbers_that_are_no_codes_is_refused():
    assert "different codes" in refusal(table([*range(150)])).found


def test_labels_that_nobody_wants_are_not_read():
    found = read(table(["happy", 9, "x" * 99, 3.5]), ReadOptions(labels="none"))
    assert found.faces.emotions is None and len(found.faces) == 4


def test_names_written_by_old_windows():
    found = read(table(["fröhlich", "wütend", "wütend"]).encode("cp1252")).faces
    assert found.classes == ("fröhlich", "wütend")


def test_all_labels_blank_is_a_set_without_labels():
    assert read(table(["", "nan", "-1"])).faces.emotions is None


# Pictures of other sizes


@pytest.mark.parametrize("side", [16, 32, 64, 96, 100, 256])
@pytest.mark.parametrize("in_columns", [False, True])
def test_other_squares_are_scaled_as_images_are(side, in_columns):
    image = np.random.default_rng(side).integers(0, 256, (side, side), np.uint8)
    values = pixels(image)
    header = ",".join(["emotion", *(f"pixel{i}" for i in range(side * side))]) if in_columns else "emotion,pixels"
    row = "3," + (values.replace(" ", ",") if in_columns else values)
    found = read("\n".join([header, row, row, ""]))
    expected = ImageOps.fit(Image.fromarray(image), (48, 48), Image.Resampling.LANCZOS)
    assert np.array_equal(found.faces.images[1], np.asarray(expected)) and found.notes["scaled"] == 2


@pytest.mark.parametrize("count", [225, 2303, 2500, 257 * 257])
def test_a_row_of_another_size_is_a_bad_one(count):
    found = read(table([3, 4]) + "3," + " ".join(["7"] * count) + "\n")
    assert len(found.faces) == 2 and f"{count:,} pixel values" in found.rejected[0].found


def test_pixels_as_shares_are_brought_to_grey_values():
    rows = ["emotion,pixels", *(f"3,{' '.join(f'{v / 255:.6f}' for v in image.ravel())}" for image in IMAGES), ""]
    assert np.array_equal(read("\n".join(rows)).faces.images, IMAGES)
    bad = "3," + " ".join(["0.5"] * 2303 + ["1.5"])
    assert "1.5" in read("\n".join([*rows[:-1], bad, ""])).rejected[0].found


# No header


@pytest.mark.parametrize("order", ["ep", "pe", "epu", "upe", "p", "pu"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_table_without_a_header(order, delimiter):
    cells = [{"e": str(i), "p": pixels(image), "u": "PublicTest"} for i, image in enumerate(IMAGES)]
    found = read("\n".join([*(delimiter.join(cell[key] for key in order) for cell in cells), ""]))
    assert np.array_equal(found.faces.images, IMAGES) and found.notes["no_header"]
    assert (found.faces.emotions is not None) == ("e" in order)
    assert found.faces.usages == (("PublicTest",) if "u" in order else ("Training",))
    assert found.faces.sources is not None and found.faces.sources[0] == "line 1"


@pytest.mark.parametrize("delimiter", [",", " ", ";"])
@pytest.mark.parametrize("first", [True, False])
@pytest.mark.parametrize("counted", [True, False])
def test_numbers_alone_with_a_code_first_or_last(delimiter, first, counted):
    images = some_images(30, seed=1)
    rows = [[str(i % 7), *pixels(image).split()] for i, image in enumerate(images)]
    rows = rows if first else [[*row[1:], row[0]] for row in rows]
    rows = [[str(i) for i in range(2305)], *rows] if counted else rows  # pandas' names for columns without one
    found = read("\n".join([*(delimiter.join(row) for row in rows), ""])).faces
    assert np.array_equal(found.images, images)
    assert found.emotions is not None and found.emotions[:8].tolist() == [*range(7), 0]


def test_a_first_row_with_every_grey_value_is_no_header():
    image = np.resize(np.arange(256, dtype=np.uint8), (48, 48))
    assert len(read("\n".join([pixels(image).replace(" ", ",")] * 3)).faces) == 3


# What is no table of faces


FOREIGN = {
    "a web page": b"\xef\xbb\xbf\n<!DOCTYPE html><html><title>Sign in</title>",
    "a Git LFS pointer": b"version https://git-lfs.github.com/spec/v1\noid sha256:4d\nsize 301072766\n",
    "an old Excel workbook": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
    "JSON": b'[{"emotion": 3, "pixels": "70 80"}]',
    "XML": b'<?xml version="1.0"?><faces/>',
}


@pytest.mark.parametrize("kind", FOREIGN)
@pytest.mark.parametrize("packed", [False, True])
def test_what_cannot_be_meant_is_named_with_a_way_out(tmp_path, kind, packed):
    (tmp_path / "fer2013.csv").write_bytes(zipped({"fer2013.csv": FOREIGN[kind]}) if packed else FOREIGN[kind])
    with pytest.raises(UnreadableFaces) as error:
        read_faces(tmp_path / "fer2013.csv")
    assert kind in error.value.found and error.value.remedy


def test_utf16_comes_through_the_same_door(tmp_path):
    (tmp_path / "x.csv").write_text(table([3, 4]), "utf-16")
    assert len(read_faces(tmp_path / "x.csv").faces) == 2


def test_what_a_table_does_not_say_itself_is_told_in_sentences():
    said = sentences(read(table(["", 3, 7], header="emotion,pixels"), ReadOptions(names=(("7", ""),))).notes)
    assert said == [
        "The codes were read as 3 happy.", "1 face has no label.",
        "1 face with the code 7 was skipped, as you chose.",
    ]  # fmt: skip
    assert "no header" in sentences(read(table([3, 4]).split("\n", 1)[1]).notes)[0]


def test_numpy_s_shortened_print_is_named():
    rows = [f'3,"{np.array2string(image.ravel())}"' for image in IMAGES]
    error = refusal("\n".join(["emotion,pixels", *rows, ""]))
    assert "shortened to “...”" in error.found and error.where == "x.csv, line 2" and "be written again" in error.remedy


def test_a_list_of_pictures_is_named():
    error = refusal("image,label\nhappy/1.png,happy\nsad/2.png,sad\n")
    assert "list of pictures" in error.found and "folder" in error.remedy


def test_remedies_name_what_a_person_can_reach():
    said = str(refusal("emotion,pixels\n3,1 2\n3,4 5\n"))
    assert "Skip bad rows" in said and "--skip-bad-rows" in said and "on_bad_row" not in said


@settings(max_examples=200, deadline=None)
@given(st.one_of(
    st.binary(max_size=400),
    st.text("0123456789,;|\t\r\n\"' []().-naepixlsUg", max_size=400).map(str.encode),
    st.tuples(st.sampled_from([Spelling(), Spelling(one_a_pixel="pixel{}"), Spelling(pixels="NumPy's print")]),
              st.lists(st.tuples(st.integers(0, 60_000), st.integers(0, 3000), st.binary(max_size=4)), max_size=3))
    .map(lambda drawn: damaged(drawn[0].content(), drawn[1])),
))  # fmt: skip
def test_any_bytes_give_faces_or_an_error_of_ours(content: bytes) -> None:
    for options in (ReadOptions(), SKIP):
        try:
            assert len(read(content, options).faces)
        except FerLabError as error:
            assert len(str(error)) < 900


def damaged(content: bytes, edits: list[tuple[int, int, bytes]]) -> bytes:
    for at, cut, put in edits:
        at %= len(content) or 1
        content = content[:at] + put + content[at + cut :]
    return content
