"""Reads the bytes of a photo of any origin as upright RGB pixels."""

import numpy as np
from PIL import Image, ImageOps

from fer_core.base.errors import UnreadableFaces
from fer_core.faces.readers._builder import BadCell
from fer_core.faces.readers.images.depth import eight_bits, is_deep, use_low_bytes
from fer_core.faces.readers.images.image import opened

MAX_BYTES = 64 * 2**20
MAX_PIXELS = 80_000_000
"""Most pixels of a photo (8,000 × 10,000), checked in the header before decoding."""
LONG_SIDE = 1920
"""Larger photos are scaled down to this many pixels: faces are still large enough, and finding them stays quick."""


def read_photo(content: bytes, name: str = "photo") -> np.ndarray:
    """A photo as RGB uint8 [h, w, 3], upright by its EXIF, white where transparent, at most `LONG_SIDE` long.

    ``name`` is for errors.

    Raises:
        UnreadableFaces: for files that are no image, damaged or too large.
    """
    if len(content) > MAX_BYTES:
        raise _unreadable(name, BadCell(f"{len(content) >> 20} MB", f"at most {MAX_BYTES >> 20} MB"))
    try:
        with opened(content, MAX_PIXELS) as image:
            return _upright(image, content)
    except BadCell as bad:
        raise _unreadable(name, bad) from None


def _unreadable(name: str, bad: BadCell) -> UnreadableFaces:
    remedy = "Scale it down first." if bad.expected.startswith("at most") else "Use another picture."
    return UnreadableFaces(name, found=bad.found, expected=bad.expected, remedy=remedy)


def _upright(image: Image.Image, content: bytes) -> np.ndarray:
    kind = image.format
    if kind == "JPEG":
        image.draft("RGB", (LONG_SIDE, LONG_SIDE))  # decodes large photos at a fraction of their size
    use_low_bytes(image, content)
    image = ImageOps.exif_transpose(image)
    if is_deep(image):
        image = eight_bits(image, kind)
    image.thumbnail((LONG_SIDE, LONG_SIDE), Image.Resampling.LANCZOS, reducing_gap=2.0)
    if image.has_transparency_data:
        colours = image.convert("RGBA")
        image = Image.alpha_composite(Image.new("RGBA", colours.size, "white"), colours)
    return np.asarray(image.convert("RGB"))
