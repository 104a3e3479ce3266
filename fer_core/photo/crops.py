"""Reads pictures that are cropped faces already, in the same way as an import."""

import numpy as np

from fer_core.base.errors import UnreadableFaces
from fer_core.faces.faceset import SIDE
from fer_core.faces.readers._builder import BadCell
from fer_core.faces.readers.images.decode import decode
from fer_core.photo.faces import find_upright
from fer_core.photo.reading import read_photo


def read_crop(content: bytes, name: str = "picture") -> np.ndarray:
    """The centre square of a picture as grey uint8 [48, 48]; ``name`` is for errors.

    Raises:
        UnreadableFaces: if it is no picture.
    """
    try:
        return decode(content)[0]
    except BadCell as bad:
        raise UnreadableFaces(name, found=bad.found, expected=bad.expected, remedy="Choose another picture.") from None


def faces_in(content: bytes, name: str, crops: bool) -> list[np.ndarray]:
    """The faces in a picture as grey uint8 [48, 48] each, from left to right; of a crop, the picture itself.

    Args:
        content: bytes of an image file.
        name: of the file, for errors.
        crops: whether pictures are cropped faces; pictures of 48 × 48 pixels always are.

    Raises:
        UnreadableFaces: if it is no picture.
    """
    if crops:
        return [read_crop(content, name)]
    picture = read_photo(content, name)
    if is_crop(picture):
        return [read_crop(content, name)]
    return [face.crop for face in find_upright(picture)[1]]


def is_crop(picture: np.ndarray) -> bool:
    """Whether a picture uint8 [h, w, 3] has the size of a cropped face."""
    return picture.shape[:2] == (SIDE, SIDE)
