"""FaceSet: what it accepts, what its fingerprints tell apart."""

import numpy as np
import pytest

from fer_core.base.errors import InvalidSettings
from fer_core.faces.emotions import FER2013
from fer_core.faces.faceset import UNLABELLED, FaceSet
from fer_core.faces.readers import Import
from fer_core.faces.readers._builder import NO_LABEL, BadCell, FaceBuilder
from fer_core.faces.readers.labels.labels import Labels
from fer_core.study import datasets
from fer_core.study.store import Store


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


def partly(faces: FaceSet, votes: np.ndarray | None = None) -> FaceSet:
    assert faces.emotions is not None
    emotions = faces.emotions.copy()
    emotions[::3] = UNLABELLED
    return FaceSet.of(
        faces.images.copy(), emotions, classes=faces.classes, usage=faces.usage, usages=faces.usages, votes=votes
    )


def test_a_face_may_have_no_label_where_others_have_one(faces: FaceSet) -> None:
    found = partly(faces)
    assert [found.label_of(row) for row in (0, 3)] == [None, None]
    assert found.label_of(1) == faces.classes[faces.emotions[1]]
    assert np.array_equal(found.labelled, np.arange(len(faces)) % 3 > 0)
    assert found.counts().sum() == found.labelled.sum() < len(faces)
    assert found.image_fingerprint == faces.image_fingerprint and found.fingerprint != faces.fingerprint


def test_no_label_at_all_is_no_labels(faces: FaceSet) -> None:
    nothing = np.full(len(faces), UNLABELLED, np.uint8)
    votes = np.ones((len(faces), 7), np.uint8)
    found = FaceSet.of(faces.images, nothing, classes=faces.classes, votes=votes)
    assert found.emotions is None and found.votes is None and not found.labelled.any() and found.label_of(0) is None
    assert found.fingerprint == FaceSet.of(faces.images, classes=faces.classes).fingerprint


def test_present_are_the_classes_that_a_face_is_labelled_with(faces: FaceSet) -> None:
    two = np.where(np.arange(len(faces)) % 2, 4, 3).astype(np.uint8)
    two[0] = UNLABELLED
    assert FaceSet.of(faces.images, two, classes=faces.classes).present == (3, 4)
    assert FaceSet.of(faces.images, classes=faces.classes).present == tuple(range(7))


def test_votes_are_kept_and_part_of_the_id(faces: FaceSet, store: Store) -> None:
    votes = np.zeros((len(faces), 7), np.uint8)
    votes[:, 2] = 9
    voted = partly(faces, votes)
    assert voted.fingerprint != partly(faces).fingerprint
    kept = datasets.load(store, datasets.save(store, Import(voted), "x"))
    assert kept.fingerprint == voted.fingerprint and np.array_equal(kept.votes, votes)
    assert np.array_equal(kept.labelled, voted.labelled)
    with pytest.raises(InvalidSettings, match="votes"):
        partly(faces, votes[:, :6])


def test_a_builder_orders_votes_as_it_orders_labels() -> None:
    labels, builder = Labels(), FaceBuilder("x", 4)
    codes = [labels.named(name) for name in ("sad", "happy")]
    for row, code in enumerate([*codes, NO_LABEL, codes[0]]):
        builder.add(np.full((48, 48), row), code, 0, f"{row}.png")
    builder.set_votes(np.array([[9, 1], [2, 8], [0, 0], [6, 4]], np.uint8))
    builder.drop({3: BadCell("x", "y")})
    found = builder.finish("x", labels, ("Training",), labelled=builder.labelled)
    assert found.emotions is not None and found.votes is not None
    assert [found.label_of(row) for row in range(3)] == ["sad", "happy", None]
    assert found.votes[:, [FER2013.index("happy"), FER2013.index("sad")]].tolist() == [[1, 9], [8, 2], [0, 0]]
