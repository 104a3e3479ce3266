"""Emotion and usage cells, whatever their spelling, as codes."""

import re
from collections import Counter
from collections.abc import Iterable

import numpy as np

from fer_core.emotions import FER2013
from fer_core.readers._builder import NO_LABEL, BadCell
from fer_core.readers._codes import Codes, code_of, says_no_label, says_nothing
from fer_core.readers._text import is_plain, shown
from fer_core.readers.limits import MAX_CLASSES, MAX_NAME

USAGES = ("Training", "PublicTest", "PrivateTest", "Validation", "Test")
"""Names of the parts of a data set, in the order they are shown."""

_USAGE_CODES = {name.lower(): code for code, name in enumerate(USAGES)} | {
    "train": 0, "val": 3, "valid": 3, "validate": 3, "dev": 3, "testing": 4,
}  # fmt: skip
_FILE_USAGE = re.compile(r"(Training|PublicTest|PrivateTest)_\d", re.IGNORECASE)
_MOST_SPELLINGS = 50 * MAX_CLASSES


def usage_code(name: str) -> int | None:
    """Code into `USAGES` of a usage cell or a folder called train, test, val …; None where it is neither."""
    return _USAGE_CODES.get(name.strip().lower())


def usage_in_file_name(name: str) -> int | None:
    """Code into `USAGES` from FER2013's file names (``PublicTest_123.jpg``), or None."""
    found = _FILE_USAGE.match(name)
    return usage_code(found[1]) if found else None


def usage_cell(text: str) -> int:
    """Code into `USAGES` of a cell; of the training set where it says nothing. Raises BadCell."""
    code = 0 if says_nothing(text) else usage_code(text)
    if code is None:
        raise BadCell(f"the usage {shown(text)!r}", "one of " + ", ".join(USAGES), whole_file=True)
    return code


class Labels:
    """Collects the classes of one import. What codes mean is asked of `Codes`; anything else is a name.

    Attributes:
        names: class names in the order they were met; codes point into it.
        codes: what the codes in a table's cells mean.
    """

    def __init__(self, names: Iterable[str] = (), codes: Codes | None = None) -> None:
        self.names: dict[str, int] = {}
        self.codes = Codes() if codes is None else codes
        self._numbers: bool | None = None
        self._met: dict[str, int] = {}
        self._seen: Counter[str] = Counter()
        for name in names:
            self.named(name)

    @property
    def numbered(self) -> bool:
        """Whether the cells so far are codes."""
        return bool(self._numbers)

    def cell(self, text: str, *, may_be_new: bool = True) -> int:
        """Code of an emotion cell; `NO_LABEL` where it gives none, or nobody has named its code yet. Raises BadCell.

        Once all cells are read, `ask` must be called.
        """
        code = self._met.get(text)
        if code is None:
            code = NO_LABEL if says_no_label(text) else self._new_cell(text.strip(), may_be_new)
            if len(self._met) >= _MOST_SPELLINGS:
                raise BadCell("too many different labels", f"at most {MAX_CLASSES} classes", whole_file=True)
            self._met[text] = code
        self._seen[text] += 1
        return code

    @property
    def meanings(self) -> dict[str, str]:
        """The codes in the cells so far and the classes that they were taken for."""
        if not self._numbers:
            return {}
        classes = {code: name for name, code in reversed(self.names.items())}  # the first of several spellings
        found = {code_of(text) or text: classes[code] for text, code in self._met.items() if code in classes}
        return dict(sorted(found.items()))

    def ask(self, file: str) -> None:
        """Raise CodesUnclear where cells have codes that nobody has named."""
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
        """Code of a class name. Raises BadCell for one that cannot be a name."""
        name = name.strip()
        if not is_plain(name):
            raise BadCell(f"the class name {shown(name)!r}", f"1 to {MAX_NAME} visible characters", whole_file=False)
        if name not in self.names:
            if not may_be_new:
                raise BadCell(f"the class name {shown(name)!r}", "a class that other rows have too")
            if len(self.names) >= MAX_CLASSES:
                raise BadCell("too many classes", f"at most {MAX_CLASSES}", whole_file=True)
            self.names[name] = len(self.names)
        return self.names[name]

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
