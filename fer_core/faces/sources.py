"""Sources: where each face of a data set came from, in two plain arrays."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from fer_core.base.errors import InvalidSettings

MOST_BYTES = 4096
"""Bytes of one source; longer ones are cut. Paths inside archives may be as long as somebody likes."""
_LEADS_AWAY = re.compile(r"^[/\\~]|^[A-Za-z]+:|(^|[/\\])\.\.([/\\]|$)")


class FaceSources(Sequence[str]):
    """One short text a face: ``"train/happy/1.png"`` inside the folder or archive, ``"line 12"`` of a table.

    Kept as one array of UTF-8 bytes and one of ends, so that half a million of them can be memory-mapped.

    Attributes:
        text: uint8 [bytes], all texts one after the other.
        ends: int64 [n], where each text ends in ``text``, ascending.
    """

    def __init__(self, text: np.ndarray, ends: np.ndarray) -> None:
        """Raises InvalidSettings for arrays that do not belong together."""
        fits = text.dtype == np.uint8 and ends.dtype == np.int64 and text.ndim == ends.ndim == 1
        if not fits or (np.diff(ends, prepend=0) < 0).any() or (int(ends[-1]) if len(ends) else 0) != len(text):
            raise InvalidSettings("The places that the faces came from do not fit the faces.")
        self.text, self.ends = np.asarray(text), np.asarray(ends)  # memory-mapped arrays are slow to take pieces of

    @classmethod
    def of(cls, texts: Iterable[str]) -> "FaceSources":
        """Sources from texts; characters that UTF-8 cannot hold (broken file names) are spelt out."""
        pieces = [text.encode("utf-8", "backslashreplace")[:MOST_BYTES] for text in texts]
        joined = np.frombuffer(b"".join(pieces), np.uint8)
        return cls(joined, np.cumsum([len(piece) for piece in pieces], dtype=np.int64))

    def __len__(self) -> int:
        return len(self.ends)

    def __getitem__(self, index: int) -> str:  # type: ignore[override]
        place = range(len(self.ends))[index]
        start = int(self.ends[place - 1]) if place else 0
        return self.text[start : int(self.ends[place])].tobytes().decode("utf-8", "replace")

    def __iter__(self) -> Iterator[str]:
        whole, start = self.text.tobytes(), 0
        for end in self.ends.tolist():
            yield whole[start:end].decode("utf-8", "replace")
            start = end

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, FaceSources):
            return NotImplemented
        return np.array_equal(self.ends, other.ends) and np.array_equal(self.text, other.text)

    __hash__ = None  # type: ignore[assignment]


def source_of(sources: FaceSources | None, row: int) -> str:
    """Where a face came from, for a table; "" where nobody knows."""
    return "" if sources is None else sources[row]


def tame(source: str) -> str:
    """A source out of a file that anybody may have written, made what a reader of ours would have written.

    Of a path that begins at a disk or leaves its folder only the last part is left; invisible characters are spelt out.
    """
    inside = re.split(r"[/\\]", source)[-1] if _LEADS_AWAY.search(source) else source
    return "".join(f"\\u{ord(c):04x}" if _is_invisible(c) else c for c in inside)


def _is_invisible(character: str) -> bool:
    """Blanks of other widths are none: screenshots have them in their names."""
    return unicodedata.category(character) in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
