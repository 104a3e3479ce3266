"""Joins rows of lists to the pictures they name, by path or file name, in any case, with or without the extension."""

import unicodedata
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import accumulate

from fer_core.faces.readers.labels.lists import Row
from fer_core.faces.readers.labels.spelling import key_of

_DEEPEST = 8
"""Names of a path that are compared at most, from its end."""


@dataclass
class Joined:
    """Rows by the pictures they name.

    Attributes:
        rows: by path of the picture.
        lost: number of rows that name no picture.
        unsure: names of several pictures, or of rows with different labels.
    """

    rows: dict[str, Row] = field(default_factory=dict)
    lost: int = 0
    unsure: list[str] = field(default_factory=list)


def joined(paths: Sequence[str], rows: Sequence[Row]) -> Joined:
    """The row of each picture. If several rows name a picture, the row that matches more of its path is used."""
    names, stems = _by_ends(paths, _pieces), _by_ends(paths, _pieces_of_stem)
    claims: dict[str, list[tuple[int, Row]]] = defaultdict(list)
    found = Joined()
    for row in rows:
        wanted = _pieces(row.file)
        fit, best = (
            _longest(names, wanted) or _longest(stems, wanted) or _longest(stems, _pieces_of_stem(row.file)) or (0, [])
        )
        if not best:
            found.lost += 1
        elif len(best) > 1:
            found.unsure.append(row.file)
        else:
            claims[best[0]].append((fit, row))
    for path, claimed in claims.items():
        most = max(fit for fit, _ in claimed)
        first, *others = [row for fit, row in claimed if fit == most]
        found.lost += len(claimed) - 1 - len(others)
        if any(key_of(other.label) != key_of(first.label) for other in others):
            found.unsure.append(first.file)
        else:
            found.rows[path] = first
    return found


def _by_ends(paths: Sequence[str], pieces: Callable[[str], list[str]]) -> dict[str, list[str]]:
    """Paths by each of their ends: ``1.jpg``, ``happy/1.jpg``, ``train/happy/1.jpg``."""
    ends: dict[str, list[str]] = defaultdict(list)
    for path in paths:
        for end in accumulate(pieces(path)[:_DEEPEST], lambda after, name: f"{name}/{after}"):
            ends[end].append(path)
    return ends


def _longest(ends: dict[str, list[str]], wanted: Sequence[str]) -> tuple[int, list[str]] | None:
    """The number of names, from the end of ``wanted``, that paths match at most, and these paths."""
    fitting = None
    for fit, end in enumerate(accumulate(wanted[:_DEEPEST], lambda after, name: f"{name}/{after}"), 1):
        if end not in ends:
            break
        fitting = fit, ends[end]
    return fitting


def _pieces(path: str) -> list[str]:
    """The names in a path from its end, normalised for comparison."""
    plain = unicodedata.normalize("NFC", path).casefold()
    return [name for name in plain.replace("\\", "/").split("/") if name not in ("", ".")][::-1] or [""]


def _pieces_of_stem(path: str) -> list[str]:
    """As `_pieces`, without the file's extension."""
    name, *folders = _pieces(path)
    stem, dot, end = name.rpartition(".")
    return [stem if dot and end.isalnum() and len(end) <= 4 and not end.isdigit() else name, *folders]
