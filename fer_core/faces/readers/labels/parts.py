"""The parts of a data set, in any spelling: training, validation, test."""

import re
from functools import lru_cache

from fer_core.faces.readers._builder import BadCell
from fer_core.faces.readers._text import shown
from fer_core.faces.readers.labels.codes import is_empty
from fer_core.faces.readers.labels.spelling import key_of

USAGES = ("Training", "PublicTest", "PrivateTest", "Validation", "Test")
"""Names of the parts of a data set, in the order they are shown."""

_CODES = {
    "train": 0, "training": 0, "trn": 0, "learn": 0, "learning": 0,
    "publictest": 1, "privatetest": 2,
    "validation": 3, "val": 3, "valid": 3, "validate": 3, "validating": 3, "dev": 3, "devel": 3, "development": 3,
    "eval": 3, "evaluation": 3,
    "test": 4, "testing": 4, "tst": 4,
}  # fmt: skip
_FILLING = re.compile(
    r"(data ?set|sub ?set|set|split|part|folder|images?|imgs?|pictures?|photos?|faces?|data|fer2013)s?"
)
_ORDER = re.compile(r"^\d{1,2}[ .)]+(?=\D)")  # "01_train", "2. test"
_FILE_USAGE = re.compile(r"(Training|PublicTest|PrivateTest)_\d", re.IGNORECASE)


@lru_cache(maxsize=10_000)
def usage_code(name: str) -> int | None:
    """Code into `USAGES` of a usage cell or a folder called train, Test_Set, val-images …; None for other names."""
    key = _ORDER.sub("", key_of(name))
    bare = _FILLING.sub("", key)
    return next((_CODES[text] for text in (key, bare.replace(" ", "")) if text in _CODES), None)


def usage_in_file_name(name: str) -> int | None:
    """Code into `USAGES` from FER2013's file names (``PublicTest_123.jpg``), or None."""
    found = _FILE_USAGE.match(name)
    return usage_code(found[1]) if found else None


def usage_cell(text: str) -> int:
    """Code into `USAGES` of a cell; an empty one means the training set. Raises BadCell for other texts."""
    code = 0 if is_empty(text) else usage_code(text)
    if code is None:
        raise BadCell(f"the usage {shown(text)!r}", "one of " + ", ".join(USAGES), whole_file=True)
    return code
