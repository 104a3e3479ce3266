"""Photos that a person chose or took, kept in the memory of this browser session until they remove them.

Streamlit forgets what an upload or the camera holds once its widget is not on the page: after a look at another tab or
page, the person would have to choose the photo again.
"""

import secrets
from typing import NamedTuple

import streamlit as st

_KEPT = "try-kept"
_GUEST = "try-guest"
_TAKEN = "try-taken"
MOST = 20
"""Photos that are kept; further ones replace the oldest."""


class Photo(NamedTuple):
    """Name and bytes of a photo; ``shown``: whether the upload on the page lists it."""

    name: str
    content: bytes
    shown: bool


def photos() -> dict[str, Photo]:
    """The uploaded photos by id, in the order of their upload."""
    return st.session_state.setdefault(_KEPT, {})


def take_uploads(key: str) -> None:
    """Keep what the upload with this key holds now, and forget what was removed from it. For callbacks."""
    files = st.session_state.get(key) or []
    kept = {mark: photo._replace(shown=False) for mark, photo in photos().items() if not photo.shown}
    kept |= {file.file_id: Photo(file.name, file.getvalue(), True) for file in files}
    st.session_state[_KEPT] = dict(list(kept.items())[-MOST:])


def note_empty_upload() -> None:
    """The upload on the page holds nothing: what is kept came from an earlier one."""
    st.session_state[_KEPT] = {mark: photo._replace(shown=False) for mark, photo in photos().items()}


def remove_uploads() -> None:
    """Forget all uploaded photos. For callbacks."""
    st.session_state.pop(_KEPT, None)
    _empty_widgets()


def taken() -> bytes | None:
    """The picture that was taken with the camera."""
    found: bytes | None = st.session_state.get(_TAKEN)
    return found


def take_picture(key: str) -> None:
    """Keep what the camera with this key took. For callbacks."""
    picture = st.session_state.get(key)
    if picture is not None:
        st.session_state[_TAKEN] = picture.getvalue()


def remove_picture() -> None:
    """Forget the camera's picture. For callbacks."""
    st.session_state.pop(_TAKEN, None)
    _empty_widgets()


def forget() -> None:
    """Forget all photos. For callbacks."""
    remove_uploads()
    remove_picture()


def widget(name: str) -> str:
    """The key of a widget that takes photos; it changes when photos are removed, since new widgets are empty."""
    return name + st.session_state.get(_GUEST, "")


def _empty_widgets() -> None:
    st.session_state[_GUEST] = f"-{secrets.token_hex(4)}"
