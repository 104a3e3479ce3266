"""Names in zips that do not say how they are written, as Windows, DOS and Macs wrote them."""

import io
import struct
import unicodedata
import zipfile
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fer_core.base.progress import silent
from fer_core.faces.readers import Import, ReadOptions
from fer_core.faces.readers._content import ReadingTask, read_content
from fer_core.faces.readers.archives.names import encoding_of
from tests.core.archive_files import FILES, raw_zip, read_bytes

LANGUAGES = {
    "fröhlich wütend traurig ängstlich überrascht neutral ekel": "cp437 cp850 cp1252 mac_roman utf-8",
    "joie colère tristesse dégoût peur surprise neutre": "cp437 cp850 cp1252 mac_roman utf-8",
    "alegría enojo tristeza sorpresa asco miedo": "cp437 cp850 cp1252 mac_roman utf-8",
    "felicidade raiva tristeza surpresa aversão medo": "cp850 cp1252 mac_roman utf-8",
    "felicità rabbia tristezza sorpresa paura": "cp437 cp850 cp1252 mac_roman utf-8",
    "szczęście złość smutek wstręt strach": "cp852 cp1250 utf-8",
    "štěstí vztek smutek překvapení znechucení": "cp852 cp1250 utf-8",
    "mutlu kızgın üzgün şaşkın iğrenme": "cp857 cp1254 utf-8",
    "радость злость грусть страх удивление": "cp866 cp1251 utf-8",
    "高兴 生气 悲伤 惊讶 恐惧 厌恶 中性": "gbk utf-8",
    "高興 生氣 悲傷 驚訝 恐懼 厭惡": "big5 utf-8",
    "喜び 怒り 悲しみ 驚き 恐れ 嫌悪 無表情": "cp932 utf-8",
    "행복 분노 슬픔 놀람 공포 혐오 중립": "cp949 utf-8",
}
CASES = [(words.split(), page) for words, pages in LANGUAGES.items() for page in pages.split()]


@pytest.mark.parametrize(("words", "page"), CASES, ids=[f"{words[0]}-{page}" for words, page in CASES])
def test_emotions_in_many_languages_are_read_as_they_were_written(words, page):
    names = [f"{word}/{i}.png" for word in words for i in range(3)]
    guess = encoding_of([name.encode(page) for name in names])
    assert [name.encode(page).decode(guess) for name in names] == names


@pytest.mark.parametrize(
    ("names", "page"),
    [
        ("Jörg Müller Bärbel Größe Schäfer", "cp850"), ("Jörg Müller Bärbel Größe Schäfer", "cp1252"),
        ("Jörg Müller Bärbel Größe Schäfer", "mac_roman"), ("Hélène François Zoé Gisèle Benoît", "cp850"),
        ("José Muñoz Íñigo Peña Ángel Raúl", "cp1252"), ("Łukasz Małgorzata Paweł Żaneta", "cp1250"),
        ("Tomáš Jiří Zdeněk Kateřina Dvořák", "cp852"), ("Иванов Пётр Наталья Сергей", "cp1251"),
        ("张三 李四 王小明 微信图片 新建文件夹", "gbk"), ("田中太郎 鈴木 スクリーンショット 新しいフォルダー", "cp932"),
        ("김철수 이영희 사진 스크린샷 새폴더", "cp949"),
    ],
)  # fmt: skip
def test_people_are_read_as_they_were_written(names, page):
    raw = [name.encode(page) for name in names.split()]
    assert [name.decode(encoding_of(raw)) for name in raw] == names.split()


def test_classes_come_out_right_and_the_guess_is_told(tmp_path):
    """Not ``fr├╢hlich``; and long names, counted in another encoding, are no overlapping entries."""
    files = [
        (f"{label}/{i} {'Größe ' * 15}.png".encode("cp850"), FILES[i])
        for i in range(3)
        for label in ("fröhlich", "wütend")
    ]
    found = read_bytes(tmp_path, raw_zip(files))
    assert found.faces.classes == ("fröhlich", "wütend") and len(found.faces) == 6
    assert found.notes["names_read_as"] in ("cp437", "cp850") and "fröhlich" in found.notes["told"][-1]
    assert "names_read_as" not in read_bytes(tmp_path, raw_zip((n.decode("cp850").encode(), d) for n, d in files)).notes
    assert "names_read_as" not in read_bytes(tmp_path, raw_zip([(b"happy/1.png", FILES[0])])).notes


