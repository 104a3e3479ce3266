"""One wording for findings, losses and limits: grammatical for one and many, and the same wherever it is shown."""

import dataclasses

import numpy as np
import pytest

from fer_core.audit import words as audit
from fer_core.clustering.words import finding_words
from fer_core.recognizer import limits, words
from fer_core.recognizer.bootstrap import Estimate, Estimates
from fer_core.recognizer.losses import Lost, steps
from fer_core.recognizer.losses_in_words import sentences, steps_in_words
from fer_core.recognizer.references import Reference

LOST = Lost(100, 10, 0.2, 4, 0.1, 2, 0.05, 1, (1,))
CLASSES = ("happy", "disgust")
CEILING = Reference("ceiling", "All faces labelled", "", 0.9)


def of(right: float = 0.6, **changed: object) -> dict[str, str]:
    """The sentences by step, with their titles and remedies."""
    found = dataclasses.replace(LOST, **changed)  # type: ignore[arg-type]
    return {one.key: f"{one.title}. {one.text} {one.remedy}" for one in sentences(found, right, CLASSES, [CEILING])}


def test_each_step_says_its_points_what_happened_and_what_helps() -> None:
    told = of()
    assert list(told) == ["mixed", "unnamed", "renamed", "onwards"]
    assert "−20.0 points" in told["mixed"] and "No group is mostly disgust" in told["mixed"]
    assert "−10.0 points" in told["unnamed"] and "2 groups have no name" in told["unnamed"]
    assert "−5.0 points" in told["renamed"] and "1 group mostly got" in told["renamed"]
    assert "−5.0 points" in told["onwards"] and "another model" in told["onwards"]
    assert "could gain up to 30.0 points" in told["onwards"]


def test_what_was_not_lost_is_not_told_as_lost() -> None:
    assert "unnamed" not in of(unnamed=0.0, unnamed_groups=0)
    assert "1 group has no name" in of(unnamed_groups=1)["unnamed"] and "its faces" in of(unnamed_groups=1)["unnamed"]
    assert of(renamed=0.0)["renamed"].startswith("Other names: 0 points. The names that were given are as good")
    assert "+5.0 points" in of(renamed=-0.05)["renamed"]
    assert "gain nothing" in of(right=0.95)["onwards"]


def test_nobody_is_told_to_name_what_was_rejected() -> None:
    told = of(rejected=0.03, rejected_faces=4, rejected_groups=1)
    assert list(told) == ["mixed", "unnamed", "rejected", "renamed", "onwards"]
    assert "4 faces are rejected, 1 whole group among them" in told["rejected"] and "−3.0" in told["rejected"]
    assert "would win" not in told["rejected"] and "rejected" not in told["unnamed"]
    assert "Test faces like the rejected ones" in told["onwards"]
    assert "1 face is rejected: " in of(rejected_faces=1)["rejected"]
    names = [step.name for step in steps(dataclasses.replace(LOST, rejected=0.03, rejected_faces=4), 0.6)]
    assert "rejected" in names and "rejected" not in [step.name for step in steps(LOST, 0.6)]


def test_the_steps_add_up_to_the_score_in_words_too() -> None:
    fall = steps(LOST, 0.6)
    at = 1.0
    for step in fall[1:]:
        at = at if step.total else at + step.value
        assert not step.total or step.value == pytest.approx(at)
    told = steps_in_words(fall)
    assert told.endswith("This recognizer 60.0%")
    assert "no name yet −10.0 points" in told


@pytest.mark.parametrize(
    ("faces", "groups", "text"), [(1, 0, "1 face"), (12, 0, "12 faces"), (8, 1, "8 faces in 1 group")]
)
def test_findings_are_counted_in_words(faces: int, groups: int, text: str) -> None:
    assert audit.how_many(faces, groups) == text


def test_copies_are_told_for_none_one_and_many() -> None:
    assert audit.copies_excluded(0) == "No training face is a copy of a test face."
    assert audit.copies_excluded(1).startswith("1 training face is an exact or near copy of a test face")
    assert audit.copies_excluded(9).startswith("9 training faces are exact or near copies of test faces")


def test_a_difference_that_may_be_chance_is_called_so() -> None:
    def scores(value: float, low: float, high: float) -> Estimates:
        one = Estimate(value, low, high)
        return Estimates(one, one, one, 50, 10, 0)

    unsure = words.effect_of_copies(1, scores(0.5, 0.4, 0.6), scores(-0.01, -0.03, 0.02))
    assert "1 test face had a copy" in unsure and unsure.endswith("This difference may be due to chance.")
    sure = words.effect_of_copies(9, scores(0.5, 0.4, 0.6), scores(-0.02, -0.03, -0.01))
    assert "accuracy falls by 2.0 points, balanced accuracy falls" in sure and "due to chance" not in sure


def test_few_and_unknown_are_told() -> None:
    assert words.few_test_faces(["disgust"]) == "Fewer than 30 test faces for disgust, so its scores are unreliable."
    assert words.few_test_faces(["fear", "disgust"]).endswith("so their scores are unreliable.")
    assert words.repeated_names(np.nan) == "" and "80.0%" in words.repeated_names(0.8)


def test_every_finding_about_groups_has_a_title_and_a_sentence() -> None:
    found = [finding_words(key, 7, 3) for key in ("noise", "continuum", "separate", "parts", "unions", "cut")]
    assert len({one.title for one in found}) == 6 and all(one.text.endswith(".") for one in found)


def test_files_hold_the_same_limits_as_pages() -> None:
    assert limits.NOT_FEELINGS in limits.IN_FILES and limits.NOT_FOR in limits.IN_FILES
    assert limits.wrong_of_a_hundred(0.434) == "Of 100 test faces, 57 are predicted wrongly."
