"""What can be tried, while there is no picture yet: one click on an example, or a photo of one's own."""

import numpy as np
import streamlit as st
from PIL import Image

from ui.shared import face_to_try

_SMALL = (560, 560)
_HOW = {
    "photo": "**Add one or more photos above**, or take one with your phone. Each face in them gets a frame with a "
    "prediction.",
    "camera": "**Take a picture above.** If the browser asks, allow it to use the camera. On a phone, a button on the "
    "picture turns to the other camera.",
}
_PRIVATE = (
    "Photos stay in this computer's memory: they are never written to disk and never sent anywhere. They are forgotten "
    "when you close or reload this tab."
)


def show() -> None:
    """Show how to begin with the chosen source, and examples that need one click."""
    left, right = st.columns(2, gap="large", vertical_alignment="center")
    with left:
        st.markdown(_HOW[st.session_state.get(face_to_try.WAY) or "photo"])
        st.caption(_PRIVATE)
        st.markdown("**No photo at hand?**")
        with st.container(horizontal=True):
            st.button(
                "Try the example photo", icon=":material/imagesmode:", type="primary", key="try-the-example",
                on_click=face_to_try.try_example,
            )  # fmt: skip
            st.button(
                "Try a test face at random", icon=":material/casino:", key="try-any-test-face",
                on_click=face_to_try.try_any_test_face,
            )  # fmt: skip
    with right:
        st.image(_small(face_to_try.example().whole), caption="The example photo, drawn by a program", width=420)


def _small(photo: np.ndarray | None) -> np.ndarray:
    assert photo is not None
    picture = Image.fromarray(photo)
    picture.thumbnail(_SMALL)
    return np.asarray(picture)
