"""Widgets for fields of settings that have a `Control`."""

import dataclasses
from collections.abc import Collection, Mapping
from typing import Any, TypeVar

import streamlit as st

from fer_core.base.control import Control, controls_of
from ui.shell.workspace import Workspace

Settings = TypeVar("Settings")
FEW = 20
"""Most whole numbers for which a slider is shown instead of a number field."""


def ask(
    workspace: Workspace,
    now: Settings,
    names: Collection[str] | None = None,
    before: str = "",
    most: Mapping[str, int] | None = None,
) -> Settings:
    """Draw a widget for each field; returns the settings with the chosen values.

    Args:
        workspace: of the open study, whose id is part of the widgets' keys.
        now: the current settings.
        names: fields to draw; by default all that have a control.
        before: prefix of the widgets' keys.
        most: highest values of fields that depend on the faces.
    """
    found: dict[str, Any] = {}
    for name, control in controls_of(now).items():
        if names is None or name in names:
            high = (most or {}).get(name, control.high)
            found[name] = _widget(workspace.widget(f"{before}{name}"), control, getattr(now, name), high)
    return dataclasses.replace(now, **found)  # type: ignore[type-var]


def _widget(key: str, control: Control, value: Any, high: int) -> Any:
    title, text = control.title, control.help or None
    if isinstance(value, bool):
        return st.toggle(title, value, key=key, help=text)
    if isinstance(value, tuple):
        chosen = st.pills(
            title, list(control.titles), selection_mode="multi", default=list(value), key=key, help=text, wrap=True,
            format_func=control.titles.__getitem__,
        )  # fmt: skip
        return tuple(one for one in control.titles if one in chosen) or value
    if control.titles:
        known = list(control.titles)
        return st.radio(title, known, known.index(value), key=key, help=text, format_func=control.titles.__getitem__)
    if control.offered:
        return st.select_slider(title, sorted({*control.offered, value}), value, key=key, help=text)
    high = max(control.low, high, value)
    if not control.empty and high - control.low < FEW:
        return int(st.slider(title, control.low, high, value, key=key, help=text))
    if control.empty:
        shown = st.number_input(title, control.low, high, value or None, key=key, help=text, placeholder=control.empty)
        return int(shown or 0)
    return int(st.number_input(title, control.low, high, value, key=key, help=text))
