"""The face browser: filters, one page of faces at a time, and one face in detail, which has its own address."""

from collections.abc import Mapping, Sequence

import numpy as np
import streamlit as st

from fer_core.faces.faceset import UNLABELLED, FaceSet
from ui.components.face_picker import face_picker
from ui.shared import one_face
from ui.shared.brightness import lightness
from ui.shell.text import count, escape
from ui.shell.workspace import Workspace

PER_PAGE = 48
MANY = 12
"""With more classes than this, a list is easier to use than a row of buttons."""

Flags = Mapping[str, np.ndarray]
"""What an audit found: for each check's title, int64 rows of faces."""


def browse(workspace: Workspace, flags: Flags | None = None) -> None:
    """Faces that match the filters, one page at a time; a click shows one in detail."""
    emotion = _emotion(workspace)
    place = st.container()  # the faces stand above the controls
    rows, shown = _filtered(workspace, emotion, flags or {})
    with place:
        _draw(workspace, shown)
    one_face.in_front(workspace, rows, flags or {})


def _draw(workspace: Workspace, shown: np.ndarray) -> None:
    faces = workspace.faces
    if not len(shown):
        st.info("No face matches these filters. Remove one of them.", icon=":material/filter_alt_off:")
        return
    labels = [one_face.tooltip_of(faces, int(row)) for row in shown]
    picked = face_picker(faces.images[shown], shown.tolist(), labels, key=f"faces-{workspace.study.id}")
    if picked is not None:
        one_face.bring(picked)


def _filtered(workspace: Workspace, emotion: int | None, flags: Flags) -> tuple[np.ndarray, np.ndarray]:
    """int64 rows of all faces that match the filters, and of those on the open page."""
    boxes = st.columns([3, 3, 3, 2] if flags else [3, 3, 2], gap="medium", vertical_alignment="bottom")
    with boxes[0]:
        part = _part(workspace)
    with boxes[1]:
        light = _light(workspace)
    wanted: Sequence[str] = ()
    if flags:
        with boxes[2]:
            wanted = _flagged(workspace, flags)
    rows = matching(workspace.faces, emotion, part, light, [flags[flag] for flag in wanted])
    with boxes[-1]:
        shown = _page(workspace, rows)
    st.caption(f"{count(len(rows), 'face')}, in random order. Click one to see it in detail.")
    return rows, shown


def matching(
    faces: FaceSet,
    emotion: int | None = None,
    part: int | None = None,
    light: tuple[int, int] = (0, 255),
    flagged: Sequence[np.ndarray] = (),
) -> np.ndarray:
    """int64 [m]: rows of the faces that match all filters, in a fixed random order so that each page shows variety.

    Args:
        faces: all faces.
        emotion: code of a label, or `UNLABELLED`; None for any.
        part: code of a part of the data set; None for any.
        light: lowest and highest mean grey value, 0..255.
        flagged: int64 rows each; a face must be in all of them.
    """
    chosen = np.ones(len(faces), bool)
    if emotion is not None and faces.emotions is not None:
        chosen &= faces.emotions == emotion
    if part is not None:
        chosen &= faces.usage == part
    if light != (0, 255):
        grey = lightness(faces)
        chosen &= (grey >= light[0]) & (grey <= light[1])
    for rows in flagged:
        chosen &= np.isin(np.arange(len(faces)), rows)
    return np.random.default_rng(0).permutation(np.flatnonzero(chosen))


def _emotion(workspace: Workspace) -> int | None:
    faces = workspace.faces
    if faces.emotions is None:
        return None
    key, names = workspace.widget("browse-emotion"), dict(zip(faces.present, faces.present_names, strict=True))
    if not faces.labelled.all():
        names[UNLABELLED] = "without a label"
    if len(names) > MANY:
        return st.selectbox(
            "Emotion", list(names), None, key=key, placeholder="all emotions", format_func=names.__getitem__
        )
    return st.segmented_control(
        "Emotion", list(names), key=key, wrap=True, format_func=lambda code: escape(names[code]),
        help="Select none to see all.",
    )  # fmt: skip


def _part(workspace: Workspace) -> int | None:
    faces = workspace.faces
    return st.selectbox(
        "Part", range(len(faces.usages)), None, key=workspace.widget("browse-part"), placeholder="all parts",
        format_func=faces.usages.__getitem__,
    )  # fmt: skip


def _light(workspace: Workspace) -> tuple[int, int]:
    low, high = st.slider(
        "Brightness", 0, 255, (0, 255), key=workspace.widget("browse-light"),
        help="Mean grey value of a face, from 0 (black) to 255 (white).",
    )  # fmt: skip
    return low, high


def _flagged(workspace: Workspace, flags: Flags) -> Sequence[str]:
    titles = {flag: f"{flag} ({len(rows):,})" for flag, rows in flags.items()}
    return st.multiselect(
        "Problems found", list(titles), key=workspace.widget("browse-flags"), placeholder="all faces",
        format_func=titles.__getitem__,
    )  # fmt: skip


def _page(workspace: Workspace, rows: np.ndarray) -> np.ndarray:
    """The field for the page number, and the rows of that page."""
    pages = max(1, -(-len(rows) // PER_PAGE))
    key = workspace.widget("browse-page")
    if st.session_state.get(key, 1) > pages:  # other filters leave fewer pages
        st.session_state[key] = pages
    page = int(st.number_input(f"Page of {pages:,}", 1, pages, key=key, disabled=pages == 1))
    return rows[(page - 1) * PER_PAGE : page * PER_PAGE]
