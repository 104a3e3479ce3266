"""Codes of emotions: how they are written, what they mean, and the question where nobody knows."""

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
    "Give each of these codes a name, or leave its faces out "
    "(on the command line: --names 7=contempt, or --names 7= to leave them out). "
    "Where all numbers are those of another data set, take its names (--names rafdb, --names affectnet)."
)


def code_of(text: str) -> str | None:
    """``"3"`` of a code however it is written (``"03"``, ``"3.0"``, ``"3,0"``, ``"3.0e+00"``); None of all else."""
    match = _NUMBER.fullmatch(text.strip()) if text.isascii() and len(text) <= _LONGEST else None
    if match is None:
        return None
    number = Decimal(match[0].replace(",", "."))
    return str(int(number)) if number == number.to_integral_value() else None


def says_nothing(text: str) -> bool:
    """Whether a cell is empty, however that is written (``nan``, ``None``, ``NULL``)."""
    return text.strip().casefold() in _NOTHING


def says_no_label(text: str) -> bool:
    """Whether an emotion cell gives no label: an empty one, or −1."""
    return says_nothing(text) or code_of(text) == "-1"


class Codes:
    """What the codes of one table mean.

    Attributes:
        known: code -> name; None where a number that nobody named is the class's name itself.
        said: the same by the person, who goes first; keys are codes or, for classes written out, their names.
    """

    def __init__(self, known: Sequence[str] | None = FER2013, said: Sequence[tuple[str, str]] = ()) -> None:
        """Raises InvalidSettings for a name that no class can have."""
        self.known = None if known is None else {str(code): name for code, name in enumerate(known)}
        self.said = {_key(code): name.strip() for code, name in said}
        self._unknown: set[str] = set()
        for name in self.said.values():
            if name and not is_plain(name):
                what = f"“{shown(name)}” cannot be the name of a class."
                raise InvalidSettings(what, remedy=f"Give one of 1 to {MAX_NAME} visible characters.")

    def name(self, code: str) -> str | None:
        """The name of a class; None where nobody knows it yet. Raises BadCell where its faces are left out."""
        if code in self.said:
            return self._said(code, f"the code {code}", "a code")
        if self.known is None:
            return code
        if code not in self.known:
            self._unknown.add(code)
            if len(self._unknown) > MAX_CLASSES:
                raise BadCell(f"over {MAX_CLASSES} different codes", "emotions", whole_file=True)
        return self.known.get(code)

    def spelt(self, name: str) -> str:
        """The name of a class that is written out. Raises BadCell where its faces are left out."""
        key = _key(name)
        return self._said(key, f"the class {shown(name)!r}", "a class") if key in self.said else name

    def ask(self, file: str, seen: Mapping[str, int]) -> None:
        """Raise CodesUnclear where codes without a meaning were met; ``seen``: how many faces have each cell."""
        if not self._unknown:
            return
        faces: Counter[str] = Counter()
        for text, number in seen.items():
            code = code_of(text)
            if code is not None and not says_no_label(text):
                faces[code] += number
        codes = sorted(faces.items(), key=lambda item: int(item[0]))
        known = {**(self.known or {}), **{code: name for code, name in self.said.items() if name}}
        unknown = [f"{code} ({count(number, 'face')})" for code, number in codes if code in self._unknown]
        more = f" and {len(unknown) - _MOST_SHOWN} more" if len(unknown) > _MOST_SHOWN else ""
        found = f"codes that nobody has named: {', '.join(unknown[:_MOST_SHOWN])}{more}"
        raise CodesUnclear(
            file, found=found, expected=_meanings(known), remedy=_REMEDY, codes=tuple(codes), known=tuple(known.items())
        )

    def _said(self, key: str, what: str, kind: str) -> str:
        if not self.said[key]:
            raise BadCell(what, f"{kind} that you did not leave out", asked=True)
        return self.said[key]


def _key(text: str) -> str:
    return code_of(text) or text.strip().casefold()


def _meanings(known: Mapping[str, str]) -> str:
    return "one of " + ", ".join(f"{code} ({name})" for code, name in list(known.items())[:_MOST_SHOWN])
