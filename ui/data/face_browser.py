"""The browser of faces: filters, a page of faces at a time, and one face in front, which has an address of its own."""

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
"""Classes from which on a list is easier to find one in than a row of buttons."""

Flags = Mapping[str, np.ndarray]
"""What an audit found: a title, and int64 rows of the faces it is about."""


def browse(workspace: Workspace, flags: Flags | None = None) -> None:
    """Faces that pass the filters, a page at a time; a click brings one to the front."""
    emotion = _emotion(workspace)
    place = st.container()  # faces first, controls after them
    rows, shown = _filtered(workspace, emotion, flags or {})
    with place:
        _draw(workspace, shown)
    one_face.in_front(workspace, rows, flags or {})


def _draw(workspace: Workspace, shown: np.ndarray) -> None:
    faces = workspace.faces
    if not len(shown):
        st.info("No face passes these filters. Take one of them back.", icon=":material/filter_alt_off:")
        return
    labels = [one_face.tooltip_of(faces, int(row)) for row in shown]
    picked = face_picker(faces.images[shown], shown.tolist(), labels, key=f"faces-{workspace.study.id}")
    if picked is not None:
        one_face.bring(picked)


def _filtered(workspace: Workspace, emotion: int | None, flags: Flags) -> tuple[np.ndarray, np.ndarray]:
    """int64 rows of the faces that pass the filters, and those of the page that is open."""
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
    st.caption(f"{count(len(rows), 'face')}, in a shuffled order. Click one to look closer.")
    return rows, shown


def matching(
    faces: FaceSet,
    emotion: int | None = None,
    part: int | None = None,
    light: tuple[int, int] = (0, 255),
    flagged: Sequence[np.ndarray] = (),
) -> np.ndarray:
    """int64 rows of the faces that pass all filters, in a fixed shuffled order so that a page shows variety.

    Args:
        faces: all of them.
        emotion: code of a label, or `UNLABELLED`; None for any.
        part: code of a part of the data set; None for any.
        light: lowest and highest brightness.
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
        help="None chosen: all of them.",
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
        help="A face's mean grey value: 0 is black, 255 white.",
    )  # fmt: skip
    return low, high


def _flagged(workspace: Workspace, flags: Flags) -> Sequence[str]:
    titles = {flag: f"{flag} ({len(rows):,})" for flag, rows in flags.items()}
    return st.multiselect(
        "Flagged as", list(titles), key=workspace.widget("browse-flags"), placeholder="any, or none",
        format_func=titles.__getitem__,
    )  # fmt: skip


def _page(workspace: Workspace, rows: np.ndarray) -> np.ndarray:
    """The rows of the page that is open, and where one turns it."""
    pages = max(1, -(-len(rows) // PER_PAGE))
    key = workspace.widget("browse-page")
    if st.session_state.get(key, 1) > pages:  # other filters leave fewer pages
        st.session_state[key] = pages
    page = int(st.number_input(f"Page of {pages:,}", 1, pages, key=key, disabled=pages == 1))
    return rows[(page - 1) * PER_PAGE : page * PER_PAGE]
