"""Emotions, whatever their spelling, as codes."""

import unicodedata
from collections.abc import Iterable
from typing import Any

import numpy as np

from fer_core.emotions import FER2013
from fer_core.readers._builder import NO_LABEL, BadCell
from fer_core.readers._parts import USAGES, usage_cell
from fer_core.readers._spelling import key_of
from fer_core.readers._text import is_plain, shown
from fer_core.readers.limits import MAX_CLASSES, MAX_NAME
from fer_core.words import listed

__all__ = ["USAGES", "Labels", "usage_cell"]

_CODES = "an emotion code from 0 to 6 (" + ", ".join(FER2013) + ")"


class Labels:
    """Collects the classes of one import. Codes 0..6 mean FER2013's emotions, anything else is a name.

    Spellings of one name are one class (`key_of`). It is spelt as first seen, or, where there are several spellings,
    as FER2013 spells it if it is one of its seven.

    Attributes:
        names: class names in the order they were met; codes point into it.
    """

    def __init__(self, names: Iterable[str] = ()) -> None:
        self.names: dict[str, int] = {}
        self._codes: dict[str, int] = {}
        self._spellings: list[list[str]] = []
        self._numbers: bool | None = None
        for name in names:
            self.named(name)

    def cell(self, text: str, *, may_be_new: bool = True) -> int:
        """Code of an emotion cell, `NO_LABEL` where it is empty. Raises BadCell."""
        text = text.strip()
        if not text:
            return NO_LABEL
        numbers = _is_number(text)
        if self._numbers is not None and numbers != self._numbers:
            kind = "a code, as in the rows before" if self._numbers else "a name, as in the rows before"
            raise BadCell(f"the emotion {shown(text)!r}", kind, whole_file=True)
        code = self._number(text) if numbers else self.named(text, may_be_new=may_be_new)
        self._numbers = numbers
        return code

    def _number(self, text: str) -> int:
        if not (text.isascii() and text.isdigit()) or len(text) > 3 or int(text) >= len(FER2013):
            raise BadCell(f"the emotion {shown(text)!r}", _CODES, whole_file=True)
        return self.named(FER2013[int(text)])

    def named(self, name: str, *, may_be_new: bool = True) -> int:
        """Code of a class name. Raises BadCell for one that cannot be a name."""
        name = name.strip()
        if not is_plain(name):
            raise BadCell(f"the class name {shown(name)!r}", f"1 to {MAX_NAME} visible characters", whole_file=False)
        key = key_of(name)
        if key not in self._codes:
            if not may_be_new:
                raise BadCell(f"the class name {shown(name)!r}", "a class that other rows have too")
            if len(self.names) >= MAX_CLASSES:
                raise BadCell("too many classes", f"at most {MAX_CLASSES}", whole_file=True)
            self._codes[key] = self.names[name] = len(self.names)
            self._spellings.append([name])
        code = self._codes[key]
        if name not in self._spellings[code]:
            self._respell(code, key, name)
        return code

    def _respell(self, code: int, key: str, name: str) -> None:
        """Another spelling came: the class is spelt as by FER2013, else as at first with its accents composed."""
        self._spellings[code].append(name)
        spelt = key if key in FER2013 else unicodedata.normalize("NFC", self._spellings[code][0])
        self.names = {spelt if c == code else name: c for name, c in self.names.items()}

    @property
    def told(self) -> list[str]:
        """Sentences on the spellings that became one class."""
        merged = self.notes.get("merged", [])
        return [f"{listed([f'“{each}”' for each in spellings])} are one class, “{name}”." for name, spellings in merged]

    @property
    def notes(self) -> dict[str, Any]:
        """For `Import.notes`: ``merged``, the spellings that became one class; nothing where there are none."""
        merged = [[name, self._spellings[c]] for name, c in self.names.items() if len(self._spellings[c]) > 1]
        return {"merged": merged} if merged else {}

    def ordered(self, codes: np.ndarray) -> tuple[np.ndarray, tuple[str, ...]]:
        """``codes`` for the classes' final order: FER2013's where all are its emotions, else by name."""
        if {name.lower() for name in self.names} <= set(FER2013):
            final = {name: FER2013.index(name.lower()) for name in self.names}
            classes: tuple[str, ...] = FER2013
        else:
            classes = tuple(sorted(self.names))
            final = {name: code for code, name in enumerate(classes)}
        lookup = np.full(256, NO_LABEL, np.uint8)
        for name, code in self.names.items():
            lookup[code] = final[name]
        return lookup[codes], classes


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
