"""Folders and zips of images: layouts, kinds of images, and what strangers may have put in."""

import io
import os
import struct
import zipfile
import zlib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from fer_core.emotions import FER2013
from fer_core.errors import Cancelled, FerLabError, UnreadableFaces
from fer_core.faceset import FaceSet
from fer_core.progress import silent
from fer_core.readers import Import, ReadOptions, read_faces
from fer_core.readers.archive import read_zip
from tests.core.reader_files import csv_rows, encoded, some_images, write_tree, zipped

# Pillow warns of what these tests are about.
pytestmark = [
    pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning"),
    pytest.mark.filterwarnings("ignore::UserWarning:PIL"),
]

IMAGES = some_images(6, seed=1)
FILES = [encoded(image) for image in IMAGES]


def read_files(tmp_path: Path, files: dict[str, bytes], **options: object) -> Import:
    (tmp_path / "some.zip").write_bytes(zipped(files))
    return read_faces(tmp_path / "some.zip", **options)  # type: ignore[arg-type]


def layout(found: Import) -> list[tuple[int, str, str | None]]:
    """(which image, usage, class) of each face, in the order of the images."""
    faces, which = found.faces, {image.tobytes(): i for i, image in enumerate(IMAGES)}
    labels = [None] * len(faces) if faces.emotions is None else [faces.classes[e] for e in faces.emotions]
    rows = zip(faces.images, faces.usage, labels, strict=True)
    return sorted((which[image.tobytes()], faces.usages[usage], label) for image, usage, label in rows)


FER = {
    "train/happy/Training_12.jpg": 0, "train/angry/Training_3.jpg": 1, "test/happy/PublicTest_1.jpg": 2,
    "test/sad/PrivateTest_7.jpg": 3,
}  # fmt: skip


