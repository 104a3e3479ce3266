"""Pictures that are faces already, cut out by somebody else: read as an import reads them."""

import numpy as np

from fer_core.base.errors import UnreadableFaces
from fer_core.faces.faceset import SIDE
from fer_core.faces.readers._builder import BadCell
from fer_core.faces.readers.images.decode import decode
from fer_core.photo.faces import find_faces
from fer_core.photo.reading import read_photo


def read_crop(content: bytes, name: str = "picture") -> np.ndarray:
    """uint8 [48, 48]: the centre square of a picture, grey. Raises UnreadableFaces for what is no picture."""
    try:
        return decode(content)[0]
    except BadCell as bad:
        raise UnreadableFaces(name, found=bad.found, expected=bad.expected, remedy="Take another picture.") from None


def faces_in(content: bytes, name: str, crops: bool) -> list[np.ndarray]:
    """uint8 [48, 48] each: the picture itself where it is a crop, else the faces in it, from left to right.

    A picture of exactly 48 × 48 pixels is a crop whatever ``crops`` says. Raises UnreadableFaces.
    """
    if crops:
        return [read_crop(content, name)]
    picture = read_photo(content, name)
    if is_crop(picture):
        return [read_crop(content, name)]
    return [face.crop for face in find_faces(picture)]


def is_crop(picture: np.ndarray) -> bool:
    """Whether a picture (uint8 [h, w, 3]) has the size of a face that was cut out."""
    return picture.shape[:2] == (SIDE, SIDE)
