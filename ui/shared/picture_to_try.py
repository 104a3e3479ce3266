"""A picture with faces that get a prediction: what is found in a photo, or why there is nothing to predict."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import streamlit as st

from fer_core.base.errors import FerLabError
from fer_core.photo import FoundFace, find_upright, is_crop, read_crop, read_photo
from ui.shell.text import escape

_LOOKED_AT = "try-looked-at"
_CACHED = 6
"""Photos whose faces a session remembers, so that going back and forth does not search again."""


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

    @classmethod
    def of(cls, whole: np.ndarray, found: Sequence[FoundFace]) -> "Picture":
        """A photo with at least one face."""
        return cls(whole, found, np.stack([face.crop for face in found]))

    @property
    def mark(self) -> str:
        """A name for its faces: the same for the same faces."""
        return hashlib.sha256(self.crops.tobytes()).hexdigest()[:16]


def in_photo(content: bytes, name: str, crops_key: str = "") -> Picture | None:
    """The faces in a photo, which stays in memory; the picture itself if it is a cropped face.

    Where there is nothing to predict, it shows why and what to do, and returns None.

    Args:
        content: bytes of a file.
        name: of the file.
        crops_key: of the switch by which pictures are taken as cropped faces; "" without one.
    """
    try:
        crop = bool(crops_key) and st.session_state.get(crops_key, False)
        whole, found = (None, []) if crop else _looked_at(content, name)
        if whole is None or is_crop(whole):
            return Picture(None, (), read_crop(content, name[:80])[None])
    except FerLabError as error:
        st.error(escape(str(error)), icon=":material/error:")
        return None
    if found:
        return Picture.of(whole, found)
    _without_face(whole, crops_key)
    return None


def forget() -> None:
    """Forget the photos that were looked at."""
    st.session_state.pop(_LOOKED_AT, None)


def _without_face(whole: np.ndarray, crops_key: str) -> None:
    left, right = st.columns([1, 1])
    left.image(whole, width="stretch")
    with right:
        st.info(
            "**No face was found in this picture.** It works best with faces that look into the camera, are well lit, "
            "and fill at least a tenth of the height. Try another picture, or cut this one so that the face is larger.",
            icon=":material/face_retouching_off:",
        )
        if crops_key:
            st.button(
                "Use the whole picture as a face", icon=":material/crop_free:", key=f"{crops_key}-on",
                on_click=lambda: st.session_state.update({crops_key: True}),
                help="For pictures that are cropped to a face already.",
            )  # fmt: skip


def _looked_at(content: bytes, name: str) -> tuple[np.ndarray, list[FoundFace]]:
    """A photo, turned so that its faces are upright, and its faces."""
    known: dict[str, tuple[np.ndarray, list[FoundFace]]] = st.session_state.setdefault(_LOOKED_AT, {})
    key = hashlib.sha256(content).hexdigest()
    if key not in known:
        whole = read_photo(content, name[:80])
        known[key] = (whole, []) if is_crop(whole) else find_upright(whole)
        while len(known) > _CACHED:
            known.pop(next(iter(known)))
    return known[key]
