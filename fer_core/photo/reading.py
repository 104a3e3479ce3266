"""A photo's bytes, from anybody -> upright RGB pixels."""

import io

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from fer_core.errors import UnreadableFaces
from fer_core.readers._decode import BROKEN, FORMATS

MAX_BYTES = 64 * 2**20
MAX_PIXELS = 80_000_000
"""Read from the header, before anything is decoded: 8,000 × 10,000."""
LONG_SIDE = 1920
"""Larger photos are scaled down to it: a face that matters is large enough then, and the answer stays quick."""
_EXPECTED = "a whole PNG, JPEG, WebP, BMP or TIFF photo"
_LIMIT = f"at most {MAX_PIXELS // 1_000_000} million pixels"


def read_photo(content: bytes, name: str = "photo") -> np.ndarray:
    """uint8 [h, w, 3]: the photo turned upright by its EXIF, white where it is transparent, at most `LONG_SIDE` long.

    Raises UnreadableFaces for files that are no image, broken or too large. ``name`` is for the error alone.
    """
    if len(content) > MAX_BYTES:
        raise _unreadable(name, f"{len(content) >> 20} MB", f"at most {MAX_BYTES >> 20} MB", "Scale it down first.")
    try:
        with Image.open(io.BytesIO(content), formats=FORMATS) as image:
            width, height = image.size
            if width * height > MAX_PIXELS:
                raise _unreadable(name, f"{width:,} × {height:,} pixels", _LIMIT, "Scale it down first.")
            return _upright(image)
    except Image.DecompressionBombError:
        raise _unreadable(name, "too many pixels", _LIMIT, "Scale it down first.") from None
    except UnidentifiedImageError:
        raise _unreadable(name, "a file that is no image", _EXPECTED) from None
    except BROKEN as error:
        raise _unreadable(name, "a broken image", _EXPECTED) from error


def _unreadable(name: str, found: str, expected: str, remedy: str = "Take another photo.") -> UnreadableFaces:
    return UnreadableFaces(name, found=found, expected=expected, remedy=remedy)


def _upright(image: Image.Image) -> np.ndarray:
    if image.format == "JPEG":
        image.draft("RGB", (LONG_SIDE, LONG_SIDE))  # decodes large photos at a fraction of their size
    image = ImageOps.exif_transpose(image)
    image.thumbnail((LONG_SIDE, LONG_SIDE), Image.Resampling.LANCZOS, reducing_gap=2.0)
    if image.mode.startswith(("I", "F")):
        image = Image.fromarray(_eight_bits(np.asarray(image, np.float64)))
    if image.has_transparency_data:
        colours = image.convert("RGBA")
        image = Image.alpha_composite(Image.new("RGBA", colours.size, "white"), colours)
    return np.asarray(image.convert("RGB"))


def _eight_bits(values: np.ndarray) -> np.ndarray:
    """uint8 from grey values of any depth, stretched over their own range."""
    values = np.nan_to_num(values)
    low, high = values.min(initial=0), values.max(initial=1)
    return ((values - low) * (255 / max(high - low, 1e-9))).astype(np.uint8)
