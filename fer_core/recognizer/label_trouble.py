"""Signs that labels are wrong as a whole: references that score nothing, and classes that one side alone has.

A recognizer taught every training label must do better on held-out faces than guessing. Where it does not, the labels
do not belong to the pictures, or the two sides do not use the same ones.
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
"""Held-out faces below which a low score may be luck."""
MANY = 300
"""Held-out faces from which on the mean share that is found can be told from that of guessing."""
MUCH = 0.1
"""How far below always saying the commonest emotion a recognizer of all labels may be, for balancing's sake."""


@dataclass(frozen=True)
class OneSided:
    """Names of the classes that are labelled on one side of a split alone."""

    only_training: tuple[str, ...]
    only_test: tuple[str, ...]


def one_sided(faces: FaceSet, split: Split) -> OneSided:
    """The classes that only faces to learn from have, and those that only held-out faces have; none without labels."""
    if faces.emotions is None:
        return OneSided((), ())
    learn, judge = (faces.counts(rows).sum(axis=0) > 0 for rows in (split.train, split.test))
    return OneSided(_names(faces, learn & ~judge), _names(faces, judge & ~learn))


def two_spellings(names: Sequence[str]) -> list[tuple[str, str]]:
    """Pairs of names that differ in case, accents' encoding, spaces, hyphens and underscores alone."""
    plain = [re.sub(r"[\s_-]", "", unicodedata.normalize("NFKC", name).casefold()) for name in names]
    pairs = combinations(range(len(names)), 2)
    return [(names[i], names[j]) for i, j in pairs if plain[i] == plain[j]]


def label_trouble(found: Sequence[Reference], faces: FaceSet, split: Split) -> tuple[str, ...]:
    """Plain sentences that say why the labels look wrong, what it may be and where to look; none where they do not."""
    sides = one_sided(faces, split)
    judged = int((faces.counts(split.test).sum(axis=0) > 0).sum())
    wrong = _what_is_wrong(found, nothing_in_common=len(sides.only_test) == judged)
    return (wrong, *_reasons(faces, sides), LOOK) if wrong else ()


LOOK = (
    "Where to look: the Data page shows how many faces of each emotion each part has, and, with an emotion chosen "
    "there, whether its faces show it. Then open the corrected files as a new data set."
)


def _what_is_wrong(found: Sequence[Reference], nothing_in_common: bool) -> str:
    accuracy = {r.key: r.accuracy for r in found}
    scores = next((r.scores for r in found if r.key == "ceiling"), None)
    chance, majority = accuracy.get("chance", 0.0), accuracy.get("majority", 0.0)
    if scores is None or chance == 1 or (scores.n < FEWEST and not nothing_in_common):
        return ""  # one emotion alone cannot be confused
    told = f"a recognizer trained on every training label is right on {scores.accuracy:.1%} of the held-out faces"
    wrong, recall = "Something is wrong with the labels", scores.balanced_accuracy
    if not scores.accuracy:
        return f"{wrong}: {told}."
    if scores.accuracy <= chance:
        return f"{wrong}: {told}, and guessing would be right on {chance:.1%}."
    if scores.n >= MANY and recall - _half_of_interval(scores) <= chance:
        mean = f"{wrong}: a recognizer trained on every training label finds {recall:.1%} of the faces of an emotion"
        return f"{mean}, on average over the emotions, and guessing would find {chance:.1%}."
    if scores.accuracy < majority - MUCH and recall <= 1.25 * chance:  # what helps rare emotions raises the latter
        return f"{wrong}: {told}, and always saying the commonest emotion on {majority:.1%}."
    return ""


def _half_of_interval(scores: Scores) -> float:
    """Half of the 95 % interval of the balanced accuracy."""
    there = scores.support > 0
    recall, faces = scores.recall[there], scores.support[there]
    return 1.96 * float(np.sqrt((recall * (1 - recall) / faces).sum()) / len(recall))


def _reasons(faces: FaceSet, sides: OneSided) -> list[str]:
    """What is known of the reason; where nothing is, what it may be."""
    said = []
    if spelt := two_spellings(faces.present_names):
        pairs = listed([f"“{one}” and “{other}”" for one, other in spelt])
        said.append(f"One class may be spelt in two ways: {pairs} count as different emotions here.")
    if sides.only_test:
        learnt = f", and only training faces are labelled {_quoted(sides.only_training)}" if sides.only_training else ""
        only = _quoted(sides.only_test)
        said.append(f"The sides of the split have different classes: only held-out faces are labelled {only}{learnt}.")
    if said:
        return said
    return [
        "The labels may be shuffled against the pictures (two lists in different orders), one class may be spelt in "
        "two ways, or the parts may mean different emotions by the same code."
    ]


def _quoted(names: Sequence[str]) -> str:
    return listed([f"“{name}”" for name in names])


def _names(faces: FaceSet, which: np.ndarray) -> tuple[str, ...]:
    return tuple(faces.classes[code] for code in np.flatnonzero(which))
