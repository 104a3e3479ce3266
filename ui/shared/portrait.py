"""Pictures of one face or photo: frames around faces, an enlarged face, a map of important areas on it."""

from collections.abc import Sequence

import numpy as np
from PIL import Image, ImageDraw

from fer_core.charts.palette import MAIN, MARK, ON_PHOTO, rgb
from fer_core.photo.detector import Box

SCALE = 8


def boxed(whole: np.ndarray, boxes: Sequence[Box], chosen: int) -> np.ndarray:
    """The picture (uint8 [h, w, 3]) with a frame around each face, thick and blue for the chosen one."""
    picture = Image.fromarray(whole)
    pen = ImageDraw.Draw(picture)
    line = max(2, round(max(whole.shape[:2]) / 300))
    for i, box in enumerate(boxes):
        corners = (box.left, box.top, box.left + box.width, box.top + box.height)
        pen.rectangle(corners, outline=MAIN if i == chosen else ON_PHOTO, width=2 * line if i == chosen else line)
        if len(boxes) > 1:
            pen.text((box.left + line * 2, box.top + line), str(i + 1), fill=ON_PHOTO, font_size=8 * line)
    return np.asarray(picture)


def enlarged(crop: np.ndarray) -> np.ndarray:
    """uint8 [384, 384]: a face (uint8 [48, 48]) eight times as large."""
    side = len(crop) * SCALE
    return np.asarray(Image.fromarray(crop).resize((side, side), Image.Resampling.BICUBIC))


def heat(crop: np.ndarray, mattered: np.ndarray) -> np.ndarray:
    """uint8 [384, 384, 3]: the face under orange where ``mattered`` (float [48, 48]) is above 0, blue where below."""
    grey = enlarged(crop).astype(np.float32)[..., None] / 255
    strength = mattered / max(float(np.abs(mattered).max()), 1e-9)
    side = len(grey)
    smooth = np.asarray(Image.fromarray(strength.astype(np.float32)).resize((side, side), Image.Resampling.BICUBIC))
    colour = np.where(smooth[..., None] > 0, np.array(rgb(MARK)), np.array(rgb(MAIN))) / 255
    share = 0.65 * np.abs(smooth[..., None]).clip(0, 1)
    return np.rint(255 * (grey * (1 - share) + colour * share)).clip(0, 255).astype(np.uint8)
