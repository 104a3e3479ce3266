"""Sources: where each face of a data set came from, in two arrays."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from fer_core.base.errors import InvalidSettings

MOST_BYTES = 4096
"""Bytes of one source. Longer ones are cut, because paths inside archives have no limit."""
_LEADS_AWAY = re.compile(r"^[/\\~]|^[A-Za-z]+:|(^|[/\\])\.\.([/\\]|$)")


class FaceSources(Sequence[str]):
    """A short text for each face: ``"train/happy/1.png"`` in a folder or archive, ``"line 12"`` of a table.

    Stored as one array of UTF-8 bytes and one of ends, so that half a million texts can be memory-mapped.

    Attributes:
        text: uint8 [bytes], all texts in sequence.
        ends: int64 [n], where each text ends in ``text``, ascending.
    """

    def __init__(self, text: np.ndarray, ends: np.ndarray) -> None:
        """Raises InvalidSettings for arrays that do not belong together."""
        fits = text.dtype == np.uint8 and ends.dtype == np.int64 and text.ndim == ends.ndim == 1
        if not fits or (np.diff(ends, prepend=0) < 0).any() or (int(ends[-1]) if len(ends) else 0) != len(text):
            raise InvalidSettings("The sources of the faces are damaged.")
        self.text, self.ends = np.asarray(text), np.asarray(ends)  # slicing memory-mapped arrays is slow

    @classmethod
    def of(cls, texts: Iterable[str]) -> "FaceSources":
        """Sources from texts; characters that UTF-8 cannot hold (in broken file names) are escaped."""
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
    """Where a face came from; "" if this is not known."""
    return "" if sources is None else sources[row]


def tame(source: str) -> str:
    """A source from an untrusted file, made safe: as a reader of FER Lab would have written it.

    Absolute paths and paths that leave their folder are cut to their last part; invisible characters are escaped.
    """
    inside = re.split(r"[/\\]", source)[-1] if _LEADS_AWAY.search(source) else source
    return "".join(f"\\u{ord(c):04x}" if _is_invisible(c) else c for c in inside)


def _is_invisible(character: str) -> bool:
    """Whether a character is invisible; spaces of any width are not, because names of screenshots contain them."""
    return unicodedata.category(character) in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
