"""Labels that are numbers: FER2013's codes if that is plausible, else a question."""

import re
from collections import Counter
from collections.abc import Mapping

import numpy as np

from fer_core.faces.faceset import SIDE
from fer_core.faces.readers._builder import BadCell
from fer_core.faces.readers.asking import CodesUnclear
from fer_core.faces.readers.images.image import opened
from fer_core.faces.readers.labels.code_books import CODE_BOOKS
from fer_core.faces.readers.labels.layout import shared
from fer_core.faces.readers.labels.spelling import key_of
from fer_core.faces.readers.labels.tree import FolderTree
from fer_core.faces.readers.limits import MAX_IMAGE_PIXELS

_PEEK = 12
_CODE = re.compile(r"-?\d{1,2}(?:\.0+)?")
_FER = re.compile(r"(?<![a-z])fer(?![a-z])(?! ?\+| ?plus)")
_REMEDY = (
    "Name them, for example --names 0=neutral,1=happy (7= skips the faces of a code), or --names fer2013, rafdb or "
    "affectnet."
)


def are_codes(labels: Mapping[str, int]) -> bool:
    """Whether all labels are codes: at most twenty small numbers without leading zeros."""
    numbers = [name for name in labels if _CODE.fullmatch(name) and not (name.startswith("0") and name[1:].isdigit())]
    return 0 < len(labels) == len(numbers) <= 20


def code_of(text: str) -> str:
    """A code as people write it: ``3`` for ``3.0``."""
    return re.sub(r"\.0+$", "", text.strip())


def meanings(tree: FolderTree, labels: Counter[str], given: Mapping[str, str], what: str) -> tuple[dict[str, str], str]:
    """The meaning of each label.

    Args:
        tree: the files.
        labels: how many faces have each label.
        given: the meanings that a person gives; an empty one skips the faces.
        what: what the labels are, in words.

    Returns:
        The meanings by `key_of` each label, and a sentence if they were inferred, else "".

    Raises:
        CodesUnclear: for codes without a name.
    """
    known = {key_of(code): name for code, name in given.items()}
    unnamed = {label: count for label, count in labels.items() if key_of(label) not in known}
    if not are_codes(labels) or not unnamed:
        return known, ""
    book = CODE_BOOKS["FER2013"]
    plausible = _looks_like_fer2013(tree)
    if plausible and set(unnamed) <= set(book):
        meaning = ", ".join(f"{code} {book[code]}" for code in sorted(unnamed))
        return known | {
            key_of(code): book[code] for code in unnamed
        }, f"The {what} were read as FER2013's codes: {meaning}."
    codes = tuple(sorted(labels.items(), key=lambda item: (float(item[0]), item[0])))
    guesses = {code: book[code] for code in unnamed if plausible and code in book}
    listed = ", ".join(code for code, _ in codes)
    raise CodesUnclear(
        tree.file, found=f"{what} that are numbers ({listed})", expected="names of emotions, or a name for each number",
        remedy=_REMEDY, codes=codes,
        known=tuple((code, {**guesses, **given}[code]) for code, _ in codes if code in guesses or code in given),
    )  # fmt: skip


def _looks_like_fer2013(tree: FolderTree) -> bool:
    """Whether the names of folders contain FER2013, or the pictures are 48 × 48 and grey."""
    folders = [path.split("/")[:-1] for path in tree.pictures]
    names = " ".join([tree.file, *max(folders, key=len, default=[])[: shared(folders)]])
    if _FER.search(re.sub(r"fer ?2013", "fer ", key_of(names))):
        return True
    step = max(1, len(tree.pictures) // _PEEK)
    peeks = [peek for path in tree.pictures[::step][:_PEEK] if (peek := _is_like(tree, path)) is not None]
    return bool(peeks) and all(peeks)


def _is_like(tree: FolderTree, path: str) -> bool | None:
    """Whether a picture is 48 × 48 and grey; None for other files."""
    try:
        with opened(tree.by_path[path].read(), MAX_IMAGE_PIXELS) as image:
            if image.size != (SIDE, SIDE):
                return False
            colours = np.asarray(image.convert("RGB"), np.int16)
    except BadCell:
        return None
    return int(np.ptp(colours, axis=2).max()) <= 8  # grey pixels of a JPEG differ slightly between channels
