"""Decodes an image file into one grey face of 48 × 48 pixels."""

import numpy as np
from PIL import Image, ImageOps

from fer_core.faces.faceset import SIDE
from fer_core.faces.readers._builder import BadCell
from fer_core.faces.readers.images.depth import eight_bits, is_deep, use_low_bytes
from fer_core.faces.readers.images.image import opened
from fer_core.faces.readers.limits import MAX_IMAGE_BYTES, MAX_IMAGE_PIXELS

_ORIENTATION = 0x0112


def decode(content: bytes, box: tuple[int, int, int, int] | None = None) -> tuple[np.ndarray, bool]:
    """The face of an image, turned upright according to its EXIF data.

    Images are cropped to their central square, because the faces of face data sets fill the middle of the image.
    Squeezing would change their geometry, and padding would add edges by which they would be grouped.

    Args:
        content: the file.
        box: left, top, right and bottom of the face in pixels of the stored picture; None for the whole picture.

    Returns:
        uint8 [48, 48], and whether it was scaled.

    Raises:
        BadCell: for a file that is not an image, is damaged or too large, or has no pixels in ``box``.
    """
    if len(content) > MAX_IMAGE_BYTES:
        raise too_large(len(content))
    with opened(content, MAX_IMAGE_PIXELS) as image:
        if box is not None:
            return _cut_out(image, box, content), True
        scaled = image.size != (SIDE, SIDE)
        return _face(image, content), scaled


def too_large(size: int) -> BadCell:
    """The reason why a file of ``size`` bytes is not read."""
    return BadCell(f"a file of {size:,} bytes", f"at most {MAX_IMAGE_BYTES:,}")


def _cut_out(image: Image.Image, box: tuple[int, int, int, int], content: bytes) -> np.ndarray:
    """uint8 [48, 48]: the face in ``box``, cut at the borders of the picture. Raises BadCell if it is outside."""
    left, top, right, bottom = box
    inside = (max(0, left), max(0, top), min(image.width, right), min(image.height, bottom))
    if inside[2] <= inside[0] or inside[3] <= inside[1]:
        found = f"a face at {left}, {top} in a picture of {image.width:,} × {image.height:,} pixels"
        raise BadCell(found, "a face inside its picture")
    use_low_bytes(image, content)
    return _fitted(_grey(image.crop(inside), image.format))


def _face(image: Image.Image, content: bytes) -> np.ndarray:
    plain = image.size == (SIDE, SIDE) and image.mode == "L" and image.format != "GIF"  # a GIF may be transparent
    if plain and _ORIENTATION not in image.getexif():
        return np.asarray(image)
    if image.format == "JPEG":
        image.draft("L", (4 * SIDE, 4 * SIDE))  # decodes large photos at a reduced size
    kind = image.format
    use_low_bytes(image, content)
    return _fitted(_grey(ImageOps.exif_transpose(image), kind))


def _fitted(grey: Image.Image) -> np.ndarray:
    if grey.size != (SIDE, SIDE):
        grey = ImageOps.fit(grey, (SIDE, SIDE), Image.Resampling.LANCZOS)
    return np.asarray(grey)


def _grey(image: Image.Image, kind: str | None) -> Image.Image:
    """8-bit grey, white where the image is transparent. ``kind``: format of the file."""
    if is_deep(image):
        return eight_bits(image, kind)
    if image.has_transparency_data:
        colours = image.convert("RGBA")
        return Image.alpha_composite(Image.new("RGBA", colours.size, "white"), colours).convert("L")
    return image.convert("L")
