"""JAFFE: ``KA.AN1.39.tiff`` is person KA, angry, the first time."""

import re

from fer_core.faces.readers.labels.known._names import EMOTIONS, by_names
from fer_core.faces.readers.labels.labelling import Labelling
from fer_core.faces.readers.labels.tree import FolderTree

_NAME = re.compile(r"[A-Z]{2}\.(?P<label>AN|DI|FE|HA|NE|SA|SU)\d?\.\d+\.\w+", re.IGNORECASE)


def jaffe(tree: FolderTree) -> Labelling | None:
    """Labels from JAFFE's file names; None for other names."""
    return by_names(tree, "JAFFE", _NAME, EMOTIONS)
