"""Archives from strangers: what is listed and left out, what is refused as a whole, and that damage does no harm."""

import io
import struct
import tarfile
import tracemalloc
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fer_core.base.errors import FerLabError, UnreadableFaces
from fer_core.base.progress import silent
from fer_core.faces.readers import ReadOptions
from fer_core.faces.readers._content import ReadingTask, read_content
from fer_core.faces.readers._members import is_debris
from fer_core.faces.readers.archives.zip import zip_contents
from tests.core.archive_files import (
    DOGS,
    FILES,
    IMAGES,
    ROWS,
    layout,
    raw_zip,
    read_bytes,
    read_files,
    tarred,
)
from tests.core.reader_files import zipped

# One bad entry is listed, the rest is read


@pytest.mark.parametrize(
    "name",
    ["../x.png", "a/../../x.png", "/etc/x.png", "C:/x.png", "C:\\x.png", "..\\x.png", "\\\\host\\x.png", "a\u202ex.png",
     "a\x07x.png", "x\u2066.png", "a\x85.png"],
)  # fmt: skip
@pytest.mark.parametrize("pack", [zipped, tarred], ids=["zip", "tar"])
def test_a_dangerous_name_is_listed_and_the_rest_read(tmp_path, name, pack):
    found = read_bytes(tmp_path, pack({**DOGS, name: FILES[3]}))
    assert layout(found) == ROWS
    (rejection,) = found.rejected
    assert "name" in rejection.found and rejection.where.isprintable()


@pytest.mark.parametrize(
    "name", ["Screenshot at 9.20\u202fPM.png", "a\xa0b.png", "x\u200b.png", "\u200fשלום.png", "👨‍👩‍👧.png"]
)
def test_odd_blanks_and_marks_do_no_harm(tmp_path, name):
    found = read_files(tmp_path, {**DOGS, f"cat/{name}": FILES[3]})
    assert len(found.faces) == 4 and not found.rejected
    assert found.faces.sources is not None and f"cat/{name}" in list(found.faces.sources)


def test_backslashes_divide_folders(tmp_path):
    found = read_bytes(tmp_path, raw_zip((name.replace("/", "\\").encode(), data) for name, data in DOGS.items()))
    assert layout(found) == ROWS


DEBRIS = [
    "__MACOSX/dog/._1.png",
    "dog/.DS_Store",
    "dog/Icon\r",
    "cat/Thumbs.db",
    "desktop.ini",
    "._dog",
    "@eaDir/1.png",
]


@pytest.mark.parametrize("pack", [zipped, tarred], ids=["zip", "tar"])
def test_what_systems_leave_is_thrown_away_and_counted(tmp_path, pack):
    found = read_bytes(tmp_path, pack({**dict.fromkeys(DEBRIS, b"x"), **DOGS}))
    assert layout(found) == ROWS and not found.rejected
    assert found.notes["system_files_ignored"] == len(DEBRIS)


def test_what_leads_out_is_no_debris():
    assert not any(map(is_debris, ["../x.png", "./a.png", "a/../b.png"])) and is_debris("./.hidden")


def test_the_limit_on_entries_counts_without_debris(tmp_path, monkeypatch):
    monkeypatch.setattr("fer_core.faces.readers.archives.entries.MAX_ENTRIES", len(DOGS))
    more = {f"__MACOSX/{name}": b"x" for name in DOGS}
    assert len(read_files(tmp_path, {**DOGS, **more}).faces) == 3
    with pytest.raises(UnreadableFaces, match=r"4 files.*at most 3"):
        read_files(tmp_path, {**DOGS, "more.png": FILES[3]})


def test_a_table_of_contents_that_is_too_long_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("fer_core.faces.readers.archives.zip.MAX_LISTED", 2)
    monkeypatch.setattr("fer_core.faces.readers.archives.entries.MAX_LISTED", 2)
    with pytest.raises(UnreadableFaces, match="3 entries"):
        read_files(tmp_path, DOGS)
    monkeypatch.setattr("fer_core.faces.readers.archives.zip.MAX_DIRECTORY_BYTES", 100)
    with pytest.raises(UnreadableFaces, match="table of contents of"):
        read_files(tmp_path, DOGS)


