"""Recognises known data sets by the names of their files, in one module for each."""

from collections.abc import Callable

from fer_core.faces.readers.labels.known.affectnet import affectnet
from fer_core.faces.readers.labels.known.ck import ck
from fer_core.faces.readers.labels.known.expw import expw
from fer_core.faces.readers.labels.known.ferplus import ferplus
from fer_core.faces.readers.labels.known.jaffe import jaffe
from fer_core.faces.readers.labels.known.kdef import kdef
from fer_core.faces.readers.labels.known.rafdb import rafdb
from fer_core.faces.readers.labels.labelling import Labelling
from fer_core.faces.readers.labels.tree import FolderTree

KNOWN: tuple[Callable[[FolderTree], Labelling | None], ...] = (kdef, jaffe, ck, rafdb, ferplus, expw, affectnet)


def recognised(tree: FolderTree) -> Labelling | None:
    """Labels of a known data set; None for any other."""
    return next((found for find in KNOWN if (found := find(tree)) is not None), None)
