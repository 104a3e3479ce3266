"""Recognises the columns of a table by their names, in any spelling."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from math import isqrt

from fer_core.base.errors import UnreadableFaces
from fer_core.faces.readers._text import shown
from fer_core.faces.readers.limits import MAX_NAME, MAX_SIDE, MIN_SIDE

EXPECTED = "the columns emotion, pixels, Usage in a header (pixels alone is enough)"

_LABEL = (
    "emotion emotions label labels class classes target targets expression expressions category sentiment mood "
    "emotionlabel emotionclass emotioncode emotionid emotionname facialexpression facialemotion expressionlabel "
    "classlabel classname classid labelname labelid y"
)
_PIXELS = "pixels pixel pix px imagepixels imagepixel pixelvalues pixelstring pixelsstring facepixels"
_IMAGE = "image images img imgs picture pictures photo photos face faces imagebytes imagedata jpg jpeg png"
_USAGE = "usage usages split splits set subset part partition datasplit datasettype traintest phase"
_ROLES = {
    word: role
    for role, words in (("label", _LABEL), ("pixels", _PIXELS), ("image", _IMAGE), ("usage", _USAGE))
    for word in words.split()
}
_NUMBERED = re.compile(r"(?P<stem>[^\d]*?)[\s_.\-\[(]*(?P<row>\d+)(?:[\s_.,x\-\])\[(]+(?P<column>\d+))?[\])]*")


@dataclass(frozen=True)
class Columns:
    """Positions (from 0) of the columns that are read.

    Attributes:
        pixels: one column with all values of a face, or one for each pixel in order; empty with an ``image`` column.
        label: None without labels.
        usage: None without usages.
        image: of picture files, if there are no pixels.
        ignored: names of all other columns.
    """

    pixels: tuple[int, ...] = ()
    label: int | None = None
    usage: int | None = None
    image: int | None = None
    ignored: tuple[str, ...] = ()


def columns_of(names: Sequence[str], where: str) -> Columns:
    """The meaning of columns with these names. ``pixels`` and ``image`` may both be missing.

    Raises UnreadableFaces, for the place ``where``, if two columns have the same meaning.
    """
    found: dict[str, int] = {}
    for place, name in enumerate(names):
        role = _ROLES.get(plain(name))
        if role is None:
            continue
        if role in found:
            raise _doubled(where, names[found[role]], name)
        found[role] = place
    numbered = () if "pixels" in found else _one_a_pixel(names)
    pixels = (found["pixels"],) if "pixels" in found else numbered
    used = {*found.values(), *pixels}
    ignored = tuple(shown(name) for place, name in enumerate(names) if place not in used and name.strip())
    return Columns(pixels, found.get("label"), found.get("usage"), found.get("image"), ignored)


def plain(name: str) -> str:
    """``"Image Pixels"``, ``"image_pixels"`` and ``"ÍMAGE-PIXELS"`` -> ``"imagepixels"``."""
    letters = unicodedata.normalize("NFKD", name).casefold()
    return "".join(c for c in letters if c.isalnum())


def side_of(count: int) -> int | None:
    """The side of a square picture of ``count`` pixels; None if it is not a square, too small or too large."""
    side = isqrt(count)
    return side if side * side == count and MIN_SIDE <= side <= MAX_SIDE else None


def _one_a_pixel(names: Sequence[str]) -> tuple[int, ...]:
    """Positions of columns such as ``pixel0 … pixel2303``, ``0 … 2303`` or ``1x1 … 48x48``, in the picture's order."""
    stems: dict[tuple[str, bool], list[tuple[int, int, int]]] = {}
    for place, name in enumerate(names):
        match = _NUMBERED.fullmatch(name.strip().casefold()) if len(name) <= MAX_NAME else None
        if match:
            numbers = stems.setdefault((match["stem"], match["column"] is None), [])
            numbers.append((int(match["row"]), int(match["column"] or 0), place))
    squares = [sorted(numbers) for numbers in stems.values() if side_of(len(numbers)) and _all_differ(numbers)]
    return tuple(place for _, _, place in squares[0]) if len(squares) == 1 else ()


def _all_differ(numbers: Sequence[tuple[int, int, int]]) -> bool:
    """Whether the numbers are all different; values of pixels would repeat."""
    return len({number[:2] for number in numbers}) == len(numbers)


def _doubled(where: str, one: str, other: str) -> UnreadableFaces:
    found = f"two columns with the same meaning ({shown(one.strip(), 40)!r}, {shown(other.strip(), 40)!r})"
    return UnreadableFaces(where, found=found, expected=EXPECTED, remedy="Delete or rename one of the two.")
