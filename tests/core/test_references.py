import dataclasses
from typing import Any

import numpy as np
import pytest

from fer_core.balance import TrainingRows
from fer_core.base.errors import Cancelled, InvalidSettings
from fer_core.faces.faceset import FaceSet
from fer_core.recognizer.models import RecognizerSettings
from fer_core.recognizer.references import best_naming, ceiling, chance, majority, references, student_baseline
from tests.core.divided import judging

CLASSES = ("angry", "fear", "happy")
SETTINGS = RecognizerSettings()


def points(n: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    codes = rng.choice(3, n, p=[0.5, 0.3, 0.2]).astype(np.uint8)
    return (np.eye(3)[codes] * 2.5 + rng.normal(0, 1, (n, 3))).astype(np.float32), codes


@pytest.fixture()
def given() -> dict[str, Any]:
    """Arguments of `references`: noisy blobs, and groups that follow the emotions three times out of four."""
    (X, codes), true = points(900, 0), slice(600, 900)
    rng = np.random.default_rng(2)
    groups = np.where(rng.random(600) < 0.75, codes[:600], rng.integers(0, 3, 600)).astype(np.int32)
    groups = np.append(groups, np.full(300, -1, np.int32))
    known = TrainingRows(judging(900, np.arange(600, 900)), np.arange(600), codes[:600])
    return {
        "X": X, "known": known, "groups": groups, "true": codes[true], "classes": CLASSES, "settings": SETTINGS,
    }  # fmt: skip


def test_references_rise_from_guessing_to_all_labels(given: dict[str, Any]) -> None:
    found = references(**given)
    assert [r.key for r in found] == ["majority", "best_naming", "ceiling"]
    accuracies = [r.accuracy for r in (chance(3), *found)]
    assert accuracies[0] < accuracies[1] < accuracies[2] <= accuracies[3] + 0.02
    assert accuracies[2] > 0.75
    assert [r.macro_f1 is None for r in (chance(3), *found)] == [True, False, False, False]


def test_chance_is_one_in_so_many_classes() -> None:
    assert chance(7).accuracy == pytest.approx(1 / 7)


def test_majority_says_which_emotion_training_has_most_of() -> None:
    reference = majority(np.array([0, 2, 2], np.uint8), np.array([2, 0, 0, 0], np.uint8), CLASSES)
    assert "happy" in reference.name
    assert reference.accuracy == 0.25


def test_naming_all_groups_after_one_emotion_is_scored_too(given: dict[str, Any]) -> None:
    given["groups"] = np.zeros(900, np.int32)
    reference = best_naming(**given)
    assert reference.accuracy == pytest.approx(majority(given["known"].codes, given["true"], CLASSES).accuracy)


def test_groups_of_other_numbers_and_emotions_that_do_not_occur_keep_their_names(given: dict[str, Any]) -> None:
    plain = best_naming(**given)
    moved = np.where(given["groups"] < 0, -1, given["groups"] * 7 + 3)
    shifted = {
        **given, "groups": moved, "known": dataclasses.replace(given["known"], codes=given["known"].codes + 1),
        "true": given["true"] + 1,
        "classes": ("disgust", *CLASSES),
    }  # fmt: skip
    assert best_naming(**shifted).accuracy == pytest.approx(plain.accuracy, abs=0.01)


def test_faces_in_no_group_teach_nothing(given: dict[str, Any]) -> None:
    wrong = np.arange(900) % 2 == 0
    known, groups = given["known"], np.where(wrong, -1, given["groups"])
    confused = dataclasses.replace(known, codes=np.where(wrong[:600], 2, known.codes))
    aside = best_naming(**{**given, "known": confused, "groups": groups})
    without = best_naming(**{**given, "known": known.of(~wrong[:600]), "groups": groups})
    assert aside.accuracy == without.accuracy
    nowhere = {**given, "groups": np.full(900, -1)}
    with pytest.raises(InvalidSettings, match="labelled face is in a group"):
        best_naming(**nowhere)
    assert [r.key for r in references(**nowhere)] == ["majority", "ceiling"]


def test_a_group_gives_its_name_to_faces_without_a_label_too(given: dict[str, Any]) -> None:
    """One face in ten has a label: the name that its group gets by it teaches from the whole group."""
    few = given["known"].of(np.arange(600) % 10 == 0)
    named = best_naming(**{**given, "known": few})
    assert named.accuracy == pytest.approx(best_naming(**given).accuracy, abs=0.02)
    assert (
        "60 training faces that have a label"
        in ceiling(**{name: value for name, value in given.items() if name != "groups"} | {"known": few}).explanation
    )


def test_the_ceiling_learns_from_every_label(given: dict[str, Any]) -> None:
    del given["groups"]
    assert "600 training faces" in ceiling(**given).explanation
    assert ceiling(**given).accuracy > 0.8


def test_the_student_project_is_scored_on_pixels(faces: FaceSet) -> None:
    assert faces.emotions is not None
    divided = judging(len(faces), np.flatnonzero(faces.usage != 0))
    known = TrainingRows(divided, divided.train, faces.emotions[divided.train])
    given = (faces.emotions[divided.test], faces.classes)
    first, again = (student_baseline(faces.images, known, *given, seed=3) for _ in range(2))
    assert first.accuracy == again.accuracy
    assert first.scores is not None
    assert first.scores.n == len(divided.test)
    with pytest.raises(InvalidSettings, match="two emotions"):
        student_baseline(faces.images, dataclasses.replace(known, codes=known.codes * 0), *given)


def test_the_student_project_names_each_group_differently() -> None:
    rng = np.random.default_rng(0)
    codes = np.repeat(np.arange(3, dtype=np.uint8), 40)
    codes = np.tile(codes, 2)
    pixels = (np.array([20, 120, 220])[codes][:, None] + rng.normal(0, 3, (240, 16))).astype(np.float32)
    known = TrainingRows(judging(240, np.arange(120, 240)), np.arange(120), codes[:120])
    reference = student_baseline(pixels, known, codes[120:], CLASSES)
    assert reference.accuracy == 1


def test_the_student_project_comes_with_pixels_alone(given: dict[str, Any]) -> None:
    assert "student_baseline" in [r.key for r in references(**given, pixels=given["X"])]


def test_references_can_be_cancelled_between_two(given: dict[str, Any]) -> None:
    seen: list[str] = []

    def cancel(done: int, total: int, what: str) -> None:
        seen.append(what)
        if "all labels" in what:
            raise Cancelled

    with pytest.raises(Cancelled):
        references(**given, progress=cancel)
    assert len(seen) > 2
