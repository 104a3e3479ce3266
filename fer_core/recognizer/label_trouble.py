"""Signs that labels are wrong as a whole: references that score too low, and classes in only one set of the split.

A recognizer trained on every training label must score better than chance on test faces. Otherwise the labels do not
belong to the pictures, or the training set and the test set use different labels.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from fer_core.base.words import listed
from fer_core.faces.faceset import FaceSet
from fer_core.faces.split import Split
from fer_core.recognizer.evaluate import Scores
from fer_core.recognizer.references import Reference

FEWEST = 30
"""Test faces below which a low score may be due to chance."""
MANY = 300
"""Test faces from which on balanced accuracy is precise enough to be compared with chance."""
MUCH = 0.1
"""How far the accuracy may be below always predicting the most common emotion, since balancing can cost as much."""


@dataclass(frozen=True)
class OneSided:
    """Names of the classes that occur as labels in only one set of a split."""

    only_training: tuple[str, ...]
    only_test: tuple[str, ...]


def one_sided(faces: FaceSet, split: Split) -> OneSided:
    """The classes of training faces alone, and those of test faces alone; none without labels."""
    if faces.emotions is None:
        return OneSided((), ())
    training, test = (faces.counts(rows).sum(axis=0) > 0 for rows in (split.train, split.test))
    return OneSided(_names(faces, training & ~test), _names(faces, test & ~training))


def two_spellings(names: Sequence[str]) -> list[tuple[str, str]]:
    """Pairs of names that differ only in case, spaces, hyphens, underscores and the encoding of accents."""
    plain = [re.sub(r"[\s_-]", "", unicodedata.normalize("NFKC", name).casefold()) for name in names]
    pairs = combinations(range(len(names)), 2)
    return [(names[i], names[j]) for i, j in pairs if plain[i] == plain[j]]


def label_trouble(found: Sequence[Reference], faces: FaceSet, split: Split) -> tuple[str, ...]:
    """Sentences on why the labels look wrong, what the reason may be, and where to look; none where they do not."""
    sides = one_sided(faces, split)
    tested = int((faces.counts(split.test).sum(axis=0) > 0).sum())
    wrong = _what_is_wrong(found, nothing_in_common=len(sides.only_test) == tested)
    return (wrong, *_reasons(faces, sides), LOOK) if wrong else ()


LOOK = (
    "What to do: on the Data page, check how many faces of each emotion each part has, and whether the faces of an "
    "emotion show it. Then correct the files and open them as a new data set."
)


def _what_is_wrong(found: Sequence[Reference], nothing_in_common: bool) -> str:
    accuracy = {r.key: r.accuracy for r in found}
    scores = next((r.scores for r in found if r.key == "ceiling"), None)
    chance, majority = accuracy.get("chance", 0.0), accuracy.get("majority", 0.0)
    if scores is None or chance == 1 or (scores.n < FEWEST and not nothing_in_common):
        return ""  # with one emotion, every prediction is correct
    low = f"a recognizer trained on every training label predicts {scores.accuracy:.1%} of the test faces correctly"
    wrong, recall = "Something is wrong with the labels", scores.balanced_accuracy
    if not scores.accuracy:
        return f"{wrong}: {low}."
    if scores.accuracy <= chance:
        return f"{wrong}: {low}, and chance is {chance:.1%}."
    if scores.n >= MANY and recall - _half_of_interval(scores) <= chance:
        mean = f"{wrong}: a recognizer trained on every training label has a balanced accuracy of {recall:.1%}"
        return f"{mean}, and chance is {chance:.1%}."
    if scores.accuracy < majority - MUCH and recall <= 1.25 * chance:  # balancing would raise recall
        return f"{wrong}: {low}; always predicting the most common emotion reaches {majority:.1%}."
    return ""


def _half_of_interval(scores: Scores) -> float:
    """Half of the 95 % interval of the balanced accuracy."""
    there = scores.support > 0
    recall, faces = scores.recall[there], scores.support[there]
    return 1.96 * float(np.sqrt((recall * (1 - recall) / faces).sum()) / len(recall))


def _reasons(faces: FaceSet, sides: OneSided) -> list[str]:
    """The reasons that are known; where none is, what they may be."""
    known = []
    if spelt := two_spellings(faces.present_names):
        pairs = listed([f"“{one}” and “{other}”" for one, other in spelt])
        known.append(f"One class may be spelt in two ways: {pairs} count as different emotions.")
    if sides.only_test:
        other = f", and only training faces are labelled {_quoted(sides.only_training)}" if sides.only_training else ""
        only = _quoted(sides.only_test)
        known.append(f"Training set and test set have different classes: only test faces are labelled {only}{other}.")
    if known:
        return known
    return [
        "The labels may be shuffled (in another order than the pictures), one class may be spelt in two ways, or the "
        "parts may use the same code for different emotions."
    ]


def _quoted(names: Sequence[str]) -> str:
    return listed([f"“{name}”" for name in names])


def _names(faces: FaceSet, which: np.ndarray) -> tuple[str, ...]:
    return tuple(faces.classes[code] for code in np.flatnonzero(which))
