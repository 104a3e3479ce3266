"""Choices as text: ``clusters.k=50`` sets one, and the same lines say how choices differ from others."""

import dataclasses
import json
from collections.abc import Iterator, Sequence
from typing import Any, get_args, get_origin

from fer_core.base import typed
from fer_core.base.errors import FerLabError, InvalidSettings
from fer_core.features import FEATURES, Feature
from fer_core.study.choices import Choices, checked
from fer_core.study.store import plain
from fer_core.study.study import revived

ONLY_AS_JSON = ("left_out", "encoder")
"""Choices that are not typed by hand: `assignments` writes them, and errors do not offer them."""
WITHOUT_RESULTS = ("compared", "compared_seeds")
"""Choices on which no result depends."""


def assigned(choices: Choices, assignments: Sequence[str]) -> Choices:
    """``choices`` with each ``NAME=VALUE``; names are dotted, values JSON or plain text. Raises FerLabError."""
    for text in assignments:
        name, equals, value = text.partition("=")
        if not equals:
            raise InvalidSettings(f"“{text[:60]}” sets no choice.", remedy="Write NAME=VALUE, e.g. clusters.k=50.")
        choices = _with(choices, name.strip().split("."), value.strip(), name.strip())
    return checked(choices)


def assignments(before: Choices, after: Choices) -> list[str]:
    """The shortest lines for `assigned` that make ``after`` of ``before``, up to choices without influence."""
    found: list[str] = []
    for field in dataclasses.fields(Choices):
        old, new = (getattr(one, field.name) for one in (before, after))
        if old != new and field.name not in WITHOUT_RESULTS:
            lines = list(_lines(field.name, old, new))
            found += lines if _makes(before, lines, field.name, new) else [f"{field.name}={_json(new)}"]
    return found


def _lines(name: str, old: Any, new: Any) -> Iterator[str]:
    """One line for each value that differs, as a person would type it."""
    if isinstance(new, Feature) and type(new) is not type(old):
        yield f"{name}={new.kind}"
        old = type(new)()
    if dataclasses.is_dataclass(new) and type(new) is type(old):
        for field in dataclasses.fields(new):
            inner = getattr(new, field.name)
            if inner != getattr(old, field.name):
                yield from _lines(f"{name}.{field.name}", getattr(old, field.name), inner)
    elif isinstance(new, tuple) and new and all(isinstance(one, str) for one in new):
        yield f"{name}={','.join(new)}"
    elif not isinstance(new, Feature):
        yield f"{name}={new if isinstance(new, str) else _json(new)}"


def _makes(before: Choices, lines: Sequence[str], name: str, wanted: Any) -> bool:
    """Whether the lines give the value; some cannot be set one after the other, such as kinds and their weights."""
    try:
        return bool(lines) and getattr(assigned(before, lines), name) == wanted
    except FerLabError:
        return False


def _json(value: Any) -> str:
    return json.dumps(plain(value), ensure_ascii=False, separators=(",", ":"))


def _with(settings: Any, path: Sequence[str], text: str, whole: str) -> Any:
    hints = typed.hints_of(type(settings))
    if path[0] not in hints:
        names = ", ".join(name for name in hints if name not in ONLY_AS_JSON)
        raise InvalidSettings(f"There is no choice “{whole[:60]}”.", remedy=f"Choose one of: {names}.")
    inner = getattr(settings, path[0])
    if len(path) > 1 and dataclasses.is_dataclass(inner):
        return dataclasses.replace(settings, **{path[0]: _with(inner, path[1:], text, whole)})
    value = _value(text, hints[path[0]], whole)
    if isinstance(inner, Feature) and isinstance(value, str) and value in FEATURES:
        value = FEATURES[value]()
    if len(path) > 1 or (dataclasses.is_dataclass(inner) and not dataclasses.is_dataclass(value)):
        what = f"“{whole[:60]}” stands for several choices."
        raise InvalidSettings(what, remedy="List all names with: python -m fer_core study show STUDY.")
    typed.check_value(value, hints[path[0]], whole)
    return dataclasses.replace(settings, **{path[0]: value})


def _value(text: str, hint: Any, where: str) -> Any:
    try:
        value = json.loads(text)
    except ValueError:
        return tuple(text.split(",")) if get_origin(hint) is tuple and get_args(hint)[0] is str else text
    return revived(value, where)
