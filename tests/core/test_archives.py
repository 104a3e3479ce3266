"""Archives from anybody: tars, packed files, and what is read of several things that one holds."""

import bz2
import gzip
import io
import lzma
import tarfile

import pytest

from fer_core.base.errors import Cancelled, FerLabError, UnreadableFaces
from tests.core.archive_files import (
    DOGS,
    FACES,
    FILES,
    ROWS,
    TABLE,
    layout,
    read_bytes,
    read_files,
    tarred,
)
from tests.core.reader_files import zipped

# Tars and packed files


@pytest.mark.parametrize("mode", ["w", "w:gz", "w:bz2", "w:xz"])
@pytest.mark.parametrize("format", [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
def test_tars_are_read_like_zips(tmp_path, mode, format):
    top = "a long folder name " * 5 + "/"
    found = read_bytes(tmp_path, tarred({f"./{top}{name}": data for name, data in DOGS.items()}, mode, format), "x.tar")
    assert layout(found) == ROWS and found.format == "tar of images" and found.faces.name == "x"
    assert found.faces.fingerprint == read_files(tmp_path, DOGS).faces.fingerprint


def test_links_and_devices_in_a_tar_are_listed(tmp_path):
    buffer = io.BytesIO(tarred(DOGS))
    with tarfile.open(fileobj=buffer, mode="a") as archive:
        for kind in (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE):
            info = tarfile.TarInfo(f"dog/{kind!r}.png")
            info.type, info.linkname = kind, "/etc/passwd"
            archive.addfile(info)
    found = read_bytes(tmp_path, buffer.getvalue())
    assert layout(found) == ROWS
    assert sorted(r.found for r in found.rejected) == [
        "a link",
        "a link",
        "not an ordinary file",
        "not an ordinary file",
    ]


def test_a_broken_header_in_the_middle_of_a_tar_is_not_its_end(tmp_path):
    content = bytearray(tarred(DOGS))
    content[content.index(b"cat/1.png") + 130] ^= 1
    with pytest.raises(UnreadableFaces, match="damaged tar"):
        read_bytes(tmp_path, bytes(content))


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
def test_a_packed_csv_is_read(tmp_path, pack):
    found = read_bytes(tmp_path, pack(TABLE), "fer2013.csv.gz")
    assert found.faces.fingerprint == FACES.fingerprint
    assert found.faces.name == "fer2013" and found.format == "fer2013.csv"


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
def test_a_packed_file_stops_where_it_grows_too_large(tmp_path, pack):
    with pytest.raises(UnreadableFaces, match="times its size"):
        read_bytes(tmp_path, pack(bytes(40 * 2**20)), "fer2013.csv.gz")


def test_packed_zips_parquet_and_what_is_packed_twice(tmp_path):
    assert layout(read_bytes(tmp_path, gzip.compress(zipped(DOGS)))) == ROWS
    with pytest.raises(UnreadableFaces, match="packed twice"):
        read_bytes(tmp_path, gzip.compress(gzip.compress(b"emotion,pixels")))


def test_unpacking_can_be_cancelled_and_leaves_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    monkeypatch.setattr("fer_core.faces.readers.archives.spool._IN_MEMORY", 1)
    (tmp_path / "temporary").mkdir()

    def cancel(done: int, total: int, what: str) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        read_bytes(tmp_path, gzip.compress(TABLE), progress=cancel)
    read_bytes(tmp_path, gzip.compress(TABLE))
    assert not list((tmp_path / "temporary").iterdir())


def test_a_full_disk_is_told_in_words(tmp_path, monkeypatch):
    class Full(io.BytesIO):
        def write(self, data: object) -> int:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr("tempfile.SpooledTemporaryFile", lambda size: Full())
    with pytest.raises(FerLabError, match=r"could not be unpacked \(No space left.*Free some disk space"):
        read_bytes(tmp_path, gzip.compress(TABLE))


# What an archive holds


@pytest.mark.parametrize("files", [{}, {"a.txt": b"x"}, {"__MACOSX/a.png": b"x"}])
def test_an_archive_without_faces_is_refused(tmp_path, files):
    for content in (zipped(files), tarred(files)):
        with pytest.raises(UnreadableFaces, match=r"some\.zip"):
            read_bytes(tmp_path, content)


OTHERS = {"README.md": b"# FER", "a/LICENSE": b"x", "x.txt": b"x", "__MACOSX/._fer2013.csv": b"x", "bad/../x.csv": b"x"}


NESTED = {
    "one table": {"fer2013/fer2013.csv": TABLE},
    "a packed table": {"fer2013.csv.gz": gzip.compress(TABLE)},
    "a tar": {"fer2013.tar": tarred({"fer2013/fer2013.csv": TABLE, "fer2013/README": b"x"})},
    "a packed tar": {"archive/fer2013.tar.gz": tarred({"fer2013/fer2013.csv": TABLE}, "w:gz")},
    "a zip": {"fer2013.zip": zipped({"fer2013.csv": TABLE})},
    "the contest": {
        "icml_face_data.csv": TABLE, "train.csv": b"emotion,pixels\n", "test.csv": b"pixels\n",
        "example_submission.csv": b"id\n", "fer2013.tar.gz": tarred({"fer2013/fer2013.csv": TABLE}, "w:gz"),
    },
    "FER+ beside it": {"fer2013.csv": TABLE, "fer2013new.csv": b"Usage,Image name\n"},
    "a picture for its description": {"data/fer2013.csv": TABLE, "cover.png": FILES[0]},
}  # fmt: skip


@pytest.mark.parametrize("kind", NESTED)
@pytest.mark.parametrize("pack", [zipped, tarred], ids=["zip", "tar"])
def test_what_can_be_read_by_itself_is_found_among_the_rest(tmp_path, kind, pack):
    found = read_bytes(tmp_path, pack({**OTHERS, **NESTED[kind]}))
    assert found.faces.fingerprint == FACES.fingerprint and found.format == "fer2013.csv"
    assert [r.found for r in found.rejected] == ["a name that leads out of the archive"]
    assert "read, but not the" in found.notes["told"][-1] and "other files beside" in found.notes["told"][-1]


def test_what_must_be_chosen_is_named(tmp_path):
    packed = zipped(DOGS)
    for files, names in (
        ({"a.csv": TABLE, "b.csv": TABLE}, "2 files.*a.csv, b.csv"),
        ({"fer2013.csv": TABLE, "x/icml_face_data.csv": TABLE}, "fer2013.csv, x/icml_face_data.csv"),
        ({"train.zip": packed, "test.zip": packed}, "train.zip, test.zip"),
        ({"labels.csv": b"file,label\n", "pictures.zip": packed}, "labels.csv, pictures.zip"),
    ):
        with pytest.raises(UnreadableFaces, match=rf"(?s){names}.*Unpack it and open the one you need"):
            read_bytes(tmp_path, zipped(files))


def test_archives_are_read_one_level_deep(tmp_path):
    assert layout(read_files(tmp_path, {"faces/archive.zip": zipped(DOGS)})) == ROWS
    with pytest.raises(UnreadableFaces, match="an archive inside two others"):
        read_files(tmp_path, {"a.zip": zipped({"b.zip": zipped({"c.tar": tarred(DOGS)})})})


def test_documents_that_are_zips_are_named(tmp_path):
    sheet = {"[Content_Types].xml": b"x", "xl/workbook.xml": b"x", "xl/media/image1.png": FILES[0]}
    for files, name in ((sheet, "a spreadsheet"), ({"a.npy": b"x"}, "NumPy arrays")):
        with pytest.raises(UnreadableFaces, match=name):
            read_files(tmp_path, files)
