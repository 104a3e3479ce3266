"""How often people agree with the labels: on FER2013 in every form it comes in, from votes, and not for other faces."""

import numpy as np
import pytest

from fer_core.faces.emotions import FER2013
from fer_core.faces.faceset import FaceSet
from fer_core.faces.fer2013 import PARTS, is_fer2013
from fer_core.recognizer.people import by_votes, in_words, people
from fer_core.recognizer.shuffled import shuffled

ALL = np.array(list(PARTS.values()))


def test_fer2013_is_recognised_whole_and_in_parts_in_any_order_of_its_emotions() -> None:
    assert ALL.sum() == 35_887
    assert is_fer2013(FER2013, ALL) and is_fer2013(FER2013, ALL[:2])
    assert is_fer2013(FER2013, np.array([ALL[0], ALL[1:].sum(axis=0)])), "train and test folders, as many copies come"
    order = [FER2013.index(name) for name in sorted(FER2013)]
    assert is_fer2013(sorted(FER2013), ALL[:, order].sum(axis=0))
    assert is_fer2013((*FER2013, "contempt"), np.append(ALL.sum(axis=0), 0)), "a class without faces is no matter"


def test_nothing_else_is_taken_for_fer2013() -> None:
    one_less = ALL.sum(axis=0) - np.eye(7, dtype=int)[3]
    assert not is_fer2013(FER2013, one_less)
    assert not is_fer2013([f"{name} " for name in FER2013], ALL)
    assert not is_fer2013((*FER2013, "contempt"), np.append(ALL.sum(axis=0), 9))
    assert not is_fer2013(FER2013, np.array([[35_887]])), "without labels nobody knows"


def faces_like(counts: np.ndarray, synthetic: bool = False, votes: np.ndarray | None = None) -> FaceSet:
    codes = np.repeat(np.arange(7, dtype=np.uint8), counts)
    images = np.zeros((len(codes), 48, 48), np.uint8)
    return FaceSet.of(images, codes, classes=FER2013, synthetic=synthetic, votes=votes, image_fingerprint="x")


def test_people_stand_beside_fer2013_with_their_source_and_beside_no_other_faces() -> None:
    tested = np.arange(100)
    found = people(faces_like(ALL[2]), tested)
    assert found is not None and found.accuracy == 0.65 and found.scores is None
    assert "Goodfellow" in found.explanation and in_words(found) == "people about 65%"
    assert people(faces_like(ALL[2] - 1), tested) is None
    assert people(faces_like(ALL[2], synthetic=True), tested) is None


def test_one_annotator_is_compared_with_the_majority_of_the_others() -> None:
    # 8 of 10 agree with 7 others; the 2 others disagree with 8
    assert by_votes(np.array([[8, 2]], np.uint8)).accuracy == pytest.approx(0.8)  # type: ignore[union-attr]
    # of two who disagree, each contradicts the other; a tie of the others counts by its share
    assert by_votes(np.array([[1, 1]], np.uint8)).accuracy == 0  # type: ignore[union-attr]
    assert by_votes(np.array([[2, 1]], np.uint8)).accuracy == pytest.approx(1 / 3)  # type: ignore[union-attr]
    assert by_votes(np.array([[1, 0], [0, 0]], np.uint8)) is None, "one vote agrees with nobody"


def test_votes_come_before_what_was_published_and_of_test_faces_alone() -> None:
    votes = np.zeros((int(ALL[2].sum()), 7), np.uint8)
    votes[:10, 0] = 10
    votes[10:, :2] = 5
    found = people(faces_like(ALL[2], votes=votes), np.arange(10))
    assert found is not None and (found.name, found.accuracy) == ("One annotator", 1.0)


def test_shuffled_predictions_score_what_their_frequencies_give() -> None:
    assert shuffled(np.array([[30, 0], [0, 10]])).accuracy == pytest.approx(0.75**2 + 0.25**2)
    assert shuffled(np.array([[3, 0], [1, 0]])).accuracy == pytest.approx(0.75), "always the most common emotion"
