"""The face picker: a page of faces; a click or Enter picks one, and a digit can name it."""

import base64
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import streamlit as st

from ui.components.sheets import COLUMNS, PITCH, sheet
from ui.components.source import source

_picker = st.components.v2.component(
    "fer_lab_face_picker",
    html='<div class="faces" role="group"></div>',
    css=source(__file__, "face_picker.css"),
    js=source(__file__, "face_picker.js"),
)
UNDO = -1
"""The code that the key U sends in place of a name's."""
OnKey = Callable[[int, int], None]
"""Is given the id of a face and the code of the name that was pressed on it, or `UNDO`."""


def face_picker(
    faces: np.ndarray,
    ids: Sequence[int],
    labels: Sequence[str],
    captions: Sequence[str] = (),
    *,
    size: int = 61,
    key: str,
    dark: Sequence[bool] = (),
    joined: Sequence[bool] = (),
    names: int = 0,
    on_key: OnKey | None = None,
) -> int | None:
    """Draw faces; returns the id of the face that was picked just now, else None.

    Args:
        faces: uint8 [n, 48, 48], at least one.
        ids: a number for each face.
        labels: a name for each face, for tooltips and screen readers.
        captions: a text below each face; none by default.
        size: side of a face in pixels of the page.
        key: of the component.
        dark: faces that are drawn dark.
        joined: faces that a bar joins to the one before.
        names: how many names can be given by the digits from 1 on.
        on_key: is called for each digit and U, before the page runs.
    """
    picture = base64.b64encode(sheet(faces).picture).decode()
    numbers = [int(i) for i in ids]
    data = {
        "sheet": f"data:image/jpeg;base64,{picture}",
        "ids": numbers,
        "labels": list(labels),
        "captions": list(captions),
        "columns": COLUMNS,
        "pitch": PITCH,
        "size": size,
        "dark": [bool(one) for one in dark],
        "joined": [bool(one) for one in joined],
        "names": min(names, 9) if on_key else 0,
    }

    # A list, since what touches the session in a callback may be interrupted by the next key.
    handled: list[int] = st.session_state.setdefault(f"{key}-handled", [0])

    def keys_pressed() -> None:
        for number, face, code in _new_keys(key, handled[0], numbers, names):
            if on_key:
                on_key(face, code)
            handled[0] = number

    given = _picker(key=key, data=data, on_face_change=lambda: None, on_keys_change=keys_pressed)
    picked = given.get("face")
    return picked if type(picked) is int and picked in numbers else None


def _new_keys(key: str, handled: int, ids: Sequence[int], names: int) -> list[list[int]]:
    """Keys after number ``handled``. The browser sends the latest ones each time, so that a quick hand loses none."""
    sent = st.session_state.get(key, {}).get("keys")
    return (
        [press for press in sent if _valid(press, ids, names) and press[0] > handled] if isinstance(sent, list) else []
    )


def _valid(press: Any, ids: Sequence[int], names: int) -> bool:
    """Whether this is [serial number, id of a face, code of a name]."""
    if not isinstance(press, list) or len(press) != 3 or any(type(number) is not int for number in press):
        return False
    return press[1] in ids and UNDO <= press[2] < min(names, 9)
