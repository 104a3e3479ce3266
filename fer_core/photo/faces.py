"""From a picture to aligned faces: boxes, turned level, looked at by the face mesh, brought into FER2013's frame."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from PIL import Image
from skimage.transform import SimilarityTransform

from fer_core.faces.faceset import SIDE
from fer_core.faces.mesh import INPUT_SIDE, mesh_network
from fer_core.photo.detector import Box, apart, detect

MARGIN = 0.25
"""Around a box, as a share of it: what the mesh network expects."""
SURE = 0.5
"""Mesh score from which a box holds a face."""
MOST = 30
"""Faces of one picture that are looked at; the surest."""
TEMPLATE = np.array([[14.9, 18.7], [33.1, 18.7], [24.0, 36.9]])
"""Where FER2013's training faces have the middles of their eyes and of the mouth (medians), in pixels of the face."""
_EYES = ((33, 133), (362, 263))
_MOUTH = (61, 291)
_TILES = 2  # along a side; each as large as two thirds of the picture


@dataclass(frozen=True, eq=False)
class FoundFace:
    """One face of a picture.

    Attributes:
        box: where it is.
        score: of the face mesh, 0..1.
        level: uint8 [192, 192, 3], the face turned level, with a margin.
        points: float32 [468, 3], the mesh in pixels of ``level``.
        crop: uint8 [48, 48], grey, eyes and mouth where FER2013 has them: what the recognizer sees.
    """

    box: Box
    score: float
    level: np.ndarray
    points: np.ndarray
    crop: np.ndarray


def find_faces(picture: np.ndarray) -> list[FoundFace]:
    """Faces in a picture (uint8 [h, w, 3] RGB), from left to right; of many the surest `MOST`.

    Where none is found in the whole picture, four overlapping parts of it are looked at, which finds smaller ones.
    """
    found = _looked_at(picture, detect(picture))
    if not found:
        found = _looked_at(picture, apart([box for part in _tiles(picture) for box in part]))
    return sorted(found, key=lambda face: face.box.left)


def _tiles(picture: np.ndarray) -> Iterator[list[Box]]:
    """Boxes in overlapping parts of the picture."""
    height, width = picture.shape[:2]
    tall, wide = max(1, height * 2 // 3), max(1, width * 2 // 3)
    for i in range(_TILES):
        for j in range(_TILES):
            y, x = i * (height - tall), j * (width - wide)
            for_tile = detect(picture[y : y + tall, x : x + wide])
            yield [
                replace(b, left=b.left + x, top=b.top + y, points=b.points + np.array([x, y], np.float32))
                for b in for_tile
            ]


def _looked_at(picture: np.ndarray, boxes: list[Box]) -> list[FoundFace]:
    faces = [_face(picture, box) for box in boxes[:MOST]]
    return [face for face in faces if face is not None]


def _face(picture: np.ndarray, box: Box) -> FoundFace | None:
    """The face in a box; None where the mesh sees none."""
    to_picture = _level(box)
    level = _warped(picture, to_picture, INPUT_SIDE)
    points, score = mesh_network()(level)
    if score < SURE:
        return None
    found = np.array(
        [points[list(_EYES[0]), :2].mean(0), points[list(_EYES[1]), :2].mean(0), points[list(_MOUTH), :2].mean(0)]
    )
    to_level = SimilarityTransform.from_estimate(TEMPLATE, found).params[:2]
    crop = _warped(picture, _after(to_level, to_picture), SIDE)
    return FoundFace(box, score, level, points, np.asarray(Image.fromarray(crop).convert("L")))


def _level(box: Box) -> np.ndarray:
    """float64 [2, 3]: from pixels of the network's input to the picture, the line of the eyes level."""
    left, right = sorted(box.points[:2].tolist())
    angle = np.arctan2(right[1] - left[1], right[0] - left[0])
    scale = max(box.width, box.height) * (1 + 2 * MARGIN) / INPUT_SIDE
    turn = scale * np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    middle = np.array([box.left + box.width / 2, box.top + box.height / 2])
    return np.column_stack([turn, middle - turn @ [INPUT_SIDE / 2, INPUT_SIDE / 2]])


def _after(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """The map that does ``first``, then ``second`` (both float [2, 3])."""
    return np.column_stack([second[:, :2] @ first[:, :2], second[:, :2] @ first[:, 2] + second[:, 2]])


def _warped(picture: np.ndarray, to_picture: np.ndarray, side: int) -> np.ndarray:
    """uint8 [side, side, 3]: the part of the picture that the map shows; what lies outside repeats the edge.

    Pixels are averaged where the picture is scaled down, so that small crops of large faces do not flicker.
    """
    scale = float(np.hypot(*to_picture[:, 0]))
    fine = max(1, round(scale))
    grid = (np.arange(side * fine) + 0.5) / fine
    x, y = np.meshgrid(grid, grid)
    places = np.stack([x.ravel(), y.ravel()], axis=1) @ to_picture[:, :2].T + to_picture[:, 2] - 0.5
    pixels = _between(picture, places).reshape(side, fine, side, fine, 3).mean(axis=(1, 3))
    return np.rint(pixels).astype(np.uint8)


def _between(picture: np.ndarray, places: np.ndarray) -> np.ndarray:
    """float32 [m, 3]: colours at ``places`` (x, y in pixels) between the pixels around them (bilinear)."""
    height, width = picture.shape[:2]
    x, y = places[:, 0].clip(0, width - 1), places[:, 1].clip(0, height - 1)
    left, top = x.astype(np.int64), y.astype(np.int64)
    right, low = np.minimum(left + 1, width - 1), np.minimum(top + 1, height - 1)
    u, v = ((x - left)[:, None].astype(np.float32)), ((y - top)[:, None].astype(np.float32))
    upper = picture[top, left] * (1 - u) + picture[top, right] * u
    lower = picture[low, left] * (1 - u) + picture[low, right] * u
    return np.asarray(upper * (1 - v) + lower * v, np.float32)
