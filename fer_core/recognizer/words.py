"""What a recognizer's results mean, in plain sentences: the same on the page, in the report and in the model card.

The sentences contain names of classes, which can be any text: they are escaped where they are shown.
"""

import math
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from fer_core.base.words import count, listed, percent
from fer_core.recognizer.annotators import VoteShare
from fer_core.recognizer.bootstrap import Estimate, Estimates
from fer_core.recognizer.calibration import Calibration

METRIC_NAMES: Mapping[str, str] = MappingProxyType(
    {"accuracy": "accuracy", "balanced_accuracy": "balanced accuracy", "macro_f1": "macro F1"}
)
FEWEST_TEST_FACES = 30
"""Test faces of an emotion below which its scores are unreliable."""
NOBODY_KNOWS = "No face has a label, so the accuracy of the recognizer cannot be measured."


def between(found: Estimate, plain: bool = False) -> str:
    """An interval in words: "45.2% to 48.8%", or "0.45 to 0.49" where ``plain``."""
    return f"{found.low:.2f} to {found.high:.2f}" if plain else f"{percent(found.low)} to {percent(found.high)}"


def never_predicted(names: Sequence[str]) -> str:
    """What follows where no face has these names, of which there is at least one."""
    them = "it" if len(names) == 1 else "them"
    return f"No face is named {' or '.join(names)}, so the recognizer never predicts {them}."


def few_test_faces(names: Sequence[str]) -> str:
    """What follows where few test faces have these labels, of which there is at least one."""
    its = "its scores are" if len(names) == 1 else "their scores are"
    return f"Fewer than {FEWEST_TEST_FACES} test faces for {listed(list(names))}, so {its} unreliable."


def repeated_names(agreement: float) -> str:
    """How consistent the names are, from a `Training`'s agreement (0..1); "" where it is not known (NaN)."""
    if math.isnan(agreement):
        return ""
    return (
        f"In cross-validation on the named faces, the recognizer repeats {percent(agreement)} of the names. This shows "
        "how consistent the names are, not whether they are correct."
    )


def against_votes(found: VoteShare) -> str:
    """How predictions compare with annotators' votes instead of one label."""
    return (
        f"Against annotators' votes instead of one label: on average, {percent(found.share)} of a face's annotators "
        f"chose the predicted emotion (95 % interval {percent(found.low)} to {percent(found.high)}; {found.faces:,} "
        f"test faces). Chance is {percent(found.chance)}; since annotators disagree, the highest possible "
        f"share is {percent(found.best)}."
    )


def calibration_error(found: Calibration) -> str:
    """The calibration error, beside that of a perfectly calibrated model."""
    return (
        f"The expected calibration error is {100 * found.error:.1f} points ({len(found.counts)} bins). "
        f"{by_chance(found)}"
    )


def by_chance(found: Calibration) -> str:
    """The calibration error of a perfectly calibrated model."""
    return (
        f"With this many faces, even a perfectly calibrated model would score about {100 * found.by_chance:.1f} points."
    )


def confidence(found: Calibration) -> str:
    """Whether confidence matches accuracy."""
    if found.holds:
        return "Confidence matches accuracy: of faces predicted with 70 %, about 70 % are correct."
    too = "overconfident" if found.excess > 0 else "underconfident"
    side = "above" if found.excess > 0 else "below"
    return (
        f"The recognizer is {too}: on average, its confidence is {100 * abs(found.excess):.0f} points {side} its "
        "accuracy. Higher confidence still means more often correct, but the numbers themselves are off, since it was "
        "trained on names of whole groups."
    )


def effect_of_copies(faces: int, scores: Estimates, change: Estimates) -> str:
    """The scores without test faces that had copies among the training faces.

    Args:
        faces: number of such test faces.
        scores: without them.
        change: scores without them minus scores with them.
    """
    text = (
        f"{count(faces, 'test face')} had a copy among the training faces, which was set aside. Without "
        f"{'this face' if faces == 1 else 'these faces'}, accuracy is {percent(scores.accuracy.value)} "
        f"({between(scores.accuracy)}), balanced accuracy {percent(scores.balanced_accuracy.value)} and macro F1 "
        f"{scores.macro_f1.value:.2f}. "
    )
    moved = {name: by for name in METRIC_NAMES if (by := getattr(change, name)).clear}
    if not moved:
        return text + "This difference may be due to chance."
    changes = [
        f"{METRIC_NAMES[name]} {'falls' if by.value < 0 else 'rises'} by {100 * abs(by.value):.1f} points"
        for name, by in moved.items()
    ]
    return f"{text}This is more than chance would explain: {listed(changes)}."
