"""Labels in file names, by a pattern that a person writes: ``*_{label}_*.jpg`` or a regular expression."""

import re
from collections.abc import Callable, Sequence
from typing import Any

from fer_core.base.errors import InvalidSettings

_GROUP = "(?P<label>"
_PIECE = re.compile(r"\{(\w*)(?::(\d{1,2}))?\}|(\*+)|(\?)|(.)", re.DOTALL)
_WILD = 4
"""Wildcards of any length in one pattern, because each multiplies the time that a name can take."""

EXAMPLES = "*_{label}_*, {person:4}{label:2}*, or a regular expression with (?P<label>…)"


def labels_in(names: Sequence[str], pattern: str) -> list[str | None]:
    """The label in each file name or path; None if it does not match ``pattern``.

    A template must match the whole name, with or without its extension: ``*`` is anything, ``?`` one character,
    ``{label}`` the label without spaces, ``_``, ``-`` and dots, ``{label:2}`` a label of two characters, and any other
    name in braces (``{person}``) a part that is ignored. With a ``/``, it must match the whole path. A pattern with
    ``(?P<label>`` is a regular expression.

    Raises:
        InvalidSettings: for a pattern that is invalid or could take far too long.
    """
    find = _finder(pattern.strip())
    return [find(name) for name in names]


def _finder(pattern: str) -> Callable[[str], str | None]:
    if _GROUP in pattern:
        compiled = _compiled(pattern)
        return lambda name: _label(compiled.search(_subject(name, pattern)))
    compiled = _compiled(_from_template(pattern))

    def find(name: str) -> str | None:
        subject = _subject(name, pattern)
        return _label(compiled.fullmatch(subject) or compiled.fullmatch(subject.rpartition(".")[0]))

    return find


def _subject(path: str, pattern: str) -> str:
    return (path if "/" in pattern else path.rsplit("/", 1)[-1])[-255:]


def _label(found: re.Match[str] | None) -> str | None:
    return (found["label"] or "").strip() or None if found else None


def _from_template(pattern: str) -> str:
    pieces, labels = [], 0
    for name, length, many, one, text in (match.groups(default="") for match in _PIECE.finditer(pattern)):
        if many:
            pieces.append(".*?")
        elif one:
            pieces.append(".")
        elif text:
            pieces.append(re.escape(text))
        else:
            labels += name == "label"
            what = f".{{{length}}}" if length else r"[^\s_.\-/]+?"
            pieces.append(f"(?P<label>{what})" if name == "label" else f"(?:{what})")
    if labels != 1:
        raise InvalidSettings("The pattern must contain {label} once.", remedy=f"For example: {EXAMPLES}.")
    return "".join(pieces)


def _compiled(pattern: str) -> re.Pattern[str]:
    """A regular expression that cannot take too long. Raises InvalidSettings."""
    try:
        compiled = re.compile(pattern, re.IGNORECASE)
        wild, nested = _repeats(re._parser.parse(pattern))  # type: ignore[attr-defined]
    except (re.error, RecursionError, OverflowError) as error:
        what = f"The pattern is invalid ({error})."
        raise InvalidSettings(what, remedy=f"For example: {EXAMPLES}.") from error
    if nested or wild > _WILD:
        what = f"The pattern has {'nested repeats' if nested else f'more than {_WILD} wildcards of any length'}."
        raise InvalidSettings(what, remedy="It could take far too long. Write a simpler one.")
    return compiled


def _repeats(parsed: Any, inside: bool = False) -> tuple[int, bool]:
    """How many repeats of any length a parsed expression has, and whether one contains another."""
    wild, nested = 0, False
    for operation, value in parsed:
        name = str(operation)
        repeated = name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT") and value[1] > 40
        wild, nested = wild + repeated, nested or (repeated and inside)
        for part in _parts(value):
            more, worse = _repeats(part, inside or repeated)
            wild, nested = wild + more, nested or worse
    return wild, nested


def _parts(value: Any) -> list[Any]:
    """The parsed expressions inside a part of one."""
    if type(value).__name__ == "SubPattern":
        return [value]
    if isinstance(value, (tuple, list)):
        return [part for piece in value for part in _parts(piece)]
    return []
