"""A face to try the recognizer on: from a photo, the camera, or the test set."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import streamlit as st

from fer_core.base.errors import FerLabError
from fer_core.faces.readers import PICTURES
from fer_core.photo import FoundFace, find_faces, is_crop, read_crop, read_photo
from ui.components.face_picker import face_picker
from ui.shell.text import escape
from ui.shell.workspace import Workspace

Source = Literal["photo", "camera", "test face"]
_TYPES = [suffix.removeprefix(".") for suffix in PICTURES]
OFFERED = 12
"""Number of test faces to choose from."""
_DRAWN = "try-drawn"
_LOOKED_AT = "try-looked-at"
_GUEST = "try-guest"


@dataclass(frozen=True, eq=False)
class Picture:
    """A photo with its faces, or one face of the data set.

    Attributes:
        whole: uint8 [h, w, 3]; None for a face of the data set, and for a picture that is a cropped face.
        found: faces in it, from left to right.
        crops: uint8 [f, 48, 48], the faces as the recognizer gets them.
        row: index of the face in the data set; -1 for photos.
    """

    whole: np.ndarray | None
    found: Sequence[FoundFace]
    crops: np.ndarray
    row: int = -1


def picture(workspace: Workspace, first: Source = "photo") -> Picture | None:
    """Let the person choose a picture, from the source ``first`` unless they change it; None without one."""
    sources: dict[Source, str] = {"photo": "Photo", "camera": "Camera", "test face": "Test face"}
    source = st.segmented_control(
        "From", list(sources), default=first, format_func=sources.__getitem__, key="try-way", required=True,
        label_visibility="collapsed", persist_state="session",
    )  # fmt: skip
    if source == "test face":
        return _test_face(workspace)
    guest = st.session_state.get(_GUEST, "")  # widgets with new keys are empty
    if source == "camera":
        with st.container(width=720):
            taken = st.camera_input("Look into the camera", key=f"try-camera{guest}", label_visibility="collapsed")
        return _photo(taken.getvalue(), "the camera's picture") if taken else None
    files = st.file_uploader(
        "Photos", _TYPES, accept_multiple_files=True, key=f"try-upload{guest}", label_visibility="collapsed",
        max_upload_size=64,
    )  # fmt: skip
    crops = st.toggle(
        "These pictures are already cropped faces", key="try-crops", persist_state="session",
        help="Use the centre square of each picture as the face, without searching for faces. This is always done "
        "for pictures of 48 × 48 pixels.",
    )  # fmt: skip
    if not files:
        return None
    chosen = 0
    if len(files) > 1:
        names = [escape(file.name[:40]) for file in files]
        chosen = st.segmented_control(
            "Photo", range(len(files)), default=0, format_func=names.__getitem__, required=True
        )
    return _photo(files[chosen].getvalue(), files[chosen].name, crops)


def forget() -> None:
    """Forget photos, answers and test faces, for the next visitor. For callbacks."""
    for key in ("try-way", "try-crops", _DRAWN, _LOOKED_AT):
        st.session_state.pop(key, None)
    st.session_state[_GUEST] = f"-{secrets.token_hex(4)}"


def _photo(content: bytes, name: str, crops: bool = False) -> Picture | None:
    """The faces in a photo, which stays in memory; the picture itself if it is a cropped face."""
    try:
        whole, found = (None, []) if crops else _looked_at(content, name)
        if whole is None or is_crop(whole):
            return Picture(None, (), read_crop(content, name[:80])[None])
    except FerLabError as error:
        st.error(escape(str(error)), icon=":material/error:")
        return None
    if not found:
        left, right = st.columns([1, 1])
        left.image(whole, width="stretch")
        right.info(
            "No face was found in this picture. It works best with faces that look into the camera and fill at least a "
            "tenth of the height. If the picture is a cropped face, switch that on above.",
            icon=":material/face_retouching_off:",
        )
        return None
    return Picture(whole, found, np.stack([face.crop for face in found]))


def _looked_at(content: bytes, name: str) -> tuple[np.ndarray, list[FoundFace]]:
    """A photo and its faces; the last one is cached in the session, so that choosing a face does not search again."""
    key = hashlib.sha256(content).hexdigest()
    if st.session_state.get(_LOOKED_AT, ("",))[0] != key:
        whole = read_photo(content, name[:80])
        st.session_state[_LOOKED_AT] = key, whole, [] if is_crop(whole) else find_faces(whole)
    _, whole, found = st.session_state[_LOOKED_AT]
    return whole, found


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
