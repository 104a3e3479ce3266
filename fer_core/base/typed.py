"""Checks the types of settings that come from files or from the command line.

Dataclasses do not check types. Within the code, the type checker does.
"""

import dataclasses
import math
import types
import typing
from collections.abc import Mapping
from functools import cache
from typing import Any, Literal, Union, get_args, get_origin

from fer_core.base.errors import InvalidSettings


def check(settings: Any, where: str = "") -> None:
    """Raise InvalidSettings unless every field of a settings dataclass, at any depth, has a value of its type.

    Numbers must be finite. ``where`` precedes the field's name in the error.
    """
    for name, hint in hints_of(type(settings)).items():
        check_value(getattr(settings, name), hint, f"{where}.{name}" if where else name)


def hints_of(cls: type) -> dict[str, Any]:
    """The resolved types of a dataclass's fields, by field name."""
    return _hints_of(cls)


@cache  # the sidebar checks all studies at every run of a page
def _hints_of(cls: Any) -> dict[str, Any]:
    hints = typing.get_type_hints(cls)
    return {field.name: hints[field.name] for field in dataclasses.fields(cls)}


def check_value(value: Any, hint: Any, where: str) -> None:
    """Raise InvalidSettings, which names ``where``, unless ``value`` is of the type ``hint``."""
    if not _fits(value, hint, where):
        shown = repr(value)[:60]
        raise InvalidSettings(f"{where} cannot be {shown}.", remedy=f"Expected {type_in_words(hint)}.")


def _fits(value: Any, hint: Any, where: str) -> bool:
    origin, of = get_origin(hint), get_args(hint)
    if hint is Any:
        return True
    if origin in (Union, types.UnionType):
        return any(_fits_quietly(value, one, where) for one in of)
    if origin is Literal:
        return any(value == one and type(value) is type(one) for one in of)
    if origin is tuple:
        return isinstance(value, tuple) and _each_fits(value, of, where)
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return isinstance(value, Mapping) and _entries_fit(value, of, where)
    if hint is None or hint is type(None):
        return value is None
    if hint is float:
        return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)
    if not isinstance(value, hint) or (isinstance(value, bool) and hint is not bool):
        return False
    if dataclasses.is_dataclass(value):
        check(value, where)
    return True


def _fits_quietly(value: Any, hint: Any, where: str) -> bool:
    try:
        return _fits(value, hint, where)
    except InvalidSettings:
        if dataclasses.is_dataclass(value) and isinstance(hint, type) and isinstance(value, hint):
            raise  # its own error is more precise
        return False


def _each_fits(values: tuple[Any, ...], of: tuple[Any, ...], where: str) -> bool:
    hints = [of[0]] * len(values) if len(of) == 2 and of[1] is Ellipsis else list(of)
    if len(hints) != len(values):
        return False
    for i, (value, hint) in enumerate(zip(values, hints, strict=True)):
        check_value(value, hint, f"{where}[{i}]")
    return True


def _entries_fit(values: Mapping[Any, Any], of: tuple[Any, ...], where: str) -> bool:
    for name, value in values.items():
        check_value(name, of[0], f"a name in {where}")
        check_value(value, of[1], f"{where}[{str(name)[:40]}]")
    return True


def type_in_words(hint: Any) -> str:
    """A type in words: "a whole number", "one of kmeans, ward"."""
    plain = {int: "a whole number", float: "a number", bool: "true or false", str: "text", type(None): "null"}
    origin, of = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        return " or ".join(type_in_words(one) for one in of)
    if origin is Literal:
        return "one of " + ", ".join(map(str, of))
    if origin is tuple:
        return f"a list, each {type_in_words(of[0])}"
    return plain.get(hint, getattr(hint, "__name__", str(hint)))