def test_one_entry_like_a_bomb_is_listed(tmp_path, monkeypatch):
    monkeypatch.setattr("fer_core.faces.readers.archives.entries.SMALL", 10_000)
    found = read_files(tmp_path, {**DOGS, "cat/2.png": bytes(1_000_000)})
    assert layout(found) == ROWS and "times its size" in found.rejected[0].found


def test_bombs_are_refused_before_anything_is_decoded(tmp_path, monkeypatch):
    monkeypatch.setattr("fer_core.faces.readers.image_files.decode", None)
    zeros = bytes(2**20)
    with pytest.raises(UnreadableFaces, match="times its size"):
        read_files(tmp_path, {f"{i}.bmp": zeros for i in range(20)})
    with pytest.raises(UnreadableFaces, match="times its size"):
        read_files(tmp_path, {"x.bmp": bytes(20 * 2**20)})
    monkeypatch.setattr("fer_core.faces.readers.archives.entries.MAX_UNPACKED", 5_000)
    with pytest.raises(UnreadableFaces, match="bytes unpacked"):
        read_files(tmp_path, DOGS)


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_an_entry_that_says_it_is_small_stays_small(tmp_path, method):
    """The standard library unpacks whatever is there before it looks at the size."""
    content = bytearray(zipped({**DOGS, "cat/2.png": bytes(100 * 2**20)}, method))
    line = content.rindex(b"PK\x01\x02")
    content[line + 24 : line + 28] = struct.pack("<L", 1000)
    tracemalloc.start()
    found = read_bytes(tmp_path, bytes(content))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert layout(found) == ROWS and "damaged" in found.rejected[0].found
    assert peak < 30 * 2**20


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_all_that_the_standard_library_packs_is_read(tmp_path, method):
    assert layout(read_bytes(tmp_path, zipped(DOGS, method))) == ROWS


def test_overlapping_entries_are_refused(tmp_path):
    content = bytearray(zipped({"a.png": FILES[0], "b.png": FILES[1]}))
    second = content.rindex(b"PK\x01\x02")
    content[second + 42 : second + 46] = bytes(4)  # the second entry claims the first one's bytes
    with pytest.raises(UnreadableFaces, match="overlap"):
        read_bytes(tmp_path, bytes(content))


def test_a_name_that_is_shorter_in_the_entry_itself_is_no_overlap(tmp_path):
    """Some programs write a name as UTF-8 in the table of contents and in another way before the bytes."""
    content = raw_zip([("ö/1.png".encode("cp437"), FILES[0]), ("ö/2.png".encode("cp437"), FILES[1])])
    start = content.index(b"PK\x01\x02")
    lines = content[start:].replace("ö/".encode("cp437"), "ö/".encode())
    lines = lines.replace(struct.pack("<H", 7) + bytes(2), struct.pack("<H", 8) + bytes(2))
    end = lines.index(b"PK\x05\x06")
    lines = lines[: end + 12] + struct.pack("<L", end) + lines[end + 16 :]
    found = read_bytes(tmp_path, content[:start] + lines)
    assert list(found.faces.sources or ()) == ["ö/1.png", "ö/2.png"] and not found.rejected


def test_damaged_encrypted_and_linked_entries_are_listed(tmp_path):
    content = bytearray(zipped(DOGS, zipfile.ZIP_STORED))
    content[content.index(FILES[2]) + 500] ^= 1
    found = read_bytes(tmp_path, bytes(content))
    assert layout(found) == ROWS[:2] and "damaged" in found.rejected[0].found
    content[content.index(b"PK\x01\x02") + 8] |= 1
    assert "encrypted" in read_bytes(tmp_path, bytes(content)).rejected[0].found

    def link(info: zipfile.ZipInfo) -> None:
        info.create_system = 3
        info.external_attr = (0o120777 if info.filename == "x.png" else 0o100644) << 16

    packed = raw_zip([*((name.encode(), data) for name, data in DOGS.items()), (b"x.png", b"/etc/passwd")], link)
    assert [r.found for r in read_bytes(tmp_path, packed).rejected] == ["a link"]


