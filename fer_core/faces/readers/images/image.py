"""Untrusted image files: which formats are read, and how they are opened safely."""

import io
import struct
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from PIL import Image, UnidentifiedImageError

from fer_core.faces.readers._builder import BadCell

PICTURES = (
    ".png", ".jpg", ".jpeg", ".jpe", ".jfif", ".mpo", ".webp", ".bmp", ".dib", ".tif", ".tiff", ".gif", ".pgm", ".ppm",
    ".pbm", ".pnm", ".avif", ".heic", ".heif", ".hif",
)  # fmt: skip
"""Extensions of pictures, to choose files by their names. Readers check the content."""

FORMAT_NAMES = "PNG, JPEG, WebP, BMP, TIFF, GIF, PNM, AVIF or HEIC"
_FORMATS = ("JPEG", "PNG", "WEBP", "BMP", "TIFF", "GIF", "PPM", "AVIF")

BROKEN = (
    OSError, SyntaxError, ValueError, EOFError, LookupError, TypeError, AttributeError, ArithmeticError,
    AssertionError, RuntimeError, MemoryError, struct.error, zlib.error,
)  # fmt: skip
"""Exceptions of Pillow's decoders for damaged files (they have no common class)."""

_BOX = slice(4, 8)  # the box of HEIC, AVIF and videos, before their type
_HEIF = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1", b"avif", b"avis")
_LEFT_OUT = {
    b"\0\0\0\x0cjP  ": "JPEG 2000", b"\xff\x4f\xff\x51": "JPEG 2000", b"\0\0\0\x0cJXL ": "JPEG XL",
    b"\xff\n": "JPEG XL", b"8BPS": "Photoshop", b"%PDF": "PDF", b"\0\0\1\0": "an icon", b"gimp xcf": "GIMP",
    b"qoif": "QOI", b"v/1\1": "OpenEXR", b"#?RADIANCE": "HDR", b"SIMPLE  =": "FITS", b"DDS ": "DDS", b"\x89HDF": "HDF5",
    b"\x93NUMPY": "a NumPy array", b"PK\3\4": "a zip", b"\x1f\x8b": "gzip", b"Rar!": "a RAR archive",
    b"7z\xbc\xaf": "a 7z archive", b"FUJIFILM": "a camera's raw picture",
    b"version https://git-lfs": "a Git LFS pointer; get the files with `git lfs pull`",
}  # fmt: skip

# The limit of FER Lab is lower than the one of this warning.
warnings.filterwarnings("ignore", category=Image.DecompressionBombWarning)


@contextmanager
def opened(content: bytes, most_pixels: int) -> Iterator[Image.Image]:
    """The (first) picture in ``content``, not yet decoded.

    Raises BadCell if it is not an image, is damaged (also within the block) or has more than ``most_pixels``.
    """
    limit, whole = f"at most {most_pixels // 1_000_000} million pixels", f"a whole {FORMAT_NAMES} image"
    try:
        with Image.open(io.BytesIO(content), formats=_formats(content)) as image:
            width, height = image.size
            if width * height > most_pixels:  # from the header, before decoding
                raise BadCell(f"{width:,} × {height:,} pixels", limit)
            yield image
    except Image.DecompressionBombError:
        raise BadCell("more than 178 million pixels", limit) from None
    except UnidentifiedImageError:
        broken = content[_BOX] == b"ftyp" and content[8:12] in _HEIF
        raise BadCell("a broken image" if broken else f"a file that is not an image{_guess(content)}", whole) from None
    except BROKEN:
        raise BadCell("a broken image", whole) from None


def _formats(content: bytes) -> tuple[str, ...]:
    return (*_FORMATS, "HEIF") if content[_BOX] == b"ftyp" and _knows_heif() else _FORMATS


@cache
def _knows_heif() -> bool:
    """Whether Pillow can read HEIF, after adding it when first needed: loading the library takes 0.1 s."""
    try:
        import pillow_heif
    except ImportError:
        return False
    pillow_heif.register_heif_opener(thumbnails=False, depth_images=False, aux_images=False)
    return True


def _guess(content: bytes) -> str:
    """The probable format of a file that is not read, in brackets; "" if unknown."""
    known = next((name for start, name in _LEFT_OUT.items() if content.startswith(start)), None)
    if known is None and content[_BOX] == b"ftyp":
        known = "a video or a camera's raw picture"
    head = content[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if known is None and b"<svg" in head:
        known = "SVG"
    if known is None and head.startswith((b"<!doctype html", b"<html")):
        known = "HTML"
    return f" ({known})" if known else ""
