"""Code books: the emotions that numbers stand for in known data sets."""

import re
from collections.abc import Mapping

from fer_core.base.errors import InvalidSettings
from fer_core.faces.emotions import FER2013
from fer_core.faces.readers.labels.spelling import key_of

_RAF = ("surprise", "fear", "disgust", "happy", "sad", "angry", "neutral")
_AFFECTNET = ("neutral", "happy", "sad", "surprise", "fear", "disgust", "angry", "contempt")
_CK = ("neutral", "angry", "contempt", "disgust", "fear", "happy", "sad", "surprise")

CODE_BOOKS: Mapping[str, Mapping[str, str]] = {
    "FER2013": {str(code): name for code, name in enumerate(FER2013)},
    "RAF-DB": {str(code): name for code, name in enumerate(_RAF, 1)},
    "AffectNet": {str(code): name for code, name in enumerate(_AFFECTNET)},
    "CK+": {str(code): name for code, name in enumerate(_CK)},
}
"""Emotions by code for each data set, in FER2013's spelling, so that studies can be compared."""


def names_from(texts: list[str]) -> tuple[tuple[str, str], ...]:
    """Pairs of code and name from texts such as ``7=contempt``, ``0=sad,1=happy`` or a code book's name, ``affectnet``.

    Later ones have priority. ``7=`` skips the faces of that code. Raises InvalidSettings for other texts.
    """
    pairs: dict[str, str] = {}
    for text in ",".join(texts).split(","):
        code, equals, name = (piece.strip() for piece in text.partition("="))
        book = next((book for title, book in CODE_BOOKS.items() if _bare(title) == _bare(code)), None)
        if equals and code:
            pairs[code] = name
        elif book is not None and not equals:
            pairs |= book
        elif text.strip():
            books = ", ".join(_bare(title) for title in CODE_BOOKS)
            what = f"“{text.strip()[:60]}” does not name a code."
            raise InvalidSettings(what, remedy=f"Write CODE=NAME, such as 7=contempt, or one of {books}.")
    return tuple(pairs.items())


def _bare(title: str) -> str:
    return re.sub(r"[^a-z0-9]", "", key_of(title))
