"""KDEF: ``AF01ANS.JPG`` is session A, female, person 01, angry, straight."""

import re

from fer_core.faces.readers.labels.known._names import EMOTIONS, by_names
from fer_core.faces.readers.labels.labelling import Labelling
from fer_core.faces.readers.labels.tree import FolderTree

_NAME = re.compile(r"[AB][FM]\d\d(?P<label>AF|AN|DI|HA|NE|SA|SU)(?:S|HL|HR|FL|FR)\.\w+", re.IGNORECASE)


def kdef(tree: FolderTree) -> Labelling | None:
    """Labels from KDEF's file names; None for other names. Its folders are people."""
    return by_names(tree, "KDEF", _NAME, EMOTIONS)
