"""JAFFE: ``KA.AN1.39.tiff`` is person KA, angry, the first time."""

import re

from fer_core.readers._labelling import Labelling
from fer_core.readers._tree import Tree
from fer_core.readers.known._names import EMOTIONS, by_names

_NAME = re.compile(r"[A-Z]{2}\.(?P<label>AN|DI|FE|HA|NE|SA|SU)\d?\.\d+\.\w+", re.IGNORECASE)


def jaffe(tree: Tree) -> Labelling | None:
    """What JAFFE's file names say; None where they are no such names."""
    return by_names(tree, "JAFFE", _NAME, EMOTIONS)
