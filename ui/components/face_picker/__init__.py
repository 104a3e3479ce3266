"""The face picker: a page of faces; a click or Enter picks one."""

import base64
from collections.abc import Sequence

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


def face_picker(
    faces: np.ndarray,
    ids: Sequence[int],
    labels: Sequence[str],
    captions: Sequence[str] = (),
    *,
    size: int = 61,
    key: str,
) -> int | None:
    """Draw faces; returns the id of the face that was picked just now, else None.

    Args:
        faces: uint8 [n, 48, 48], at least one.
        ids: a number for each face.
        labels: a name for each face, for tooltips and screen readers.
        captions: a text below each face; none by default.
        size: side of a face in pixels of the page.
        key: of the component.
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
    }
    picked = _picker(key=key, data=data, on_face_change=lambda: None).get("face")
    return picked if type(picked) is int and picked in numbers else None
