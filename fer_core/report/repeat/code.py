"""Settings as Python code, with only the fields that differ from the defaults."""

import dataclasses
import json
from collections.abc import Iterable, Iterator
from typing import Any

from fer_core.study.assignments import WITHOUT_RESULTS
from fer_core.study.choices import Choices


def code_of(value: Any) -> str:
    """An expression that makes ``value``: settings, tuples and plain values."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = ((field, getattr(value, field.name)) for field in dataclasses.fields(value))
        given = [f"{field.name}={code_of(one)}" for field, one in fields if one != _default(field)]
        return f"{type(value).__name__}({', '.join(given)})"
    if isinstance(value, tuple):
        return f"({', '.join(map(code_of, value))}{',' if len(value) == 1 else ''})"
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else repr(value)  # with double quotes


def choices_code(usual: Choices, chosen: Choices) -> str:
    """Lines that assign to ``choices`` the usual ones of ``faces``, changed where ``chosen`` differs."""
    changed = _changed(usual, chosen)
    if not changed:
        return "choices = study.fitting(faces)"
    lines = "".join(f"    {name}={code_of(value)},\n" for name, value in changed.items())
    return f"choices = dataclasses.replace(\n    study.fitting(faces),\n{lines})"


def imports_for(usual: Choices, chosen: Choices) -> list[str]:
    """The imports that `choices_code` needs."""
    classes = {type(one) for value in _changed(usual, chosen).values() for one in _settings_in(value)}
    needed = [f"from {cls.__module__} import {cls.__name__}" for cls in classes]
    return sorted(needed)


def _changed(usual: Choices, chosen: Choices) -> dict[str, Any]:
    names = [field.name for field in dataclasses.fields(Choices) if field.name not in WITHOUT_RESULTS]
    return {name: getattr(chosen, name) for name in names if getattr(chosen, name) != getattr(usual, name)}


def _settings_in(value: Any) -> Iterator[Any]:
    """The settings that `code_of` writes for ``value``."""
    inner: Iterable[Any] = ()
    if dataclasses.is_dataclass(value):
        yield value
        fields = ((field, getattr(value, field.name)) for field in dataclasses.fields(value))
        inner = [one for field, one in fields if one != _default(field)]
    elif isinstance(value, tuple):
        inner = value
    for one in inner:
        yield from _settings_in(one)


def _default(field: "dataclasses.Field[Any]") -> Any:
    return field.default_factory() if field.default_factory is not dataclasses.MISSING else field.default
