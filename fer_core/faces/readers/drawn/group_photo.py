"""A drawn photo of portraits on a wall, for trying a recognizer without a photo of one's own."""

from functools import lru_cache
from typing import NamedTuple

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from fer_core.faces.emotions import FER2013
from fer_core.faces.readers.drawn.appearance_model import Spread, draw, load_model
from fer_core.faces.readers.drawn.rendering import render

SIZE = (1200, 800)
"""Width and height of the photo, in pixels."""
_SPREAD = Spread(typical=True, exaggeration=1.4, symmetric=0.6, asymmetric=0.3, pose=0.3, light=0.2)
_WALL, _SHADE, _FRAME, _MAT = (169, 184, 180), (95, 108, 105), (84, 64, 44), (239, 232, 218)
_MARGIN = 0.16
"""Width of mat and frame, as a share of the portrait's side."""
_TONE = (1.04, 0.98, 0.88)
"""Colour of the grey portraits, like that of old photographs."""


class Portrait(NamedTuple):
    """One portrait: its emotion (one of FER2013's), the seed of its face, and its centre and side in pixels."""

    emotion: str
    seed: int
    x: int
    y: int
    side: int


PORTRAITS = (
    Portrait("neutral", 6, 205, 212, 176),
    Portrait("surprise", 7, 232, 556, 214),
    Portrait("happy", 10, 590, 290, 300),
    Portrait("fear", 5, 592, 640, 172),
    Portrait("angry", 8, 930, 610, 192),
    Portrait("sad", 3, 975, 240, 236),
)
"""From left to right. None shows a real person."""


@lru_cache(maxsize=1)
def group_photo() -> np.ndarray:
    """The photo, uint8 [800, 1200, 3] RGB; always the same."""
    photo = _wall()
    for portrait in PORTRAITS:
        _hang(photo, portrait)
    return np.asarray(photo)


def _wall() -> Image.Image:
    """A wall with light from the upper left, and the shadows of the frames."""
    wall = Image.new("RGB", SIZE, _WALL)
    pen = ImageDraw.Draw(wall)
    for one in PORTRAITS:
        pen.rectangle(_around(one, _MARGIN, shift=0.06), fill=_SHADE)
    wall = wall.filter(ImageFilter.GaussianBlur(9))
    light = np.add.outer(np.linspace(0.06, -0.1, SIZE[1]), np.linspace(0.06, -0.06, SIZE[0]))[..., None]
    return Image.fromarray(np.clip(np.asarray(wall) * (1 + light), 0, 255).astype(np.uint8))


def _hang(photo: Image.Image, one: Portrait) -> None:
    """Draw one portrait with its mat and its frame."""
    pen = ImageDraw.Draw(photo)
    pen.rectangle(_around(one, _MARGIN), fill=_FRAME)
    pen.rectangle(_around(one, _MARGIN - 0.03), fill=_MAT, outline=_SHADE)
    left, top, right, _ = _around(one, 0)
    photo.paste(_drawn(one).resize((right - left, right - left), Image.Resampling.LANCZOS), (left, top))


def _around(one: Portrait, margin: float, shift: float = 0) -> tuple[int, int, int, int]:
    """The square around a portrait with a margin, moved down and right; both as shares of its side."""
    reach, moved = one.side * (0.5 + margin), one.side * shift
    return (
        round(one.x - reach + moved), round(one.y - reach + moved),
        round(one.x + reach + moved), round(one.y + reach + moved),
    )  # fmt: skip


def _drawn(one: Portrait) -> Image.Image:
    """A face of 48 × 48 pixels in the tone of an old photograph."""
    model, rng = load_model(), np.random.default_rng(one.seed)
    appearance = draw(model, np.array([FER2013.index(one.emotion)], np.uint8), _SPREAD, rng)
    grey = render(model, appearance, rng)[0]
    return Image.fromarray(np.clip(grey[..., None] * np.array(_TONE), 0, 255).astype(np.uint8))
