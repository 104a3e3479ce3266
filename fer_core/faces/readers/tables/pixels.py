"""Parses the pixel values of a face, in any form, into a picture of 48 × 48 pixels."""

import re
from collections import Counter
from collections.abc import Sequence

import numpy as np
from PIL import Image, ImageOps

from fer_core.faces.faceset import SIDE
from fer_core.faces.readers._builder import BadCell
from fer_core.faces.readers._text import shown
from fer_core.faces.readers.tables.columns import side_of

_BETWEEN = bytes.maketrans(b",;|[]()\"'", b" " * 9)
_NUMPY = re.compile(rb"\s*(?:np\.|numpy\.)?array\(|,\s*(?:dtype|shape)\s*=[^)]*\)\s*$")
_RANGE = "whole numbers from 0 to 255"
_UNIT = "numbers from 0 to 1, as in the first rows"
_SHORTENED = "The other values are not in this file. It must be written again with all values of each face."


class PixelFormat:
    """How the pixels of one table are written: ``side`` × ``side`` values, with ``unit`` from 0 to 1.

    Attributes:
        scaled: whether the pictures must be scaled.
        shortest: smallest number of bytes in a row, for values of one digit with separators.
        expected: the number of values of a face, in words.
    """

    def __init__(self, side: int = SIDE, *, unit: bool = False) -> None:
        self._side, self._count = side, side * side
        self._unit = unit
        self._range = _UNIT if unit else _RANGE
        self.scaled = side != SIDE
        self.shortest = 2 * self._count
        self.expected = f"{side * side:,} ({side} × {side})" + (", as in the first rows" if self.scaled else "")

    def face(self, text: bytes) -> np.ndarray:
        """The face of a cell, integers 0..255 [48, 48]. Raises BadCell."""
        try:
            # int64, because smaller types overflow: 65541 would become 5. Parsing stops at the first other character.
            values = np.fromstring(text, np.int64, sep=" ")
        except ValueError:
            return self._face_of_other(text)
        # As uint64, −1 is very large.
        if self._unit or len(values) != self._count or values.view(np.uint64).max() > 255 or b"-" in text:
            return self._face_of_other(text)
        return self._sized(values)

    def of_numbers(self, values: np.ndarray) -> np.ndarray:
        """The face of numbers of any type, as `face`. Raises BadCell."""
        if values.dtype.kind not in "iuf":
            raise BadCell(f"pixel values as {values.dtype}", self._range)
        if len(values) != self._count:
            found = f"{len(values):,} pixel value{'s' * (len(values) != 1)}" if len(values) else "no pixel values"
            raise BadCell(found, self.expected)
        valid = self._valid(values)
        if not valid.all():
            raise BadCell(f"the pixel value {values[~valid][0]}", self._range)
        return self._sized(np.rint(values * 255) if self._unit else values)

    def _face_of_other(self, text: bytes) -> np.ndarray:
        """The face of a cell with anything but valid whole numbers separated by spaces."""
        text, values = _numbers(text)
        valid = self._valid(values)
        if b"-" in text or not valid.all():
            for word, is_valid in zip(text.split(), valid, strict=False):
                if not is_valid or word.startswith(b"-"):
                    raise BadCell(f"the pixel value {_shown(word)}", self._range)
        return self.of_numbers(values)

    def _valid(self, values: np.ndarray) -> np.ndarray:
        """Which values are valid; NaN is not."""
        return (values >= 0) & (values <= (1 if self._unit else 255)) & (self._unit | (np.floor(values) == values))

    def _sized(self, values: np.ndarray) -> np.ndarray:
        picture = values.reshape(self._side, self._side)
        if not self.scaled:
            return picture
        grey = Image.fromarray(picture.astype(np.uint8))
        return np.asarray(ImageOps.fit(grey, (SIDE, SIDE), Image.Resampling.LANCZOS))


def pixels_like(cells: Sequence[bytes | np.ndarray | None]) -> PixelFormat:
    """How pixels are written, from the cells of a table's first rows; by default 48 × 48 whole numbers."""
    sides: Counter[int] = Counter()
    shares: Counter[bool] = Counter()
    for cell in cells:
        try:
            values = _numbers(cell)[1] if isinstance(cell, bytes) else cell
        except BadCell:
            continue
        side = None if values is None else side_of(len(values))
        if values is not None and side and values.dtype.kind in "iuf":
            sides[side] += 1
            inside, whole = ((values >= 0) & (values <= 1)).all(), (np.floor(values) == values).all()
            if not (inside and whole):  # a black picture shows nothing
                shares[bool(inside)] += 1
    side = SIDE if SIDE in sides or not sides else sides.most_common(1)[0][0]
    return PixelFormat(side, unit=shares[True] > shares[False])


def are_pixels(cell: bytes) -> bool:
    """Whether a cell looks like all values of a face."""
    try:
        return side_of(len(_numbers(cell)[1])) is not None
    except BadCell as bad:
        return bad.whole_file


def is_number(cell: bytes) -> bool:
    """Whether a cell is one value, possibly with a bracket."""
    words = cell[:64].translate(_BETWEEN).split()
    return len(cell) < 64 and len(words) == 1 and not _is_no_number(words[0])


def _numbers(text: bytes) -> tuple[bytes, np.ndarray]:
    """``text`` with only spaces between numbers, and its values, int64 or float64. Raises BadCell."""
    if b"..." in text:
        found = "pixel values that were shortened to “...”, as NumPy prints them"
        raise BadCell(found, "all values of the face", whole_file=True, remedy=_SHORTENED)
    if b"array(" in text:
        text = _NUMPY.sub(b" ", text)
    text = text.translate(_BETWEEN)
    for kind in (np.int64, np.float64):
        try:
            return text, np.fromstring(text, kind, sep=" ")
        except ValueError:
            continue
    raise BadCell(f"the pixel value {_shown(next(filter(_is_no_number, text.split()), b''))}", _RANGE)


def _is_no_number(word: bytes) -> bool:
    try:
        float(word)
    except ValueError:
        return True
    return False


def _shown(word: bytes) -> str:
    return shown(word.decode("utf-8", "backslashreplace"), 24)
