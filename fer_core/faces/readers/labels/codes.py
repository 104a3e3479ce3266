"""Codes of emotions: how they are written, what they mean, and the question if that is unclear."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal

from fer_core.base.errors import InvalidSettings
from fer_core.base.words import count
from fer_core.faces.emotions import FER2013
from fer_core.faces.readers._builder import BadCell
from fer_core.faces.readers._text import is_plain, shown
from fer_core.faces.readers.asking import CodesUnclear
from fer_core.faces.readers.limits import MAX_CLASSES, MAX_NAME

_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d*(?:e[+-]?0?\d)?)?", re.IGNORECASE)
_NOTHING = {"", "nan", "none", "null", "na", "n/a", "#n/a", "<na>", "nat"}
_LONGEST = 32  # characters of a code; NumPy writes 25
_MOST_SHOWN = 12  # codes in a sentence
_REMEDY = (
    "Give each of these codes a name, or skip its faces "
    "(on the command line: --names 7=contempt, or --names 7= to skip them). "
    "If the codes are those of another data set, use its names (--names rafdb, --names affectnet)."
)


def code_of(text: str) -> str | None:
    """``"3"`` for a code in any form (``"03"``, ``"3.0"``, ``"3,0"``, ``"3.0e+00"``); None for other texts."""
    match = _NUMBER.fullmatch(text.strip()) if text.isascii() and len(text) <= _LONGEST else None
    if match is None:
        return None
    number = Decimal(match[0].replace(",", "."))
    return str(int(number)) if number == number.to_integral_value() else None


def is_empty(text: str) -> bool:
    """Whether a cell is empty, in any form (``nan``, ``None``, ``NULL``)."""
    return text.strip().casefold() in _NOTHING


def is_unlabelled(text: str) -> bool:
    """Whether an emotion cell has no label: it is empty or −1."""
    return is_empty(text) or code_of(text) == "-1"


class Codes:
    """The meanings of the codes in one table.

    Attributes:
        known: name by code; None if a number is itself the name of its class.
        chosen: names by code, or by name for classes written out, that a person gives; they have priority.
    """

    def __init__(self, known: Sequence[str] | None = FER2013, chosen: Sequence[tuple[str, str]] = ()) -> None:
        """Raises InvalidSettings for an invalid name."""
        self.known = None if known is None else {str(code): name for code, name in enumerate(known)}
        self.chosen = {_key(code): name.strip() for code, name in chosen}
        self._unknown: set[str] = set()
        for name in self.chosen.values():
            if name and not is_plain(name):
                what = f"“{shown(name)}” cannot be the name of a class."
                raise InvalidSettings(what, remedy=f"Give one of 1 to {MAX_NAME} visible characters.")

    def name(self, code: str) -> str | None:
        """The name of a code's class; None if it has none so far. Raises BadCell if its faces are skipped."""
        if code in self.chosen:
            return self._chosen(code, f"the code {code}", "a code")
        if self.known is None:
            return code
        if code not in self.known:
            self._unknown.add(code)
            if len(self._unknown) > MAX_CLASSES:
                raise BadCell(f"over {MAX_CLASSES} different codes", "emotions", whole_file=True)
        return self.known.get(code)

    def spelt(self, name: str) -> str:
        """The name of a class that is written out. Raises BadCell if its faces are skipped."""
        key = _key(name)
        return self._chosen(key, f"the class {shown(name)!r}", "a class") if key in self.chosen else name

    def ask(self, file: str, seen: Mapping[str, int]) -> None:
        """Raise CodesUnclear if there were codes without a name; ``seen``: how many faces have each cell."""
        if not self._unknown:
            return
        faces: Counter[str] = Counter()
        for text, number in seen.items():
            code = code_of(text)
            if code is not None and not is_unlabelled(text):
                faces[code] += number
        codes = sorted(faces.items(), key=lambda item: int(item[0]))
        known = {**(self.known or {}), **{code: name for code, name in self.chosen.items() if name}}
        unknown = [f"{code} ({count(number, 'face')})" for code, number in codes if code in self._unknown]
        more = f" and {len(unknown) - _MOST_SHOWN} more" if len(unknown) > _MOST_SHOWN else ""
        found = f"codes without a name: {', '.join(unknown[:_MOST_SHOWN])}{more}"
        raise CodesUnclear(
            file, found=found, expected=_meanings(known), remedy=_REMEDY, codes=tuple(codes), known=tuple(known.items())
        )

    def _chosen(self, key: str, what: str, kind: str) -> str:
        if not self.chosen[key]:
            raise BadCell(what, f"{kind} that is not skipped", asked=True)
        return self.chosen[key]


def _key(text: str) -> str:
    return code_of(text) or text.strip().casefold()


def _meanings(known: Mapping[str, str]) -> str:
    return "one of " + ", ".join(f"{code} ({name})" for code, name in list(known.items())[:_MOST_SHOWN])