@pytest.mark.parametrize("top", ["", "fer2013/", "./", "a/b/"])
def test_fer2013_folders_and_file_names(tmp_path, top):
    found = read_files(tmp_path, {top + name: FILES[i] for name, i in FER.items()})
    assert found.faces.classes == FER2013 and found.format == "zip of images"
    assert layout(found) == [
        (0, "Training", "happy"), (1, "Training", "angry"), (2, "PublicTest", "happy"), (3, "PrivateTest", "sad"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "paths, expected",
    [
        (["train/dog/1.png", "val/cat/1.png", "TEST/dog/2.png"],
         [("Training", "dog"), ("Validation", "cat"), ("Test", "dog")]),
        (["dog/1.png", "cat/1.png"], [("Training", "dog"), ("Training", "cat")]),
        (["pets/dog/1.png", "pets/cat/1.png"], [("Training", "dog"), ("Training", "cat")]),
        (["Happy/1.png", "Happy/2.png"], [("Training", "happy")] * 2),
        (["1.png", "2.png"], [("Training", None)] * 2),
        (["holiday/1.png", "holiday/2.png"], [("Training", None)] * 2),
        (["train/1.png", "test/1.png"], [("Training", None), ("Test", None)]),
        (["faces/train/1.png", "faces/test/1.png"], [("Training", None), ("Test", None)]),
        (["train/dog/1.png", "test/dog/1.png"], [("Training", "dog"), ("Test", "dog")]),
        (["dog/train/1.png", "cat/test/1.png"], [("Training", "dog"), ("Test", "cat")]),
        (["happy/PublicTest_1.png", "sad/Training_1.png"], [("PublicTest", "happy"), ("Training", "sad")]),
    ],
)  # fmt: skip
def test_other_layouts(tmp_path, paths, expected):
    found = read_files(tmp_path, dict(zip(paths, FILES, strict=False)))
    assert layout(found) == [(i, *place) for i, place in enumerate(expected)] and not found.rejected


def test_a_folder_and_its_zip_are_the_same_faces(tmp_path):
    files = {name: FILES[i] for name, i in FER.items()}
    folder = write_tree(tmp_path / "faces", files)
    assert read_faces(folder).faces.fingerprint == read_files(tmp_path, files).faces.fingerprint
    assert read_faces(folder).format == "folder of images" and read_faces(folder).faces.name == "faces"


def test_the_order_does_not_give_the_classes_away(tmp_path):
    paths = [f"{label}/{i}.png" for label in ("a", "b") for i in range(3)]
    found = read_files(tmp_path, dict(zip(paths, FILES, strict=True))).faces
    assert found.emotions is not None and found.emotions.tolist() == [0, 1] * 3


def test_images_beside_class_folders_and_no_images_are_listed(tmp_path):
    files = {"dog/1.png": FILES[0], "cat/1.png": FILES[1], "stray.png": FILES[2], "readme.txt": b"hello",
             "__MACOSX/dog/._1.png": b"x", "dog/.DS_Store": b"x", "cat/Thumbs.db": b"x"}  # fmt: skip
    found = read_files(tmp_path, files)
    assert layout(found) == [(0, "Training", "dog"), (1, "Training", "cat")]
    assert {r.where: r.found for r in found.rejected} == {
        "readme.txt": "a file that is no image", "stray.png": "no class folder",
    }  # fmt: skip
    assert found.notes["system_files_ignored"] == 3


def test_bad_class_names_are_listed(tmp_path):
    found = read_faces(write_tree(tmp_path / "f", {
        "dog/1.png": FILES[0], "cat/1.png": FILES[1], "d\u202eog/2.png": FILES[2], "x" * 41 + "/3.png": FILES[3],
    }))  # fmt: skip
    assert found.faces.classes == ("cat", "dog") and len(found.rejected) == 2
    assert all("class name" in r.found and r.where.isprintable() for r in found.rejected)


BAD_IMAGES = {
    "text": (b"hello", "no image"),
    "empty": (b"", "no image"),
    "svg": (b"<svg xmlns='http://www.w3.org/2000/svg'></svg>", "SVG"),
    "html": (b"<!DOCTYPE html><script>alert(1)</script>", "HTML"),
    "jpeg 2000": (encoded(IMAGES[0], "JPEG2000"), "JPEG 2000"),
    "ico": (encoded(IMAGES[0], "ICO"), "no image"),
    "cut": (encoded(some_images(1)[0], "JPEG")[:900], "broken"),
    "cut png": (FILES[0][:1000], "broken"),
    "pickle": (b"\x80\x04\x95K\x01.", "no image"),
}


def png_of(width: int, height: int) -> bytes:
    """A PNG that says it is this large and holds next to nothing."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">L", len(body)) + kind + body + struct.pack(">L", zlib.crc32(kind + body))

    header = struct.pack(">LLBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


BAD_IMAGES["26 megapixels"] = png_of(5200, 5000), "5,200 × 5,000"
BAD_IMAGES["100 megapixels"] = png_of(10_000, 10_000), "10,000 × 10,000"
BAD_IMAGES["a trillion pixels"] = png_of(10**6, 10**6), "million pixels"


@pytest.mark.parametrize("kind", BAD_IMAGES)
def test_a_bad_image_is_listed_and_the_rest_kept(tmp_path, kind):
    content, says = BAD_IMAGES[kind]
    found = read_files(tmp_path, {"dog/1.png": FILES[0], "cat/x.png": content, "cat/2.png": FILES[1]})
    assert layout(found) == [(0, "Training", "dog"), (1, "Training", "cat")]
    assert [r.where for r in found.rejected] == ["cat/x.png"] and says in found.rejected[0].found


GRADIENT = np.tile(np.linspace(0, 255, 96).astype(np.uint8), (96, 1))


@pytest.mark.parametrize(
    "content",
    [
        encoded(GRADIENT), encoded(GRADIENT, "JPEG", quality=95), encoded(GRADIENT, "BMP"),
        encoded(GRADIENT, "TIFF"), encoded(np.dstack([GRADIENT] * 3), "WEBP", lossless=True),
        encoded(np.dstack([GRADIENT] * 3)), encoded(Image.fromarray(GRADIENT).convert("P")),
        encoded(np.dstack([GRADIENT] * 3 + [np.full_like(GRADIENT, 255)])),
        encoded(GRADIENT.astype(np.uint16) * 257), encoded(GRADIENT.astype(np.uint16) * 257, "TIFF"),
        encoded(GRADIENT.astype(np.float32) / 255, "TIFF"),
        encoded(Image.fromarray(np.dstack([GRADIENT] * 3)).convert("CMYK"), "JPEG", quality=95),
        encoded(np.kron(GRADIENT, np.ones((20, 20), np.uint8)), "JPEG"),
    ],
)  # fmt: skip
def test_any_size_colour_and_format_becomes_the_same_grey_face(tmp_path, content):
    found = read_files(tmp_path, {"x.png": content})
    wanted = GRADIENT.reshape(48, 2, 48, 2).mean((1, 3))
    assert np.abs(found.faces.images[0].astype(float) - wanted).max() < 12
    assert found.notes["scaled"] == 1


def test_the_centre_square_is_kept_upright_and_transparency_is_white(tmp_path):
    wide = np.zeros((48, 96), np.uint8)
    wide[:, 24:72] = IMAGES[0]
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was turned: show it rotated by 270°
    turned = encoded(np.rot90(IMAGES[1], 1), exif=exif)
    clear = np.zeros((48, 48, 4), np.uint8)
    found = read_files(tmp_path, {"1.png": encoded(wide), "2.png": turned, "3.png": encoded(clear)})
    assert np.array_equal(found.faces.images[0], IMAGES[0])
    assert np.array_equal(found.faces.images[1], IMAGES[1])
    assert (found.faces.images[2] == 255).all()


@pytest.mark.parametrize("shape", [(1, 1), (1, 4000), (4000, 1), (47, 49)])
def test_odd_shapes_are_no_error(tmp_path, shape):
    assert len(read_files(tmp_path, {"x.png": encoded(np.full(shape, 9, np.uint8))}).faces) == 1


@pytest.mark.parametrize(
    "name",
    ["../x.png", "a/../../x.png", "/etc/x.png", "C:/x.png", "a\\x.png", "a\u202ex.png", "a\x07x.png",
     "a/..", "x\u200b.png"],
)  # fmt: skip
def test_dangerous_names_in_a_zip_refuse_it(tmp_path, name):
    with pytest.raises(UnreadableFaces, match="entry name") as error:
        read_files(tmp_path, {"ok.png": FILES[0], name: FILES[1]})
    assert str(error.value).isprintable()


def test_bombs_are_refused_before_anything_is_decoded(tmp_path, monkeypatch):
    monkeypatch.setattr("fer_core.readers.pictures.decode", None)
    zeros = bytes(20 * 2**20)
    for files in ({"x.bmp": zeros}, {f"{i}.bmp": zeros[: 2**20] for i in range(20)}):
        with pytest.raises(UnreadableFaces, match="times its size"):
            read_files(tmp_path, files)
    monkeypatch.setattr("fer_core.readers._zip.MAX_UNPACKED", 10_000)
    with pytest.raises(UnreadableFaces, match="bytes unpacked"):
        read_files(tmp_path, {f"{i}.png": file for i, file in enumerate(FILES)})


def test_too_many_entries_are_refused(tmp_path):
    (tmp_path / "some.zip").write_bytes(zipped({f"{i}": b"" for i in range(50_001)}, zipfile.ZIP_STORED))
    with pytest.raises(UnreadableFaces, match=r"50,001 entries.*50,000"):
        read_faces(tmp_path / "some.zip")


def test_a_huge_table_of_contents_is_refused_unread(tmp_path, monkeypatch):
    monkeypatch.setattr("fer_core.readers._zip.MAX_DIRECTORY_BYTES", 100)
    with pytest.raises(UnreadableFaces, match="table of contents of"):
        read_files(tmp_path, {f"{i}.png": file for i, file in enumerate(FILES)})


def test_overlapping_entries_are_refused(tmp_path):
    content = bytearray(zipped({"a.png": FILES[0], "b.png": FILES[1]}))
    second = content.rindex(b"PK\x01\x02")
    content[second + 42 : second + 46] = bytes(4)  # the second entry claims the first one's bytes
    (tmp_path / "x.zip").write_bytes(content)
    with pytest.raises(UnreadableFaces, match="overlap"):
        read_faces(tmp_path / "x.zip")


def test_a_damaged_or_encrypted_entry_is_listed(tmp_path):
    content = bytearray(zipped({"a.png": FILES[0], "b.png": FILES[1]}, zipfile.ZIP_STORED))
    content[content.index(FILES[0]) + 500] ^= 1
    (tmp_path / "x.zip").write_bytes(content)
    found = read_faces(tmp_path / "x.zip")
    assert layout(found) == [(1, "Training", None)] and "damaged" in found.rejected[0].found
    content[content.index(b"PK\x01\x02") + 8] |= 1
    (tmp_path / "x.zip").write_bytes(content)
    assert "encrypted" in read_faces(tmp_path / "x.zip").rejected[0].found


@pytest.mark.parametrize("files", [{}, {"a.txt": b"x"}, {"nested.zip": zipped({"a.png": FILES[0]})}])
def test_a_zip_without_images_is_refused(tmp_path, files):
    with pytest.raises(UnreadableFaces, match=r"some\.zip"):
        read_files(tmp_path, files)


def test_a_zip_of_one_csv_is_read(tmp_path, faces: FaceSet):
    table = "\n".join(csv_rows(faces)).encode()
    found = read_files(tmp_path, {"fer2013/fer2013.csv": table, "fer2013/README": b"x", "x.txt": b"x"})
    assert found.faces.fingerprint == faces.fingerprint
    with pytest.raises(UnreadableFaces, match="2 CSV files"):
        read_files(tmp_path, {"a.csv": table, "b.csv": table})


def test_links_that_leave_a_folder_are_not_followed(tmp_path):
    outside = write_tree(tmp_path / "outside", {"secret.png": FILES[5]})
    folder = write_tree(tmp_path / "faces", {"dog/1.png": FILES[0], "cat/1.png": FILES[1]})
    (folder / "dog/link.png").symlink_to(outside / "secret.png")
    (folder / "linked").symlink_to(outside)
    (folder / "dog/dead.png").symlink_to(folder / "nothing")
    (folder / "cat/inside.png").symlink_to(folder / "dog/1.png")
    os.mkfifo(folder / "dog/pipe.png")
    found = read_faces(folder)
    assert [i for i, *_ in layout(found)] == [0, 0, 1]
    assert {r.where: r.found for r in found.rejected} == {
        "dog/link.png": "a link that leaves the folder", "linked": "a link that leaves the folder",
        "dog/dead.png": "no ordinary file", "dog/pipe.png": "no ordinary file",
    }  # fmt: skip


def test_an_empty_folder_and_one_without_images_are_refused(tmp_path):
    (tmp_path / "a").mkdir()
    for files in ({}, {"a/x.txt": b"hello"}):
        with pytest.raises(UnreadableFaces):
            read_faces(write_tree(tmp_path / "a", files))


def test_looking_through_folders_can_be_cancelled(tmp_path):
    def cancel(done: int, total: int, what: str) -> None:
        if what == "Looking for images":
            raise Cancelled

    with pytest.raises(Cancelled):
        read_faces(write_tree(tmp_path / "f", {"a/1.png": FILES[0]}), cancel)


def test_broken_file_names_can_be_shown_and_stored(tmp_path):
    (tmp_path / "f").mkdir()
    (tmp_path / "f" / "ok.png").write_bytes(FILES[0])
    Path(os.fsdecode(os.fsencode(tmp_path / "f") + b"/\xff\xfe.png")).write_bytes(b"x")
    where = read_faces(tmp_path / "f").rejected[0].where
    assert where.encode("utf-8") and where.isprintable()


def test_progress_and_cancel(tmp_path):
    told: list[tuple[int, int]] = []
    read_files(tmp_path, dict(zip("abcdef", FILES, strict=True)), progress=lambda d, t, w: told.append((d, t)))
    assert told[0][0] == 0 and told[-1] == (sum(map(len, FILES)),) * 2

    def cancel(done: int, total: int, what: str) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        read_faces(tmp_path / "some.zip", cancel)


VALID = zipped({f"{'dog' if i % 2 else 'cat'}/{i}.png": file for i, file in enumerate(FILES)})


@settings(max_examples=250, deadline=None)
@given(
    edits=st.lists(
        st.tuples(st.integers(0, len(VALID)), st.integers(0, 30), st.binary(max_size=8)), min_size=1, max_size=3
    ),
    from_end=st.booleans(),
)
def test_any_damage_gives_an_error_of_ours_or_accounts_for_every_image(edits, from_end):
    content = VALID
    for at, cut, put in edits:
        at = len(content) - at % 500 if from_end else at  # the table of contents is at the end
        content = content[:at] + put + content[at + cut :]
    try:
        found = read_zip(io.BytesIO(content), len(content), "x.zip", "x", silent, ReadOptions())
    except FerLabError:
        return
    known = {image.tobytes() for image in IMAGES}
    assert all(image.tobytes() in known for image in found.faces.images)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        entries = [info for info in archive.infolist() if not info.is_dir()]
    accounted = len(found.faces) + len(found.rejected) + found.notes["system_files_ignored"]
    assert accounted == len(entries)


@settings(max_examples=200, deadline=None)
@given(
    which=st.sampled_from(["PNG", "JPEG", "BMP", "TIFF", "WEBP"]),
    edits=st.lists(st.tuples(st.integers(0, 2000), st.integers(0, 9), st.binary(max_size=9)), min_size=1, max_size=3),
)
def test_a_damaged_image_is_an_image_or_a_rejection(which, edits):
    content = encoded(IMAGES[0], which)
    for at, cut, put in edits:
        content = content[:at] + put + content[at + cut :]
    good = encoded(IMAGES[1])
    packed = zipped({"bad.png": content, "good.png": good})
    found = read_zip(io.BytesIO(packed), len(packed), "x.zip", "x", silent, ReadOptions())
    assert len(found.faces) + len(found.rejected) == 2
