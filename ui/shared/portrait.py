"""Pictures of one face: enlarged, and with a map of its important areas."""

import numpy as np
from PIL import Image

from fer_core.charts.palette import MAIN, MARK, rgb

SCALE = 8


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
