"""From a picture to cropped faces: find boxes, turn them level, check them with the face mesh, crop like FER2013."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from PIL import Image
from scipy.special import expit
from skimage.transform import SimilarityTransform

from fer_core.faces.faceset import SIDE
from fer_core.faces.landmarker import INPUT_SIDE, landmarker
from fer_core.photo.detector import Box, apart, detect

MARGIN = 0.25
"""Margin around a box, as a share of its size, as the mesh network expects it."""
SURE = 0.5
"""Lowest score of the mesh for a box with a face."""
MOST = 30
"""Most boxes of one picture that are checked, those with the highest scores."""
TEMPLATE = np.array([[14.9, 18.7], [33.1, 18.7], [24.0, 36.9]])
"""Centres of the eyes and of the mouth in FER2013's training faces (medians), in pixels of the face."""
_EYES = ((33, 133), (362, 263))
_MOUTH = (61, 291)
_TILES = 2  # along a side; each as large as two thirds of the picture


@dataclass(frozen=True, eq=False)
class FoundFace:
    """A face in a picture.

    Attributes:
        box: its place.
        score: by the face mesh, 0..1.
        level: uint8 [256, 256, 3], the face with level eyes and a margin.
        points: float32 [478, 3], the mesh in pixels of ``level``.
        crop: uint8 [48, 48], grey, with eyes and mouth in the places of FER2013: the input of the recognizer.
    """

    box: Box
    score: float
    level: np.ndarray
    points: np.ndarray
    crop: np.ndarray


def find_faces(picture: np.ndarray) -> list[FoundFace]:
    """Faces in a picture (uint8 [h, w, 3] RGB), from left to right, at most `MOST`.

    If none is found in the whole picture, four overlapping parts of it are searched, which finds smaller faces.
    """
    found = _checked(picture, detect(picture))
    if not found:
        found = _checked(picture, apart([box for part in _tiles(picture) for box in part]))
    return sorted(found, key=lambda face: face.box.left)


def find_upright(picture: np.ndarray) -> tuple[np.ndarray, list[FoundFace]]:
    """The picture and its faces; where none of them is upright, the picture turned by quarters so that most are.

    Files without EXIF data do not say how the camera was held.

    Returns:
        The picture, as it is or turned, and `find_faces` of it.
    """
    found = find_faces(picture)
    if any(_upright(face.box) for face in found):
        return picture, found
    turned = [(whole := np.rot90(picture, quarters), find_faces(whole)) for quarters in (1, 3, 2)]
    best = max(turned, key=lambda one: sum(_upright(face.box) for face in one[1]))
    return best if any(_upright(face.box) for face in best[1]) else (picture, found)


def _upright(box: Box) -> bool:
    """Whether the mouth is below the eyes, rather than beside or above them."""
    right, down = box.points[3] - box.points[:2].mean(axis=0)
    return bool(down > abs(right))


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


def _checked(picture: np.ndarray, boxes: list[Box]) -> list[FoundFace]:
    faces = [_face(picture, box) for box in boxes[:MOST]]
    return [face for face in faces if face is not None]


def _face(picture: np.ndarray, box: Box) -> FoundFace | None:
    """The face in a box; None if the mesh finds none."""
    to_picture = _level(box)
    level = _warped(picture, to_picture, INPUT_SIDE)
    points, presence = landmarker()(level)
    score = float(expit(presence))
    if score < SURE:
        return None
    found = np.array(
        [points[list(_EYES[0]), :2].mean(0), points[list(_EYES[1]), :2].mean(0), points[list(_MOUTH), :2].mean(0)]
    )
    to_level = SimilarityTransform.from_estimate(TEMPLATE, found).params[:2]
    crop = _warped(picture, _after(to_level, to_picture), SIDE)
    return FoundFace(box, score, level, points, np.asarray(Image.fromarray(crop).convert("L")))


def _level(box: Box) -> np.ndarray:
    """The affine map float64 [2, 3] from pixels of the mesh network's input, with level eyes, to the picture."""
    left, right = sorted(box.points[:2].tolist())
    angle = np.arctan2(right[1] - left[1], right[0] - left[0])
    scale = max(box.width, box.height) * (1 + 2 * MARGIN) / INPUT_SIDE
    turn = scale * np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    middle = np.array([box.left + box.width / 2, box.top + box.height / 2])
    return np.column_stack([turn, middle - turn @ [INPUT_SIDE / 2, INPUT_SIDE / 2]])


def _after(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """The affine map ``first`` followed by ``second`` (both float [2, 3])."""
    return np.column_stack([second[:, :2] @ first[:, :2], second[:, :2] @ first[:, 2] + second[:, 2]])


def _warped(picture: np.ndarray, to_picture: np.ndarray, side: int) -> np.ndarray:
    """The part of a picture under an affine map, uint8 [side, side, 3]; outside, the edge is repeated.

    Pixels are averaged when the picture is scaled down, so that small crops of large faces have no aliasing.
    """
    scale = float(np.hypot(*to_picture[:, 0]))
    fine = max(1, round(scale))
    grid = (np.arange(side * fine) + 0.5) / fine
    x, y = np.meshgrid(grid, grid)
    places = np.stack([x.ravel(), y.ravel()], axis=1) @ to_picture[:, :2].T + to_picture[:, 2] - 0.5
    pixels = _between(picture, places).reshape(side, fine, side, fine, 3).mean(axis=(1, 3))
    return np.rint(pixels).astype(np.uint8)


def _between(picture: np.ndarray, places: np.ndarray) -> np.ndarray:
    """Colours float32 [m, 3] at ``places`` (x, y in pixels) by bilinear interpolation."""
    height, width = picture.shape[:2]
    x, y = places[:, 0].clip(0, width - 1), places[:, 1].clip(0, height - 1)
    left, top = x.astype(np.int64), y.astype(np.int64)
    right, bottom = np.minimum(left + 1, width - 1), np.minimum(top + 1, height - 1)
    u, v = ((x - left)[:, None].astype(np.float32)), ((y - top)[:, None].astype(np.float32))
    upper = picture[top, left] * (1 - u) + picture[top, right] * u
    lower = picture[bottom, left] * (1 - u) + picture[bottom, right] * u
    return np.asarray(upper * (1 - v) + lower * v, np.float32)
