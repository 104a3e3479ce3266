"""A face to try the recognizer on: from the example photo, a photo, the camera, or the test set."""

from functools import cache, partial
from typing import Literal

import numpy as np
import streamlit as st

from fer_core.faces.readers import PICTURES
from fer_core.faces.readers.drawn.group_photo import group_photo
from fer_core.photo import find_faces
from ui.components.face_picker import face_picker
from ui.shared import kept_photos, picture_to_try
from ui.shared.picture_to_try import Picture
from ui.shell.text import escape
from ui.shell.workspace import Workspace

Source = Literal["photo", "camera", "example", "test face"]
SOURCES: dict[Source, str] = {
    "photo": "Your photo", "camera": "Camera", "example": "Example photo", "test face": "Test face",
}  # fmt: skip
WAY = "try-way"
"""Key of the source that is chosen."""
OFFERED = 12
"""Number of test faces to choose from."""
_TYPES = [suffix.removeprefix(".") for suffix in PICTURES]
_DRAWN = "try-drawn"
_CROPS = "try-crops"


def picture(workspace: Workspace, first: Source = "photo", key: str = WAY) -> Picture | None:
    """Let the person choose a picture, from the source ``first`` unless they change it; None without one.

    Each source keeps its picture while the person looks at another. ``key``: of the choice of the source.
    """
    source: Source = st.segmented_control(
        "From", list(SOURCES), default=first, format_func=SOURCES.__getitem__, key=key, required=True,
        label_visibility="collapsed", persist_state="session",
    )  # fmt: skip
    if source == "example":
        st.caption("Six portraits that a program drew. Nobody in this photo exists.")
        return example()
    if source == "test face":
        return _test_face(workspace)
    return _from_camera() if source == "camera" else _uploaded()


@cache
def example() -> Picture:
    """The example photo with its faces."""
    photo = group_photo()
    return Picture.of(photo, find_faces(photo))


def try_example() -> None:
    """Choose the example photo on Try it. For callbacks."""
    st.session_state[WAY] = "example"


def try_any_test_face() -> None:
    """Choose a random test face on Try it. For callbacks."""
    st.session_state[WAY] = "test face"
    st.session_state.pop(_DRAWN, None)


def forget(key: str = WAY) -> None:
    """Forget photos, answers and test faces, for the next visitor. For callbacks."""
    for name in (key, _CROPS, _DRAWN):
        st.session_state.pop(name, None)
    kept_photos.forget()
    picture_to_try.forget()


def _from_camera() -> Picture | None:
    if (taken := kept_photos.taken()) is not None:
        st.button(
            "Take another picture", icon=":material/photo_camera:", on_click=kept_photos.remove_picture,
            key="try-again",
        )  # fmt: skip
        return picture_to_try.in_photo(taken, "the camera's picture")
    key = kept_photos.widget("try-camera")
    with st.container(width=720):
        st.camera_input(
            "Look into the camera", key=key, label_visibility="collapsed",
            on_change=partial(kept_photos.take_picture, key),
        )  # fmt: skip
    return None


def _uploaded() -> Picture | None:
    key = kept_photos.widget("try-upload")
    files = st.file_uploader(
        "Photos", _TYPES, accept_multiple_files=True, key=key, label_visibility="collapsed", max_upload_size=64,
        on_change=partial(kept_photos.take_uploads, key),
    )  # fmt: skip
    if not files:
        kept_photos.note_empty_upload()
    with st.container(horizontal=True, vertical_alignment="center"):
        st.toggle(
            "These pictures are already cropped faces", key=_CROPS, persist_state="session",
            help="Use the centre square of each picture as the face, without searching for faces. This is always done "
            "for pictures of 48 × 48 pixels.",
        )  # fmt: skip
        photos = kept_photos.photos()
        if photos and not files:
            st.button("Remove my photos", icon=":material/delete:", type="tertiary", key="try-remove",
                      on_click=kept_photos.remove_uploads)  # fmt: skip
    if not photos:
        return None
    chosen = _one_of({mark: photo.name for mark, photo in photos.items()})
    return picture_to_try.in_photo(photos[chosen].content, photos[chosen].name, _CROPS)


def _one_of(names: dict[str, str]) -> str:
    """The id of the photo to look at: the newest, unless the person chooses another."""
    marks = list(names)
    if len(marks) == 1:
        return marks[0]
    return st.segmented_control(
        "Photo", marks, default=marks[-1], format_func=lambda mark: escape(names[mark][:40]), required=True,
        key=f"try-which-{hash(tuple(marks))}", persist_state="session", wrap=True,
    )  # fmt: skip


def _test_face(workspace: Workspace) -> Picture:
    """A test face that the person picks from a few random ones."""
    test, images = workspace.lab.division.split.test, workspace.faces.images

    def draw() -> None:
        drawn = np.random.default_rng().permutation(test)[:OFFERED].tolist()
        st.session_state[_DRAWN] = drawn, drawn[0]

    if not set(st.session_state.get(_DRAWN, ([-1], -1))[0]) <= set(
        test.tolist()
    ):  # none yet, or those of another study
        draw()
    rows, row = st.session_state[_DRAWN]
    picked = face_picker(
        images[rows], rows, [f"Face {i} of {len(rows)}" for i in range(1, len(rows) + 1)], key="try-faces"
    )
    if picked is not None:
        row = picked
        st.session_state[_DRAWN] = rows, row
    st.button("Show other faces", icon=":material/casino:", on_click=draw, key="try-another", shortcut="Space")
    return Picture(None, (), images[[row]], row)
