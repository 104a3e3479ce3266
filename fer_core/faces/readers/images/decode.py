"""An image file's bytes -> one 48 × 48 grey face."""

import numpy as np
from PIL import Image, ImageOps

from fer_core.faces.faceset import SIDE
from fer_core.faces.readers._builder import BadCell
from fer_core.faces.readers.images.depth import eight_bits, is_deep, use_low_bytes
from fer_core.faces.readers.images.image import opened
from fer_core.faces.readers.limits import MAX_IMAGE_BYTES, MAX_IMAGE_PIXELS

_ORIENTATION = 0x0112


def decode(content: bytes, box: tuple[int, int, int, int] | None = None) -> tuple[np.ndarray, bool]:
    """uint8 [48, 48] of an image, turned upright by its EXIF, and whether it had to be scaled.

    ``box``: left, top, right and bottom of the face in the picture as it is stored, where it is not all of it.

    Raises BadCell. The centre square is kept: faces in face data sets fill the image and sit in its middle, squeezing
    changes their geometry, and padding adds edges on which faces would be grouped by the shape of their picture.
    """
    if len(content) > MAX_IMAGE_BYTES:
        raise too_large(len(content))
    with opened(content, MAX_IMAGE_PIXELS) as image:
        if box is not None:
            return _cut_out(image, box, content), True
        scaled = image.size != (SIDE, SIDE)
        return _face(image, content), scaled


def too_large(size: int) -> BadCell:
    """Why a file of ``size`` bytes is not read."""
    return BadCell(f"a file of {size:,} bytes", f"at most {MAX_IMAGE_BYTES:,}")


def _cut_out(image: Image.Image, box: tuple[int, int, int, int], content: bytes) -> np.ndarray:
    """A face out of its picture, as far as it lies in it. Raises BadCell where it does not."""
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
        image.draft("L", (4 * SIDE, 4 * SIDE))  # decodes large photos at a fraction of their size
    kind = image.format
    use_low_bytes(image, content)
    return _fitted(_grey(ImageOps.exif_transpose(image), kind))


def _fitted(grey: Image.Image) -> np.ndarray:
    if grey.size != (SIDE, SIDE):
        grey = ImageOps.fit(grey, (SIDE, SIDE), Image.Resampling.LANCZOS)
    return np.asarray(grey)


def _grey(image: Image.Image, kind: str | None) -> Image.Image:
    """8-bit grey; white where the image is transparent. ``kind`` is its file's format."""
    if is_deep(image):
        return eight_bits(image, kind)
    if image.has_transparency_data:
        colours = image.convert("RGBA")
        return Image.alpha_composite(Image.new("RGBA", colours.size, "white"), colours).convert("L")
    return image.convert("L")
