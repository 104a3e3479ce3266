"""RAF-DB: ``list_patition_label.txt`` names ``train_00001.jpg 5``; copies have folders 1 to 7."""

import re

from fer_core.base.words import count
from fer_core.faces.readers.labels.beside import gaps, labels_of
from fer_core.faces.readers.labels.code_books import CODE_BOOKS
from fer_core.faces.readers.labels.joining import joined
from fer_core.faces.readers.labels.known._names import MOSTLY
from fer_core.faces.readers.labels.labelling import FaceLabel, Labelling
from fer_core.faces.readers.labels.lists import Row, rows_of
from fer_core.faces.readers.labels.parts import usage_code
from fer_core.faces.readers.labels.tree import FolderTree

_PICTURE = re.compile(r"(?P<part>train|test)_\d{4,5}(?P<aligned>_aligned)?\.\w+", re.IGNORECASE)
_LISTS = ("list_patition_label.txt", "list_partition_label.txt", "train_labels.csv", "test_labels.csv")
_BOOK = CODE_BOOKS["RAF-DB"]


def rafdb(tree: FolderTree) -> Labelling | None:
    """Labels from RAF-DB's list, or from its folders 1 to 7; None if the pictures have other names."""
    names = {path: _PICTURE.fullmatch(path.rsplit("/", 1)[-1]) for path in tree.pictures}
    aligned = {path for path, name in names.items() if name and name["aligned"]}
    own = [path for path, name in names.items() if name]
    if not own or len(own) < MOSTLY * len(names):
        return None
    lists = [path for path in tree.lists if path.rsplit("/", 1)[-1].lower() in _LISTS]
    return _by_list(tree, lists, own, aligned) or _by_folders(own)


def _by_list(tree: FolderTree, lists: list[str], own: list[str], aligned: set[str]) -> Labelling | None:
    rows = [row for path in lists for row in rows_of(tree.text(path)) or ()]
    labels = {row.file: _BOOK.get(row.label) for row in rows}
    if not rows or None in labels.values():
        return None
    wholes = [path for path in own if path not in aligned] if aligned else []
    rows = [
        Row(_with_aligned(row.file) if aligned else row.file, labels[row.file] or "", _part(row.file)) for row in rows
    ]
    crops = FolderTree(tree.file, [m for m in tree.members if m.path not in wholes]) if wholes else tree
    found = joined(crops.pictures, rows)
    if not found.rows:
        return None
    sentences = gaps(crops, found)
    if wholes:
        sentences.append(f"{count(len(wholes), 'whole picture')} of which RAF-DB has aligned faces were skipped.")
    return Labelling(
        "RAF-DB's list", labels_of(found.rows), sentences=tuple(sentences), used=frozenset([*lists, *wholes]),
        format="RAF-DB",
    )  # fmt: skip


def _by_folders(own: list[str]) -> Labelling | None:
    """Labels from the folder of each picture if all are codes 1 to 7; other data sets begin at 0."""
    codes = {path: path.split("/")[-2] if "/" in path else "" for path in own}
    if not set(codes.values()) <= set(_BOOK):
        return None
    faces = {path: (FaceLabel(_BOOK[code], _part(path)),) for path, code in codes.items()}
    meaning = ", ".join(f"{code} {_BOOK[code]}" for code in sorted(set(codes.values())))
    sentence = f"The folders were read as RAF-DB's codes, because the pictures are named as in RAF-DB: {meaning}."
    return Labelling("the folders", faces, sentences=(sentence,), format="RAF-DB")


def _with_aligned(name: str) -> str:
    stem, dot, end = name.rpartition(".")
    return name if stem.lower().endswith("_aligned") else f"{stem}_aligned{dot}{end}"


def _part(path: str) -> int | None:
    """Usage code of ``train_00001.jpg``."""
    return usage_code(path.rsplit("/", 1)[-1].split("_", 1)[0])
