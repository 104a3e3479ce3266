"""Rows of lists and the pictures they name: by path or file name, whatever its case, with or without its ending."""

import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from fer_core.readers._lists import Row
from fer_core.readers._spelling import key_of


@dataclass
class Joined:
    """Rows by the pictures they name.

    Attributes:
        rows: by path of the picture.
        lost: rows that name no picture.
        unsure: names that several pictures, or contradicting rows, have.
    """

    rows: dict[str, Row] = field(default_factory=dict)
    lost: int = 0
    unsure: list[str] = field(default_factory=list)


def joined(paths: Sequence[str], rows: Sequence[Row]) -> Joined:
    """The row of each picture. A picture that two rows name goes to the one that fits more of its path."""
    by_name, by_stem = defaultdict(list), defaultdict(list)
    pieces = {path: _pieces(path) for path in paths}
    for path in paths:
        by_name[pieces[path][0]].append(path)
        by_stem[_stem(pieces[path][0])].append(path)
    claims: dict[str, list[tuple[int, Row]]] = defaultdict(list)
    found = Joined()
    for row in rows:
        wanted = _pieces(row.file)
        candidates = by_name.get(wanted[0]) or by_stem.get(wanted[0]) or by_stem.get(_stem(wanted[0])) or []
        fits = [(_fit(pieces[path], wanted), path) for path in candidates]
        best = [path for fit, path in fits if fit == max(fits)[0]]
        if not best:
            found.lost += 1
        elif len(best) > 1:
            found.unsure.append(row.file)
        else:
            claims[best[0]].append((max(fits)[0], row))
    for path, claimed in claims.items():
        most = max(fit for fit, _ in claimed)
        first, *others = [row for fit, row in claimed if fit == most]
        found.lost += len(claimed) - 1 - len(others)
        if any(key_of(other.label) != key_of(first.label) for other in others):
            found.unsure.append(first.file)
        else:
            found.rows[path] = first
    return found


def _pieces(path: str) -> list[str]:
    """The names in a path from its end, as they compare."""
    names = [
        unicodedata.normalize("NFC", name).casefold()
        for name in path.replace("\\", "/").split("/")
        if name not in ("", ".")
    ]
    return names[::-1] or [""]


def _stem(name: str) -> str:
    stem, dot, end = name.rpartition(".")
    return stem if dot and end.isalnum() and len(end) <= 4 and not end.isdigit() else name


def _fit(path: list[str], wanted: list[str]) -> int:
    """How many folders above the file are the same."""
    same = 0
    for here, there in zip(path[1:], wanted[1:], strict=False):
        if here != there:
            break
        same += 1
    return same
