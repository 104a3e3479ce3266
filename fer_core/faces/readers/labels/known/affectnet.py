"""AffectNet: ``annotations/N_exp.npy`` beside ``images/N.jpg``; its lists; folders 0 to 7 in a set of its name."""

import io
from collections import Counter
from collections.abc import Mapping

import numpy as np

from fer_core.base.words import count
from fer_core.faces.readers._builder import BadCell
from fer_core.faces.readers.labels.beside import gaps
from fer_core.faces.readers.labels.code_books import CODE_BOOKS
from fer_core.faces.readers.labels.joining import joined
from fer_core.faces.readers.labels.labelling import FaceLabel, Labelling
from fer_core.faces.readers.labels.layout import places
from fer_core.faces.readers.labels.lists import header_of, rows_of
from fer_core.faces.readers.labels.tree import FolderTree

_BOOK = CODE_BOOKS["AffectNet"]
_OTHERS = {"8": "none", "9": "uncertain", "10": "no face"}
_EXPRESSION = "_exp.npy"
_MOST_BYTES = 4096


def affectnet(tree: FolderTree) -> Labelling | None:
    """Labels from AffectNet's annotations, lists or numbered folders; None for other sets."""
    return _by_annotations(tree) or _by_list(tree) or _by_folders(tree)


def _by_annotations(tree: FolderTree) -> Labelling | None:
    codes = {path[: -len(_EXPRESSION)].rsplit("/", 1)[-1]: path for path in tree.others(_EXPRESSION)}
    if not codes:
        return None
    found = {}
    for path in tree.pictures:
        annotation = codes.get(path.rsplit("/", 1)[-1].rpartition(".")[0])
        if annotation:  # numbers can repeat in another part
            found[path] = _beside(path, annotation, tree)
    known = {path: code for path, code in found.items() if code is not None}
    if 2 * len(known) < len(tree.pictures):
        return None
    return _labelling(known, "AffectNet's annotations", frozenset(tree.others(".npy")))


def _beside(path: str, annotation: str, tree: FolderTree) -> str | None:
    """The code in the annotation of a picture: that of its own part, if several have the same number."""
    own = "/".join([*path.split("/")[:-2], "annotations", path.rsplit("/", 1)[-1].rpartition(".")[0] + _EXPRESSION])
    return _code(tree, own if own in tree.by_path else annotation)


def _code(tree: FolderTree, path: str) -> str | None:
    """The number in an array of one cell, which may be text; None if there is none."""
    member = tree.by_path[path]
    try:
        if member.size > _MOST_BYTES:
            return None
        value = np.load(io.BytesIO(member.read()), allow_pickle=False)
        return str(int(float(value.reshape(-1)[0])))
    except (BadCell, ValueError, OSError, EOFError, LookupError, OverflowError, TypeError, SyntaxError):
        return None


def _by_list(tree: FolderTree) -> Labelling | None:
    lists = [p for p in tree.lists if {"subdirectory filepath", "expression"} <= set(header_of(tree.text(p)))]
    rows = [row for path in lists for row in rows_of(tree.text(path)) or ()]
    found = joined(tree.pictures, rows)
    if 2 * len(found.rows) < len(tree.pictures) or not found.rows:
        return None
    codes = {path: row.label for path, row in found.rows.items()}
    return _labelling(codes, "AffectNet's list", frozenset(lists), tuple(gaps(tree, found)))


def _by_folders(tree: FolderTree) -> Labelling | None:
    """Labels from folders 0 to 7 (8 to 10 are no emotions) if a name contains AffectNet."""
    if "affectnet" not in " ".join([tree.file, *tree.pictures[:1]]).lower().replace("-", "").replace("_", ""):
        return None
    codes = {path: place.label for path, place in zip(tree.pictures, places(tree.pictures), strict=True)}
    known = {path: code for path, code in codes.items() if code is not None}
    if not known or not set(known.values()) <= {*_BOOK, *_OTHERS}:
        return None
    return _labelling(known, "the folders, which are AffectNet's codes", frozenset())


def _labelling(
    codes: Mapping[str, str], source: str, used: frozenset[str], sentences: tuple[str, ...] = ()
) -> Labelling | None:
    if not set(codes.values()) <= {*_BOOK, *_OTHERS}:
        return None
    faces = {path: (FaceLabel(_BOOK.get(code)),) for path, code in codes.items()}
    without = Counter(_OTHERS[code] for code in codes.values() if code in _OTHERS)
    what = ", ".join(f"{n:,} “{name}”" for name, n in without.items())
    if without:
        faces_without, one = count(without.total(), "face"), without.total() == 1
        verb, them = ("has", "it") if one else ("have", "them")
        sentence = f"{faces_without} {verb} no label, because AffectNet lists no emotion for {them} ({what})."
        sentences = (*sentences, sentence)
    return Labelling(source, faces, sentences=sentences, used=used, format="AffectNet")