def test_an_encrypted_zip_says_so(tmp_path):
    content = bytearray(zipped({"readme.txt": b"hello", **DOGS}))
    at = -1
    for _ in range(4):
        at = content.index(b"PK\x01\x02", at + 1)
        content[at + 8] |= 1 if at != content.index(b"PK\x01\x02") else 0
    with pytest.raises(UnreadableFaces, match=r"an encrypted file \(and 2 more\).*without a password"):
        read_bytes(tmp_path, bytes(content))


def test_a_method_that_is_not_known_is_named(tmp_path):
    content = bytearray(zipped(DOGS))
    content[content.rindex(b"PK\x01\x02") + 10] = 9
    assert "Deflate64" in read_bytes(tmp_path, bytes(content)).rejected[0].found


def test_damage_to_the_whole_is_told_in_words(tmp_path):
    whole = zipped(DOGS)
    for content, words in (
        (whole[:-30], "without its end.*Get the file again"),
        (whole.replace(b"PK\x01\x02", b"PK\x01\x07"), "damaged zip"),
        (tarred(DOGS)[:6000], "damaged tar"), (tarred(DOGS, "w:gz")[:3000], "damaged file"),
        (bytes(10240), "nothing but zeros"), (whole[:-18] + b"\1\0\1\0" + whole[-14:], "divided zip"),
    ):  # fmt: skip
        with pytest.raises(UnreadableFaces, match=words):
            read_bytes(tmp_path, content)


def test_bytes_before_a_zip_do_no_harm(tmp_path):
    content = zipped(DOGS)
    contents = zip_contents(io.BytesIO(b"#!/bin/sh\n" + content), len(content) + 10, "x.zip")
    assert [member.read() for member in contents.members] == FILES[:3]


# Whatever comes


VALID = zipped({f"{'dog' if i % 2 else 'cat'}/{i}.png": file for i, file in enumerate(FILES)})
PACKED = {
    "zip": VALID, "tar": tarred(DOGS, format=tarfile.GNU_FORMAT),
    "pax": tarred({f"ü{'x' * 120}/{n}": d for n, d in DOGS.items()}),
    "gz": tarred(DOGS, "w:gz"), "xz": tarred(DOGS, "w:xz"), "bzip2 zip": zipped(DOGS, zipfile.ZIP_BZIP2),
    "lzma zip": zipped(DOGS, zipfile.ZIP_LZMA),
}  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(
    kind=st.sampled_from(sorted(PACKED)),
    edits=st.lists(
        st.tuples(st.integers(0, 2**14), st.integers(0, 30), st.binary(max_size=12)), min_size=1, max_size=3
    ),
    from_end=st.booleans(),
)
def test_any_damage_gives_an_error_of_ours_or_faces_that_are_right(kind, edits, from_end):
    content = PACKED[kind]
    for at, cut, put in edits:
        at = len(content) - at % 600 if from_end else at % (len(content) + 1)  # a zip's contents are at its end
        content = content[: max(0, at)] + put + content[max(0, at) + cut :]
    try:
        found = read_content(io.BytesIO(content), len(content), ReadingTask("x.zip", "x", silent, ReadOptions()))
    except FerLabError as error:
        assert str(error).isprintable()
        return
    known = {image.tobytes() for image in IMAGES}
    if kind.endswith("zip"):  # they carry checksums; a tar does not
        assert all(image.tobytes() in known for image in found.faces.images)
    assert all(rejection.where.isprintable() for rejection in found.rejected)


@settings(max_examples=150, deadline=None)
@given(
    edits=st.lists(
        st.tuples(st.integers(0, 499), st.integers(0, 30), st.binary(max_size=8)), min_size=1, max_size=3
    )
)  # fmt: skip
def test_every_entry_of_a_damaged_zip_is_accounted_for(edits):
    content = VALID
    for at, cut, put in edits:
        content = content[: len(content) - at] + put + content[len(content) - at + cut :]
    try:
        found = read_content(io.BytesIO(content), len(content), ReadingTask("x.zip", "x", silent, ReadOptions()))
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = [info for info in archive.infolist() if not info.filename.endswith(("/", "\\"))]
    except (FerLabError, zipfile.BadZipFile, UnicodeDecodeError, NotImplementedError):
        return
    assert len(found.faces) + len(found.rejected) + found.notes["system_files_ignored"] == len(entries)
