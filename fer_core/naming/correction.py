"""Corrections: faces of photos with the names that a person gave them and chose to save."""

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from fer_core.base.errors import InvalidDecision
from fer_core.faces.faceset import SIDE


@dataclass(frozen=True)
class Correction:
    """A face of a photo (as `written` encodes it) and the emotion that a person gave it."""

    picture: str
    emotion: str


@dataclass(frozen=True, eq=False)
class CorrectedFaces:
    """Training faces from outside of the data set: images uint8 [m, 48, 48], codes uint8 [m]."""

    images: np.ndarray
    codes: np.ndarray

    def __len__(self) -> int:
        return len(self.codes)


NO_FACES = CorrectedFaces(np.zeros((0, SIDE, SIDE), np.uint8), np.zeros(0, np.uint8))


def corrected_faces(corrections: Sequence[Correction], classes: Sequence[str]) -> CorrectedFaces:
    """Corrections as pictures and codes; of several corrections of one face, the last one counts."""
    last = {one.picture: one.emotion for one in corrections}
    if not last:
        return NO_FACES
    images = np.stack([read_picture(picture) for picture in last])
    return CorrectedFaces(images, np.array([classes.index(emotion) for emotion in last.values()], np.uint8))


def written(image: np.ndarray) -> str:
    """A face (uint8 [48, 48]) as text: its pixels, row by row, in base64."""
    return base64.b64encode(np.ascontiguousarray(image, np.uint8).tobytes()).decode("ascii")


def read_picture(text: str) -> np.ndarray:
    """uint8 [48, 48]: the face that `written` encoded. Raises InvalidDecision for other text."""
    try:
        pixels = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise InvalidDecision("The picture of a corrected face cannot be read.") from error
    if len(pixels) != SIDE * SIDE:
        raise InvalidDecision(f"A corrected face has {SIDE} x {SIDE} pixels.")
    return np.frombuffer(pixels, np.uint8).reshape(SIDE, SIDE)
