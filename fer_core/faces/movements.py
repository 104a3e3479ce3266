"""The 52 movements of a face that the network for movements tells apart, and most of them in words.

Names and order are those of MediaPipe's Blendshape V2, which follow Apple's ARKit; left and right are the person's.
"""

from types import MappingProxyType

import numpy as np

MOVEMENTS = (
    "_neutral", "browDownLeft", "browDownRight", "browInnerUp", "browOuterUpLeft", "browOuterUpRight",
    "cheekPuff", "cheekSquintLeft", "cheekSquintRight", "eyeBlinkLeft", "eyeBlinkRight", "eyeLookDownLeft",
    "eyeLookDownRight", "eyeLookInLeft", "eyeLookInRight", "eyeLookOutLeft", "eyeLookOutRight", "eyeLookUpLeft",
    "eyeLookUpRight", "eyeSquintLeft", "eyeSquintRight", "eyeWideLeft", "eyeWideRight", "jawForward", "jawLeft",
    "jawOpen", "jawRight", "mouthClose", "mouthDimpleLeft", "mouthDimpleRight", "mouthFrownLeft",
    "mouthFrownRight", "mouthFunnel", "mouthLeft", "mouthLowerDownLeft", "mouthLowerDownRight",
    "mouthPressLeft", "mouthPressRight", "mouthPucker", "mouthRight", "mouthRollLower", "mouthRollUpper",
    "mouthShrugLower", "mouthShrugUpper", "mouthSmileLeft", "mouthSmileRight", "mouthStretchLeft",
    "mouthStretchRight", "mouthUpperUpLeft", "mouthUpperUpRight", "noseSneerLeft", "noseSneerRight",
)  # fmt: skip
"""The network's names of its outputs."""
SEEN = (
    0, 1, 4, 5, 6, 7, 8, 10, 13, 14, 17, 21, 33, 37, 39, 40, 46, 52, 53, 54, 55, 58, 61, 63, 65, 66, 67, 70, 78,
    80, 81, 82, 84, 87, 88, 91, 93, 95, 103, 105, 107, 109, 127, 132, 133, 136, 144, 145, 146, 148, 149, 150,
    152, 153, 154, 155, 157, 158, 159, 160, 161, 162, 163, 168, 172, 173, 176, 178, 181, 185, 191, 195, 197,
    234, 246, 249, 251, 263, 267, 269, 270, 276, 282, 283, 284, 285, 288, 291, 293, 295, 296, 297, 300, 308,
    310, 311, 312, 314, 317, 318, 321, 323, 324, 332, 334, 336, 338, 356, 361, 362, 365, 373, 374, 375, 377,
    378, 379, 380, 381, 382, 384, 385, 386, 387, 388, 389, 390, 397, 398, 400, 402, 405, 409, 415, 454, 466,
    468, 469, 470, 471, 472, 473, 474, 475, 476, 477,
)  # fmt: skip
"""Indices of the 146 points that the network is given."""

WORDS = MappingProxyType(
    {
        "browInnerUp": "inner brows raised",
        "browOuterUp": "outer brows raised",
        "browDown": "brows lowered",
        "eyeWide": "eyes wide open",
        "eyeSquint": "eyes narrowed",
        "eyeBlink": "eyes closed",
        "eyeLookUp": "looking up",
        "eyeLookDown": "looking down",
        "jawOpen": "jaw dropped",
        "jawForward": "jaw pushed forward",
        "mouthSmile": "lip corners raised",
        "mouthFrown": "lip corners lowered",
        "mouthDimple": "lip corners drawn in",
        "mouthStretch": "lips stretched wide",
        "mouthUpperUp": "upper lip raised",
        "mouthLowerDown": "lower lip lowered",
        "mouthPress": "lips pressed together",
        "mouthClose": "lips closed over the teeth",
        "mouthPucker": "lips puckered",
        "mouthFunnel": "lips rounded",
        "mouthRollUpper": "upper lip rolled in",
        "mouthRollLower": "lower lip rolled in",
        "mouthShrugUpper": "upper lip pushed up",
        "mouthShrugLower": "chin pushed up",
    }
)
"""Movement, without its side -> what is seen, in words. The network hardly ever sees the others, such as raised cheeks
and a wrinkled nose, or they are no movement of an expression."""
SMALLEST = 1e-4
"""Weaker movements count as not seen: their log odds are little more than rounding errors."""


def sides(movement: str) -> list[int]:
    """Columns of a movement of `WORDS`: of its left and right side, or its only one."""
    return [i for i, name in enumerate(MOVEMENTS) if name in (movement, f"{movement}Left", f"{movement}Right")]


def logits(movements: np.ndarray) -> np.ndarray:
    """float32 [n, 52]: log odds of movements float32 [n, 52], 0..1, whose scale is more even than theirs."""
    inside = np.clip(movements, SMALLEST, 1 - SMALLEST)
    found: np.ndarray = np.log(inside / (1 - inside))
    return found


def both_sides(movements: np.ndarray) -> np.ndarray:
    """float32 [n, 24]: means of left and right, of logits float32 [n, 52], in the order of `WORDS`."""
    return np.stack([movements[:, sides(one)].mean(axis=1) for one in WORDS], axis=1)
