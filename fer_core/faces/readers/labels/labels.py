"""Codes for emotions in any spelling."""

import unicodedata
from collections import Counter
from collections.abc import Iterable
from typing import Any

import numpy as np

from fer_core.base.words import listed
from fer_core.faces.emotions import FER2013
from fer_core.faces.readers._builder import NO_LABEL, BadCell
from fer_core.faces.readers._text import is_plain, shown
from fer_core.faces.readers.labels.codes import Codes, code_of, is_unlabelled
from fer_core.faces.readers.labels.parts import USAGES, usage_cell, usage_code
from fer_core.faces.readers.labels.spelling import key_of
from fer_core.faces.readers.limits import MAX_CLASSES, MAX_NAME

__all__ = ["USAGES", "Labels", "usage_cell", "usage_code"]

_MOST_SPELLINGS = 50 * MAX_CLASSES


class Labels:
    """Collects the classes of one import. `Codes` gives the meaning of codes; anything else is a name.

    All spellings of a name are one class (`key_of`). It has the first spelling found, or with several spellings that of
    FER2013 if it is one of FER2013's seven emotions.

    Attributes:
        names: code of each class name, in the order in which they were found.
        codes: the meanings of codes in the cells of a table.
    """

    def __init__(self, names: Iterable[str] = (), codes: Codes | None = None) -> None:
        self.names: dict[str, int] = {}
        self.codes = Codes() if codes is None else codes
        self._numbers: bool | None = None
        self._codes: dict[str, int] = {}
        self._spellings: list[list[str]] = []
        self._met: dict[str, int] = {}
        self._seen: Counter[str] = Counter()
        for name in names:
            self.named(name)

    @property
    def numbered(self) -> bool:
        """Whether the cells so far are codes."""
        return bool(self._numbers)

    def cell(self, text: str, *, may_be_new: bool = True) -> int:
        """Code of an emotion cell; `NO_LABEL` if it is empty or has a code without a name so far. Raises BadCell.

        Once all cells are read, `ask` must be called.
        """
        code = self._met.get(text)
        if code is None:
            code = NO_LABEL if is_unlabelled(text) else self._new_cell(text.strip(), may_be_new)
            if len(self._met) >= _MOST_SPELLINGS:
                raise BadCell("too many different labels", f"at most {MAX_CLASSES} classes", whole_file=True)
            self._met[text] = code
        self._seen[text] += 1
        return code

    @property
    def meanings(self) -> dict[str, str]:
        """The codes in the cells so far, and their classes."""
        if not self._numbers:
            return {}
        classes = {code: name for name, code in reversed(self.names.items())}  # the first of several spellings
        found = {code_of(text) or text: classes[code] for text, code in self._met.items() if code in classes}
        return dict(sorted(found.items()))

    def ask(self, file: str) -> None:
        """Raise CodesUnclear if cells have codes without a name."""
        self.codes.ask(file, self._seen)

    def _new_cell(self, text: str, may_be_new: bool) -> int:
        numbers = _is_number(text)
        if self._numbers is not None and numbers != self._numbers and self.codes.known is not None:
            kind = "a code, as in the rows before" if self._numbers else "a name, as in the rows before"
            raise BadCell(f"the emotion {shown(text)!r}", kind, whole_file=True)
        name = self._name_of(text) if numbers else self.codes.spelt(text)
        code = NO_LABEL if name is None else self.named(name, may_be_new=may_be_new or numbers)
        self._numbers = numbers
        return code

    def _name_of(self, text: str) -> str | None:
        code = code_of(text)
        if code is None:
            raise BadCell(f"the emotion {shown(text)!r}", "a whole number", whole_file=True)
        return self.codes.name(code)

    def named(self, name: str, *, may_be_new: bool = True) -> int:
        """Code of a class name. Raises BadCell for an invalid name."""
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
        """Add a spelling: the class is then spelt as in FER2013, else as at first with composed accents."""
        self._spellings[code].append(name)
        spelt = key if key in FER2013 else unicodedata.normalize("NFC", self._spellings[code][0])
        self.names = {spelt if c == code else name: c for name, c in self.names.items()}

    @property
    def notes(self) -> dict[str, Any]:
        """For `Import.notes`: ``merged``, the spellings that are one class, and ``told``, the same in sentences."""
        merged = [[name, self._spellings[c]] for name, c in self.names.items() if len(self._spellings[c]) > 1]
        sentences = [
            f"{listed([f'“{each}”' for each in spellings])} are one class, “{name}”." for name, spellings in merged
        ]
        return {"merged": merged, "told": sentences} if merged else {}

    def ordered(self, codes: np.ndarray) -> tuple[np.ndarray, tuple[str, ...]]:
        """uint8 codes in the final order of classes, and the classes: as in FER2013 if all are its emotions, else by
        name."""
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
        float(text.replace(",", "."))
    except ValueError:
        return False
    return True
