"""Labels that are wrong as a whole are told, with what it may be; labels that are merely hard are not."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fer_core.faces.faceset import FaceSet
from fer_core.faces.split import SplitSettings, split
from fer_core.recognizer.evaluate import evaluate
from fer_core.recognizer.label_trouble import label_trouble, one_sided, two_spellings
from fer_core.recognizer.references import Reference, chance
from tests.core.reader_files import some_images

CLASSES = ("Happy", "contempt", "happy", "sad")


def divided(emotions: list[int], tested: int) -> FaceSet:
    usage = (np.arange(len(emotions)) >= len(emotions) - tested).astype(np.uint8)
    codes = np.array(emotions, np.uint8)
    return FaceSet.of(
        some_images(len(emotions)), codes, classes=CLASSES, usage=usage, usages=("Training", "Test")
    )  # fmt: skip


def references(true: np.ndarray, ceiling: np.ndarray, majority: int, classes: int = 4) -> list[Reference]:
    def reference(key: str, said: np.ndarray) -> Reference:
        scores = evaluate(true, said, classes)
        return Reference(key, key, "", scores.accuracy, scores)

    return [chance(classes), reference("majority", np.full(len(true), majority)), reference("ceiling", ceiling)]


def test_two_spellings_of_one_class_are_named() -> None:
    faces = divided([2, 2, 3, 3, 0, 0], tested=2)
    made = split(faces, SplitSettings("usage", "Test"))
    assert one_sided(faces, made).only_test == ("Happy",)
    assert one_sided(faces, made).only_training == ("happy", "sad")
    true = np.array([0, 0])
    told = " ".join(label_trouble(references(true, np.array([2, 3]), 2), faces, made))
    assert "Something is wrong with the labels" in told and "0.0%" in told
    assert "“Happy” and “happy”" in told and "spelt in two ways" in told
    assert "only test faces are labelled “Happy”" in told and "Data page" in told


def test_shuffled_labels_are_suspected_where_nothing_else_explains_it() -> None:
    faces = divided([0, 1] * 60, tested=40)
    faces = dataclasses.replace(faces, classes=("a", "b", "c", "d"))
    made = split(faces, SplitSettings("usage", "Test"))
    true = np.array([0, 1] * 20)
    told = " ".join(label_trouble(references(true, np.array([0, 0, 1, 1] * 10), 0, 2), faces, made))
    assert "shuffled" in told and "in two ways" in told


@pytest.mark.parametrize(("right", "trouble"), [(0, True), (8, True), (20, False), (40, False)])
def test_only_what_is_no_better_than_guessing_is_told(right: int, trouble: bool) -> None:
    faces = divided([0, 1, 2, 3] * 30, tested=40)
    faces = dataclasses.replace(faces, classes=("a", "b", "c", "d"))
    true = np.array([0, 1, 2, 3] * 10)
    said = np.where(np.arange(40) < right, true, (true + 1) % 4)
    told = label_trouble(references(true, said, 0), faces, split(faces, SplitSettings("usage", "Test")))
    assert bool(told) == trouble


def test_a_few_faces_prove_nothing() -> None:
    faces = divided([0, 1] * 8, tested=4)
    faces = dataclasses.replace(faces, classes=("a", "b", "c", "d"))
    true = np.array([0, 1, 0, 1])
    assert not label_trouble(references(true, 1 - true, 0), faces, split(faces, SplitSettings("usage", "Test")))


def test_a_balanced_recognizer_may_be_below_the_commonest_emotion() -> None:
    """Rare emotions found at the cost of common ones: lower accuracy, and nothing wrong with the labels."""
    faces = divided([0] * 50 + [1] * 10 + [0] * 90 + [1] * 10, tested=100)
    faces = dataclasses.replace(faces, classes=("a", "b", "c", "d"))
    made, true = split(faces, SplitSettings("usage", "Test")), np.array([0] * 90 + [1] * 10)
    found_rare = np.r_[np.zeros(60, int), np.ones(40, int)]
    assert not label_trouble(references(true, found_rare, 0, 2), faces, made)
    blind = np.r_[np.zeros(60, int), np.ones(30, int), np.zeros(7, int), np.ones(3, int)]
    assert "the most common emotion reaches 90.0%" in label_trouble(references(true, blind, 0, 2), faces, made)[0]


def test_many_faces_tell_chance_from_little() -> None:
    """Half of 400 correct in four emotions of which one is common: above chance, and yet nothing but chance."""
    rng = np.random.default_rng(0)
    true = rng.choice(4, 400, p=[0.7, 0.1, 0.1, 0.1])
    faces = dataclasses.replace(divided([0, 1, 2, 3] * 10 + true.tolist(), tested=400), classes=("a", "b", "c", "d"))
    made = split(faces, SplitSettings("usage", "Test"), np.arange(len(faces)))
    said = rng.permutation(true)
    assert (said == true).mean() > 0.4
    assert "balanced accuracy of" in label_trouble(references(true, said, 0), faces, made)[0]
    better = np.where(rng.random(400) < 0.3, true, said)
    assert not label_trouble(references(true, better, 0), faces, made)


def test_one_emotion_alone_is_no_sign_of_wrong_labels() -> None:
    """Tested on one class alone, or labelled with one alone: nothing that chance could be compared with."""
    faces = dataclasses.replace(divided([0, 1] * 10 + [0] * 400, tested=400), classes=("a", "b", "c", "d"))
    made, true = split(faces, SplitSettings("usage", "Test"), np.arange(420)), np.zeros(400, int)
    said = np.where(np.arange(400) < 300, 0, 1)
    assert not label_trouble(references(true, said, 0, 2), faces, made)
    alone = dataclasses.replace(divided([0] * 420, tested=400), classes=("a", "b", "c", "d"))
    assert not label_trouble(
        [chance(1), *references(true, true, 0, 2)[1:]],
        alone,
        split(alone, SplitSettings("usage", "Test"), np.arange(420)),
    )


def test_unlabelled_faces_have_no_sides() -> None:
    faces = FaceSet.of(some_images(4), classes=("a", "b"))
    made = split(faces, SplitSettings("random", test_share=0.5))
    assert one_sided(faces, made).only_test == one_sided(faces, made).only_training == ()
    assert label_trouble([], faces, made) == ()


@given(st.sampled_from(["happy", "very sad", "fröhlich", "no-face"]), st.data())
def test_any_spelling_is_recognised(name: str, data: st.DataObject) -> None:
    import unicodedata

    other = data.draw(
        st.sampled_from(
            [name.upper(), name.title(), name.replace(" ", "_"), unicodedata.normalize("NFD", name), f"{name} "]
        )
    )
    assert two_spellings([name, "else", other]) == [(name, other)]
