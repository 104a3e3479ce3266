"""Finds boxes around faces in a picture with BlazeFace, in its version for the back camera.

Bazarevsky et al., "BlazeFace: Sub-millisecond Neural Face Detection on Mobile GPUs", 2019, arXiv:1907.05047.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from PIL import Image

from fer_core.faces.shipped_network import ASSETS, ShippedNetwork

DETECTOR = "face_detector.onnx"
SHA256 = "b93512dd28f9d1ef623fd0f0b0775330cd60e11bdf27f65f32834b6f233d6960"
SIDE = 256
"""Width and height of the network's input, in pixels."""
SURE = 0.5
"""Lowest score of a box with a face."""
OVERLAP = 0.3
"""Boxes whose common part is a larger share of their union than this are one face."""
_LOGITS, _BOXES = ("Identity", "Identity_1"), ("Identity_2", "Identity_3")
_GRIDS = ((16, 2), (8, 6))  # cells along a side, anchors a cell


@dataclass(frozen=True, eq=False)
class Box:
    """Where a face is, in pixels of the picture.

    Attributes:
        left, top, width, height: of the face without hair.
        score: by the network, 0..1.
        points: float32 [6, 2], x and y of the eye at the left of the picture, the other eye, nose, mouth, and two ears.
    """

    left: float
    top: float
    width: float
    height: float
    score: float
    points: np.ndarray


def detect(picture: np.ndarray) -> list[Box]:
    """Boxes of faces in a picture (uint8 [h, w, 3] RGB), by descending score.

    Finds faces larger than about an eighth of the picture. Raises DamagedFile if the network is missing.
    """
    scale = SIDE / max(picture.shape[:2])
    logits, offsets = _run(_letterboxed(picture, scale))
    scores = 1 / (1 + np.exp(-np.clip(logits, -50, 50)))
    found = np.flatnonzero(scores >= SURE)
    found = found[np.argsort(-scores[found], kind="stable")]
    boxes = [_box(_anchors()[i], offsets[i], float(scores[i]), scale) for i in found.tolist()]
    return apart(boxes)


def apart(boxes: list[Box]) -> list[Box]:
    """Of boxes that overlap, only the one with the highest score."""
    separate: list[Box] = []
    for box in sorted(boxes, key=lambda box: -box.score):
        if all(overlap(box, other) <= OVERLAP for other in separate):
            separate.append(box)
    return separate


def overlap(a: Box, b: Box) -> float:
    """Share (0..1) of their union that two boxes have in common."""
    width = min(a.left + a.width, b.left + b.width) - max(a.left, b.left)
    height = min(a.top + a.height, b.top + b.height) - max(a.top, b.top)
    common = max(width, 0.0) * max(height, 0.0)
    union = a.width * a.height + b.width * b.height - common
    return common / union if union > 0 else 0.0


def _letterboxed(picture: np.ndarray, scale: float) -> np.ndarray:
    """The network's input float32 [1, 256, 256, 3] in -1..1, with the picture in the upper left corner."""
    height, width = (max(1, round(side * scale)) for side in picture.shape[:2])
    small = Image.fromarray(picture).resize((width, height), Image.Resampling.BILINEAR)
    square = np.full((1, SIDE, SIDE, 3), -1, np.float32)
    square[0, :height, :width] = np.asarray(small, np.float32) / 127.5 - 1
    return square


def _run(square: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Logits [a] and offsets [a, 16] of all anchors; numbers that are not finite count as no face."""
    outputs = _network()([*_LOGITS, *_BOXES], input=square)
    logits = np.concatenate([part[0, :, 0] for part in outputs[:2]])
    offsets = np.concatenate([part[0] for part in outputs[2:]])
    good = np.isfinite(logits) & np.isfinite(offsets).all(axis=1)
    return np.where(good, logits, -np.inf), np.where(good[:, None], offsets, 0)


def _box(anchor: np.ndarray, offsets: np.ndarray, score: float, scale: float) -> Box:
    middle, size = (anchor + offsets[:2]) / scale, offsets[2:4] / scale
    points = (anchor + offsets[4:].reshape(6, 2)) / scale
    left, top = middle - size / 2
    return Box(float(left), float(top), float(size[0]), float(size[1]), score, points.astype(np.float32))


@cache
def _anchors() -> np.ndarray:
    """Centres of the cells float32 [896, 2], in pixels of the input, in the order of the outputs."""
    parts = []
    for cells, each in _GRIDS:
        middles = (np.arange(cells, dtype=np.float32) + 0.5) * (SIDE / cells)
        y, x = np.meshgrid(middles, middles, indexing="ij")
        parts.append(np.repeat(np.stack([x.ravel(), y.ravel()], axis=1), each, axis=0))
    return np.concatenate(parts)


@cache
def _network(folder: Path = ASSETS) -> ShippedNetwork:
    return ShippedNetwork(DETECTOR, SHA256, folder, threads=2)
