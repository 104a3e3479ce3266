"""Kinds of images: every format, size, colour and depth becomes the same grey face; broken ones are listed."""

import io
import struct
import zlib

import numpy as np
import pillow_heif
import pytest
import tifffile
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from fer_core.base.progress import silent
from fer_core.faces.readers import PICTURES, ReadOptions
from fer_core.faces.readers._builder import BadCell
from fer_core.faces.readers._content import ReadingTask, read_content
from fer_core.faces.readers.images.decode import decode
from fer_core.photo import read_photo
from tests.core.archive_files import FILES, IMAGES, layout, read_files
from tests.core.reader_files import encoded, some_images, zipped

# Pillow warns of what these tests are about.
pytestmark = [
    pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning"),
    pytest.mark.filterwarnings("ignore::UserWarning:PIL"),
]
pillow_heif.register_heif_opener()  # to write them


BAD_IMAGES = {
    "text": (b"hello", "not an image"),
    "empty": (b"", "not an image"),
    "svg": (b"<svg xmlns='http://www.w3.org/2000/svg'></svg>", "SVG"),
    "html": (b"<!DOCTYPE html><script>alert(1)</script>", "HTML"),
    "jpeg 2000": (encoded(IMAGES[0], "JPEG2000"), "JPEG 2000"),
    "ico": (encoded(IMAGES[0], "ICO"), "not an image"),
    "cut": (encoded(some_images(1)[0], "JPEG")[:900], "broken"),
    "cut png": (FILES[0][:1000], "broken"),
    "pickle": (b"\x80\x04\x95K\x01.", "not an image"),
}


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">L", len(body)) + kind + body + struct.pack(">L", zlib.crc32(kind + body))


def png_of(width: int, height: int) -> bytes:
    """A PNG that says it is this large and holds next to nothing."""

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
MPO = encoded(GRADIENT, "MPO", save_all=True, append_images=[Image.fromarray(GRADIENT[:, ::-1])])  # phones' JPEG


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
        encoded(GRADIENT, "GIF"), encoded(GRADIENT, "PPM"), encoded(np.dstack([GRADIENT] * 3), "PPM"),
        encoded(np.dstack([GRADIENT] * 3), "AVIF"), encoded(np.dstack([GRADIENT] * 3), "HEIF"), MPO,
        ("P2 96 96 255 " + " ".join(map(str, GRADIENT.ravel()))).encode(),
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


def deep_png(values: np.ndarray) -> bytes:
    """A PNG of 16 bits: uint16 [h, w, 1, 3 or 4]."""
    height, width, bands = values.shape
    lines = b"".join(b"\0" + line.astype(">u2").tobytes() for line in values)
    header = struct.pack(">LLBBBBB", width, height, 16, {1: 0, 3: 2, 4: 6}[bands], 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(lines)) + chunk(b"IEND", b"")


def deep_tiff(values: np.ndarray, **options: object) -> bytes:
    buffer = io.BytesIO()
    tifffile.imwrite(buffer, values, **options)  # type: ignore[arg-type]
    return buffer.getvalue()


def deep_pnm(values: np.ndarray, most: int) -> bytes:
    return f"P5 {values.shape[1]} {values.shape[0]} {most}\n".encode() + values.astype(">u2").tobytes()


