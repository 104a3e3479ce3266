"""Converts pictures of more than 8 bits to 8 bits: the high byte of 16 bits; 10 or 12 bits scaled by their maximum."""

import io
import sys
from typing import Any

import numpy as np
from PIL import Image

_SIXTEEN_FROM = 4096
"""16-bit pictures with a smaller maximum hold 12 bits or fewer; their high bytes alone would be black."""

_OTHER_BYTE = {
    "RGB;16B": "RGB;16L", "RGB;16L": "RGB;16B", "RGBA;16B": "RGBA;16L", "RGBA;16L": "RGBA;16B",
    "RGB;16N": "RGB;16B" if sys.byteorder == "little" else "RGB;16L",
}  # fmt: skip
"""Pillow's raw modes that read one byte of each 16-bit value, and those that read the other byte."""


def is_deep(image: Image.Image) -> bool:
    """Whether a picture has one channel of more than 8 bits."""
    return image.mode.startswith(("I", "F"))


def eight_bits(image: Image.Image, kind: str | None) -> Image.Image:
    """8-bit grey of a picture of more than 8 bits. ``kind``: format of the file."""
    values = np.asarray(image)
    if kind == "PPM" and image.mode == "I":
        values = values.astype(np.uint16)  # of a PGM; Pillow reads them as 32 bits
    return Image.fromarray(_eight_bits(values))


def use_low_bytes(image: Image.Image, content: bytes) -> None:
    """Brighten a colour picture with 12 bits or fewer stored in 16, of which Pillow drops the lower 8."""
    other = [_other_byte(tile) for tile in getattr(image, "tile", ())]
    if not other or None in other:
        return
    high = np.asarray(image)
    colours = slice(0, 3)
    if high[..., colours].max(initial=0) >= _SIXTEEN_FROM >> 8:
        return
    with Image.open(io.BytesIO(content), formats=[str(image.format)]) as again:
        again.tile = other
        low = np.asarray(again)
    bright = high.copy()
    bright[..., colours] = _eight_bits(high[..., colours].astype(np.uint16) << 8 | low[..., colours])
    image.paste(Image.fromarray(bright))


def _other_byte(tile: Any) -> Any:
    """A tile of Pillow's decoder that reads the other byte of each value; None if there is none."""
    args = tile.args if isinstance(tile.args, tuple) else (tile.args,)
    raw = _OTHER_BYTE.get(args[0]) if args else None
    if raw is None:
        return None
    return tile._replace(args=(raw, *args[1:]) if isinstance(tile.args, tuple) else raw)


def _eight_bits(values: np.ndarray) -> np.ndarray:
    """uint8 from values of any depth and type."""
    if values.dtype.kind == "u" and values.dtype.itemsize == 2 and values.max(initial=0) >= _SIXTEEN_FROM:
        return (values >> 8).astype(np.uint8)
    values = np.nan_to_num(values.astype(np.float64))
    top = values.max(initial=0)
    scale = 255 / max(top, 1e-9) if top <= 1 or top > 255 else 1
    return (values * scale).clip(0, 255).astype(np.uint8)
