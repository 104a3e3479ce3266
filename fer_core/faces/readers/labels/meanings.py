"""Labels that are numbers: FER2013's codes where that is plausible, else a question."""

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
    "Name them, e.g. --names 0=neutral,1=happy (7= leaves a code's faces out), or --names fer2013, rafdb, affectnet."
)


def are_codes(labels: Mapping[str, int]) -> bool:
    """Whether labels are codes: small numbers, at most twenty of them, without zeros in front."""
    numbers = [name for name in labels if _CODE.fullmatch(name) and not (name.startswith("0") and name[1:].isdigit())]
    return 0 < len(labels) == len(numbers) <= 20


def code_of(text: str) -> str:
    """A code as a person writes it: ``3`` for ``3.0``."""
    return re.sub(r"\.0+$", "", text.strip())


def meanings(tree: FolderTree, labels: Counter[str], given: Mapping[str, str], what: str) -> tuple[dict[str, str], str]:
    """What ``labels`` mean, by `key_of` each, and a sentence where that was concluded, else "".

    ``given``: what a person says of labels; ``what`` the labels are, in words. An empty meaning leaves faces out.
    Raises CodesUnclear for codes that nobody has named.
    """
    known = {key_of(code): name for code, name in given.items()}
    unnamed = {label: count for label, count in labels.items() if key_of(label) not in known}
    if not are_codes(labels) or not unnamed:
        return known, ""
    book = CODE_BOOKS["FER2013"]
    plausible = _looks_like_fer2013(tree)
    if plausible and set(unnamed) <= set(book):
        said = ", ".join(f"{code} {book[code]}" for code in sorted(unnamed))
        return known | {
            key_of(code): book[code] for code in unnamed
        }, f"The {what} were taken as FER2013's codes: {said}."
    codes = tuple(sorted(labels.items(), key=lambda item: (float(item[0]), item[0])))
    guesses = {code: book[code] for code in unnamed if plausible and code in book}
    listed = ", ".join(code for code, _ in codes)
    raise CodesUnclear(
        tree.file, found=f"{what} that are numbers ({listed})", expected="names of emotions, or a name for each number",
        remedy=_REMEDY, codes=codes,
        known=tuple((code, {**guesses, **given}[code]) for code, _ in codes if code in guesses or code in given),
    )  # fmt: skip


def _looks_like_fer2013(tree: FolderTree) -> bool:
    """Whether the data set's name says so, or its pictures are 48 × 48 and grey."""
    folders = [path.split("/")[:-1] for path in tree.pictures]
    names = " ".join([tree.file, *max(folders, key=len, default=[])[: shared(folders)]])
    if _FER.search(re.sub(r"fer ?2013", "fer ", key_of(names))):
        return True
    step = max(1, len(tree.pictures) // _PEEK)
    peeks = [peek for path in tree.pictures[::step][:_PEEK] if (peek := _is_like(tree, path)) is not None]
    return bool(peeks) and all(peeks)


def _is_like(tree: FolderTree, path: str) -> bool | None:
    """Whether a picture is 48 × 48 and grey; None where it is no picture."""
    try:
        with opened(tree.by_path[path].read(), MAX_IMAGE_PIXELS) as image:
            if image.size != (SIDE, SIDE):
                return False
            colours = np.asarray(image.convert("RGB"), np.int16)
    except BadCell:
        return None
    return int(np.ptp(colours, axis=2).max()) <= 8  # JPEG's colours of grey differ by a little
