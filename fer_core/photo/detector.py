"""Boxes of faces in a picture, found by BlazeFace, the network for the back camera.

Bazarevsky et al., "BlazeFace: Sub-millisecond Neural Face Detection on Mobile GPUs", 2019, arXiv:1907.05047.
"""

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import onnxruntime as ort
from PIL import Image

from fer_core.base.errors import DamagedFile
from fer_core.faces.mesh import ASSETS

DETECTOR = "face_detector.onnx"
SHA256 = "b93512dd28f9d1ef623fd0f0b0775330cd60e11bdf27f65f32834b6f233d6960"
SIDE = 256
"""The network looks at SIDE × SIDE pixels."""
SURE = 0.5
"""Score from which a box is a face."""
OVERLAP = 0.3
"""Two boxes that share more of their union are one face."""
_LOGITS, _BOXES = ("Identity", "Identity_1"), ("Identity_2", "Identity_3")
_GRIDS = ((16, 2), (8, 6))  # cells along a side, anchors a cell


@dataclass(frozen=True, eq=False)
class Box:
    """Where a face is, in pixels of the picture.

    Attributes:
        left, top, width, height: of the face without hair.
        score: how sure the network is, 0..1.
        points: float32 [6, 2], x and y of: eye at the picture's left, other eye, nose, mouth, two ears.
    """

    left: float
    top: float
    width: float
    height: float
    score: float
    points: np.ndarray


def detect(picture: np.ndarray) -> list[Box]:
    """Faces in a picture (uint8 [h, w, 3] RGB), the surest first; those larger than about an eighth of it are found."""
    scale = SIDE / max(picture.shape[:2])
    logits, offsets = _run(_letterboxed(picture, scale))
    scores = 1 / (1 + np.exp(-np.clip(logits, -50, 50)))
    found = np.flatnonzero(scores >= SURE)
    found = found[np.argsort(-scores[found], kind="stable")]
    boxes = [_box(_anchors()[i], offsets[i], float(scores[i]), scale) for i in found.tolist()]
    return apart(boxes)


def apart(boxes: list[Box]) -> list[Box]:
    """The surest of boxes that overlap each other."""
    kept: list[Box] = []
    for box in sorted(boxes, key=lambda box: -box.score):
        if all(overlap(box, other) <= OVERLAP for other in kept):
            kept.append(box)
    return kept


def overlap(a: Box, b: Box) -> float:
    """Share (0..1) of their union that two boxes have in common."""
    width = min(a.left + a.width, b.left + b.width) - max(a.left, b.left)
    height = min(a.top + a.height, b.top + b.height) - max(a.top, b.top)
    common = max(width, 0.0) * max(height, 0.0)
    union = a.width * a.height + b.width * b.height - common
    return common / union if union > 0 else 0.0


def _letterboxed(picture: np.ndarray, scale: float) -> np.ndarray:
    """float32 [1, 256, 256, 3], -1..1, the picture in the upper left corner."""
    height, width = (max(1, round(side * scale)) for side in picture.shape[:2])
    small = Image.fromarray(picture).resize((width, height), Image.Resampling.BILINEAR)
    square = np.full((1, SIDE, SIDE, 3), -1, np.float32)
    square[0, :height, :width] = np.asarray(small, np.float32) / 127.5 - 1
    return square


def _run(square: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Logits [a] and offsets [a, 16] of all anchors; not-a-number counts as no face."""
    answers = _session().run([*_LOGITS, *_BOXES], {"input": square})
    logits = np.concatenate([part[0, :, 0] for part in answers[:2]])
    offsets = np.concatenate([part[0] for part in answers[2:]])
    good = np.isfinite(logits) & np.isfinite(offsets).all(axis=1)
    return np.where(good, logits, -np.inf), np.where(good[:, None], offsets, 0)


def _box(anchor: np.ndarray, offsets: np.ndarray, score: float, scale: float) -> Box:
    middle, size = (anchor + offsets[:2]) / scale, offsets[2:4] / scale
    points = (anchor + offsets[4:].reshape(6, 2)) / scale
    left, top = middle - size / 2
    return Box(float(left), float(top), float(size[0]), float(size[1]), score, points.astype(np.float32))


@cache
def _anchors() -> np.ndarray:
    """float32 [896, 2]: middles of the cells, in pixels of the input, in the order of the outputs."""
    parts = []
    for cells, each in _GRIDS:
        middles = (np.arange(cells, dtype=np.float32) + 0.5) * (SIDE / cells)
        y, x = np.meshgrid(middles, middles, indexing="ij")
        parts.append(np.repeat(np.stack([x.ravel(), y.ravel()], axis=1), each, axis=0))
    return np.concatenate(parts)


@cache
def _session(path: Path = ASSETS / DETECTOR) -> ort.InferenceSession:
    model = path.read_bytes() if path.is_file() else b""
    if hashlib.sha256(model).hexdigest() != SHA256:
        what = "This is not the face detector." if model else "The face detector is not there."
        raise DamagedFile(what, where=str(path), remedy="Install FER Lab again.")
    options = ort.SessionOptions()
    options.intra_op_num_threads = 2
    return ort.InferenceSession(model, options, providers=["CPUExecutionProvider"])
