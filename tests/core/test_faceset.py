"""FaceSet: what it accepts, what its fingerprints tell apart."""

import numpy as np
import pytest

from fer_core.errors import InvalidSettings
from fer_core.faceset import FaceSet


def test_a_changed_pixel_changes_both_fingerprints(faces: FaceSet) -> None:
    images = faces.images.copy()
    images[150, 20, 20] ^= 1
    other = FaceSet.of(images, faces.emotions, classes=faces.classes, usage=faces.usage, usages=faces.usages)
    assert other.image_fingerprint != faces.image_fingerprint
    assert other.fingerprint != faces.fingerprint


def test_a_changed_label_changes_the_set_but_not_its_images(faces: FaceSet) -> None:
    assert faces.emotions is not None
    emotions = (faces.emotions + 1) % len(faces.classes)
    other = FaceSet.of(faces.images, emotions, classes=faces.classes, usage=faces.usage, usages=faces.usages)
    assert other.image_fingerprint == faces.image_fingerprint
    assert other.fingerprint != faces.fingerprint


def test_arrays_cannot_be_changed(faces: FaceSet) -> None:
    with pytest.raises(ValueError, match="read-only"):
        faces.images[0, 0, 0] = 1


def test_counts_add_up(faces: FaceSet) -> None:
    assert faces.counts().shape == (3, 7)
    assert faces.counts().sum() == len(faces)
    unlabelled = FaceSet.of(faces.images, classes=faces.classes, usage=faces.usage, usages=faces.usages)
    assert unlabelled.counts().shape == (3, 1)
    assert unlabelled.counts().sum() == len(faces)


@pytest.mark.parametrize(
    ("images", "emotions", "classes"),
    [
        (np.zeros((3, 48, 47), np.uint8), None, ("a",)),
        (np.zeros((3, 48, 48), np.float32), None, ("a",)),
        (np.zeros((0, 48, 48), np.uint8), None, ("a",)),
        (np.zeros((3, 48, 48), np.uint8), np.zeros(2, np.uint8), ("a",)),
        (np.zeros((3, 48, 48), np.uint8), np.full(3, 1, np.uint8), ("a",)),
        (np.zeros((3, 48, 48), np.uint8), None, ("a", "a")),
    ],
)
def test_impossible_faces_are_refused(images: np.ndarray, emotions: np.ndarray | None, classes: tuple) -> None:
    with pytest.raises(InvalidSettings):
        FaceSet.of(images, emotions, classes=classes)
