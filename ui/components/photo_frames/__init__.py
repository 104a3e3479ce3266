"""Photo frames: a frame on each face of a photo with its answer; a click or Enter picks a face."""

import base64
import io
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass

import numpy as np
import streamlit as st
from PIL import Image

from ui.components.source import source

LONG_SIDE = 1280
"""Larger photos are sent to the browser in this size."""
_frames = st.components.v2.component(
    "fer_lab_photo_frames",
    html='<div class="photo"><img><div class="faces" role="group"></div></div>',
    css=source(__file__, "photo_frames.css"),
    js=source(__file__, "photo_frames.js"),
)


@dataclass(frozen=True)
class Frame:
    """A frame on a photo.

    Attributes:
        left, top, width, height: shares (0..1) of the photo's width and height.
        text: the answer in the frame.
        colour: ``#RRGGBB`` of the dot before it.
        label: for screen readers and the tooltip.
    """

    left: float
    top: float
    width: float
    height: float
    text: str
    colour: str
    label: str


def photo_frames(
    photo: np.ndarray, frames: Sequence[Frame], chosen: int, description: str, on_pick: Callable[[int], None], key: str
) -> None:
    """Draw a photo with a button on each face.

    Args:
        photo: uint8 [h, w, 3].
        frames: one for each face, at least one.
        chosen: index of the face that is chosen.
        description: of the photo, for screen readers.
        on_pick: called with the index of the face that the person picked, before the page runs.
        key: of the component.
    """

    def received() -> None:
        picked = st.session_state.get(key, {}).get("face")
        if type(picked) is int and 0 <= picked < len(frames):
            on_pick(picked)

    faces = [asdict(frame) for frame in frames]
    data = {"photo": _address(photo), "faces": faces, "chosen": chosen, "description": description}
    _frames(key=key, data=data, on_face_change=received)


def _address(photo: np.ndarray) -> str:
    picture, out = Image.fromarray(photo), io.BytesIO()
    picture.thumbnail((LONG_SIDE, LONG_SIDE), Image.Resampling.BILINEAR, reducing_gap=2.0)
    picture.save(out, "JPEG", quality=88)
    return f"data:image/jpeg;base64,{base64.b64encode(out.getvalue()).decode()}"
