"""An image file's bytes -> one 48 × 48 grey face."""

import io
import struct
import warnings
import zlib

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from fer_core.faceset import SIDE
from fer_core.readers._builder import BadCell
from fer_core.readers.limits import MAX_IMAGE_BYTES, MAX_IMAGE_PIXELS

FORMATS = ("JPEG", "PNG", "WEBP", "BMP", "TIFF")
_EXPECTED = "a whole PNG, JPEG, WebP, BMP or TIFF image"
_LIMIT = f"at most {MAX_IMAGE_PIXELS // 1_000_000} million pixels"
_ORIENTATION = 0x0112

BROKEN = (
    OSError, SyntaxError, ValueError, EOFError, LookupError, TypeError, AttributeError, ArithmeticError,
    AssertionError, RuntimeError, MemoryError, struct.error, zlib.error,
)  # fmt: skip
"""What Pillow's decoders raise on damaged files (there is no common class)."""

# Our own limit is lower than the one this warns of.
warnings.filterwarnings("ignore", category=Image.DecompressionBombWarning)


def decode(content: bytes, box: tuple[int, int, int, int] | None = None) -> tuple[np.ndarray, bool]:
    """uint8 [48, 48] of an image, turned upright by its EXIF, and whether it had to be scaled.

    ``box``: left, top, right and bottom of the face in the picture as it is stored, where it is not all of it.

    Raises BadCell. The centre square is kept: faces in face data sets fill the image and sit in its middle, squeezing
    changes their geometry, and padding adds edges on which faces would be grouped by the shape of their picture.
    """
    if len(content) > MAX_IMAGE_BYTES:
        raise too_large(len(content))
    try:
        with Image.open(io.BytesIO(content), formats=FORMATS) as image:
            width, height = image.size
            if width * height > MAX_IMAGE_PIXELS:  # known from the header; nothing is decoded yet
                raise BadCell(f"{width:,} × {height:,} pixels", _LIMIT)
            if box is not None:
                return _face(_cut_out(image, box)), True
            return _face(image), (width, height) != (SIDE, SIDE)
    except Image.DecompressionBombError:
        raise BadCell("more than 178 million pixels", _LIMIT) from None
    except UnidentifiedImageError:
        raise BadCell(f"a file that is no image{_guess(content)}", _EXPECTED) from None
    except BROKEN:
        raise BadCell("a broken image", _EXPECTED) from None


def too_large(size: int) -> BadCell:
    """Why a file of ``size`` bytes is not read."""
    return BadCell(f"a file of {size:,} bytes", f"at most {MAX_IMAGE_BYTES:,}")


def _cut_out(image: Image.Image, box: tuple[int, int, int, int]) -> Image.Image:
    """A face out of its picture, as far as it lies in it. Raises BadCell where it does not."""
    left, top, right, bottom = box
    inside = (max(0, left), max(0, top), min(image.width, right), min(image.height, bottom))
    if inside[2] <= inside[0] or inside[3] <= inside[1]:
        found = f"a face at {left}, {top} in a picture of {image.width:,} × {image.height:,} pixels"
        raise BadCell(found, "a face inside of its picture")
    return image.crop(inside)


def _face(image: Image.Image) -> np.ndarray:
    if image.size == (SIDE, SIDE) and image.mode == "L" and _ORIENTATION not in image.getexif():
        return np.asarray(image)
    if image.format == "JPEG":
        image.draft("L", (4 * SIDE, 4 * SIDE))  # decodes large photos at a fraction of their size
    grey = _grey(ImageOps.exif_transpose(image))
    if grey.size != (SIDE, SIDE):
        grey = ImageOps.fit(grey, (SIDE, SIDE), Image.Resampling.LANCZOS)
    return np.asarray(grey)


def _grey(image: Image.Image) -> Image.Image:
    """8-bit grey; white where the image is transparent."""
    if image.mode.startswith("I;16"):
        return Image.fromarray((np.asarray(image) >> 8).astype(np.uint8))
    if image.mode in ("I", "F"):
        values = np.nan_to_num(np.asarray(image, np.float64))
        scale = 255 / max(values.max(), 1e-9) if values.max() <= 1 or values.max() > 255 else 1
        return Image.fromarray((values * scale).clip(0, 255).astype(np.uint8))
    if image.has_transparency_data:
        colours = image.convert("RGBA")
        return Image.alpha_composite(Image.new("RGBA", colours.size, "white"), colours).convert("L")
    return image.convert("L")


def _guess(content: bytes) -> str:
    head = content[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if b"<svg" in head:
        return " (SVG)"
    if head.startswith((b"<!doctype html", b"<html")):
        return " (HTML)"
    return " (GIF)" if head.startswith(b"gif8") else ""