@pytest.mark.parametrize("bits", [10, 12, 16])
@pytest.mark.parametrize(
    "write",
    [
        lambda v: deep_png(v[..., None]), lambda v: deep_png(np.dstack([v] * 3)),
        lambda v: deep_png(np.dstack([v] * 3 + [np.full_like(v, 65535)])), deep_tiff,
        lambda v: deep_tiff(v, byteorder=">"), lambda v: deep_tiff(np.dstack([v] * 3), photometric="rgb"),
        lambda v: deep_tiff(np.dstack([v] * 3), photometric="rgb", compression="zlib"),
        lambda v: deep_pnm(v, 65535), lambda v: deep_pnm(v, max(int(v.max()), 256)),
    ],
    ids=["png", "rgb png", "rgba png", "tiff", "big tiff", "rgb tiff", "packed tiff", "pgm", "pgm in its depth"],
)  # fmt: skip
def test_bits_stored_in_sixteen_come_out_as_bright_as_they_are(bits, write):
    content = write(np.tile(np.linspace(0, 2**bits - 1, 96).astype(np.uint16), (96, 1)))
    face, photo = decode(content)[0], read_photo(content)
    assert np.abs(face.astype(float) - GRADIENT.reshape(48, 2, 48, 2).mean((1, 3))).max() < 3
    assert np.abs(photo[..., 0].astype(float) - GRADIENT).max() < 3


def test_real_sixteen_bits_keep_their_high_byte():
    """Their data set's id must stay the same, so dark ones are not brightened."""
    dark = np.arange(48 * 48, dtype=np.uint16).reshape(48, 48) * 3
    assert np.array_equal(decode(deep_png(dark[..., None]))[0], dark >> 8)


def test_the_first_picture_of_a_gif_is_read_white_where_it_is_transparent(tmp_path):
    first, second = (Image.fromarray(image) for image in IMAGES[:2])
    moving = encoded(first, "GIF", save_all=True, append_images=[second], duration=100)
    clear = Image.new("P", (48, 48), 0)
    clear.putpalette([0, 0, 0, 9, 9, 9])
    found = read_files(tmp_path, {"1.gif": moving, "2.gif": encoded(clear, "GIF", transparency=0)})
    assert np.array_equal(found.faces.images[0], IMAGES[0]) and (found.faces.images[1] == 255).all()


def test_a_phones_heic_is_upright_once():
    """The library turns it by its own note already; the EXIF says so a second time."""
    picture = Image.fromarray(np.dstack([np.kron(IMAGES[0][:8, :8], np.ones((12, 24), np.uint8))] * 3))
    exif = Image.Exif()
    exif[0x0112] = 6
    turned = encoded(picture.transpose(Image.Transpose.ROTATE_90), "HEIF", exif=exif.tobytes(), quality=95)
    assert read_photo(turned).shape == (96, 192, 3)
    assert np.abs(read_photo(turned).astype(int) - np.asarray(picture)).mean() < 8


def test_a_format_that_is_not_read_is_named():
    for content, name in (
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:00", "git lfs pull"),
        (b"\0\0\0\x20ftypisom" + bytes(40), "video"), (b"8BPS" + bytes(40), "Photoshop"),
        (b"\0\0\0\x0cJXL \r\n\x87\n", "JPEG XL"),
    ):  # fmt: skip
        with pytest.raises(BadCell) as bad:
            decode(content)
        assert name in bad.value.found and "HEIC" in bad.value.expected


def test_pictures_have_one_list_of_endings():
    assert {".png", ".heic", ".avif", ".gif", ".pgm", ".tiff", ".jpeg"} <= set(PICTURES)
    assert all(suffix.startswith(".") and suffix == suffix.lower() for suffix in PICTURES)


@settings(max_examples=200, deadline=None)
@given(
    which=st.sampled_from(["PNG", "JPEG", "BMP", "TIFF", "WEBP", "GIF", "PPM", "AVIF", "HEIF"]),
    edits=st.lists(st.tuples(st.integers(0, 2000), st.integers(0, 9), st.binary(max_size=9)), min_size=1, max_size=3),
)
def test_a_damaged_image_is_an_image_or_a_rejection(which, edits):
    content = encoded(IMAGES[0], which)
    for at, cut, put in edits:
        content = content[:at] + put + content[at + cut :]
    good = encoded(IMAGES[1])
    packed = zipped({"bad.png": content, "good.png": good})
    found = read_content(io.BytesIO(packed), len(packed), ReadingTask("x.zip", "x", silent, ReadOptions()))
    assert len(found.faces) + len(found.rejected) == 2