def test_a_half_of_a_character_is_no_backslash(tmp_path):
    """In Shift-JIS and GBK the second byte of a character may be the one of a backslash."""
    files = [("無表情/表.png".encode("cp932"), FILES[0]), ("怒り\\能.png".encode("cp932"), FILES[1])]
    found = read_bytes(tmp_path, raw_zip(files))
    assert sorted(found.faces.sources or ()) == ["怒り/能.png", "無表情/表.png"]


def test_a_name_given_once_more_as_utf8_is_taken(tmp_path):
    def again(info: zipfile.ZipInfo) -> None:
        name = "怒り/1.png".encode()
        body = b"\1" + struct.pack("<L", zlib.crc32(info.filename.encode("latin-1"))) + name
        info.extra = struct.pack("<2H", 0x7075, len(body)) + body

    found = read_bytes(tmp_path, raw_zip([(b"_/1.png", FILES[0])], again))
    assert list(found.faces.sources or ()) == ["怒り/1.png"]
    assert list(read_bytes(tmp_path, raw_zip([(b"_/1.png", FILES[0])])).faces.sources or ()) == ["_/1.png"]


def test_a_name_that_says_utf8_and_is_not_is_read_all_the_same(tmp_path):
    def flagged(info: zipfile.ZipInfo) -> None:
        info.flag_bits |= 0x800

    found = read_bytes(
        tmp_path, raw_zip([("fröhlich/1.png".encode("cp1252"), FILES[0]), (b"sad/1.png", FILES[1])], flagged)
    )
    assert sorted(found.faces.sources or ()) == ["fröhlich/1.png", "sad/1.png"]


def test_one_odd_name_does_not_spoil_the_others(tmp_path):
    files = [*((f"fröhlich/{i}.png".encode(), FILES[i]) for i in range(5)), (b"sad/\xff\xfe.png", FILES[5])]
    sources = list(read_bytes(tmp_path, raw_zip(files)).faces.sources or ())
    assert sum(source.startswith("fröhlich/") for source in sources) == 5 and len(sources) == 6


DEBRIS = ("__MACOSX/._x", "{}/.DS_Store", "{}/Icon\r", "Thumbs.db", "{}/desktop.ini")


@st.composite
def archives(draw: st.DrawFn) -> tuple[bytes, list[str], int]:
    """A zip in some encoding with debris and folders in between, the names of its pictures, how much debris."""
    words, page = draw(st.sampled_from(CASES))
    decomposed = page == "utf-8" and draw(st.booleans())  # as Macs do
    slash = draw(st.sampled_from("/\\"))
    top = draw(st.sampled_from(["", "faces/", "./", "a/b/"]))
    names = [f"{top}{word}/{i}.png" for word in words for i in range(2)]
    if decomposed:
        names = [unicodedata.normalize("NFD", name) for name in names]
    debris = [
        f"{top}{item.format(words[0])}" for item in draw(st.lists(st.sampled_from(DEBRIS), max_size=4, unique=True))
    ]
    entries = [(name, FILES[i % 6]) for i, name in enumerate(names)] + [(name, b"x") for name in debris]
    entries += [(f"{top}{word}/", b"") for word in words]
    entries = draw(st.permutations(entries))
    packed = raw_zip((name.replace("/", slash).encode(page, "ignore"), data) for name, data in entries)
    return packed, [name.removeprefix("./") for name in names], len(debris)


@settings(max_examples=120, deadline=None)
@given(archives())
def test_any_encoding_with_any_debris(made):
    packed, names, debris = made
    found: Import = read_content(
        io.BytesIO(packed), len(packed), ReadingTask("x.zip", "x", silent, ReadOptions(labels="none"))
    )
    assert sorted(found.faces.sources or ()) == sorted(names)
    assert not found.rejected and found.notes["system_files_ignored"] == debris


@settings(max_examples=200, deadline=None)
@given(st.lists(st.binary(min_size=1, max_size=30), max_size=8))
def test_any_bytes_have_some_encoding(names):
    guess = encoding_of(names)
    assert all(isinstance(name.decode(guess, "backslashreplace"), str) for name in names)
