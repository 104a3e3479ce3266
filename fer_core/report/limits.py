"""What the results of a study do not show. What holds for every recognizer is in `fer_core.recognizer.limits`."""

import numpy as np

from fer_core.base.words import count, percent
from fer_core.recognizer.limits import LAW, MANY_FEELINGS, NO_SUBGROUPS, NOT_FEELINGS, NOT_FOR, wrong_of_a_hundred
from fer_core.recognizer.words import never_predicted
from fer_core.report.facts import Facts

EXPRESSIONS = f"{NOT_FEELINGS} {MANY_FEELINGS}"
MISUSE = f"{NOT_FOR} {LAW}"
WEAK = 100
"""With fewer test faces of an emotion than this, their number is given beside its recall."""


def limits(facts: Facts) -> tuple[str, ...]:
    """The limits of this study, the most important first."""
    return (EXPRESSIONS, _how_often_wrong(facts), MISUSE, NO_SUBGROUPS, *caveats(facts))


def caveats(facts: Facts) -> tuple[str, ...]:
    """The limits that depend on the study."""
    found = []
    if facts.data.fer2013:
        found.append(
            "FER2013's own labels are disputed. They came from search words; its authors found that people agree "
            "with about 65 % of a sample (Goodfellow et al. 2013), and ten later annotators often chose another "
            "emotion, most of all for fear and disgust (Barsoum et al. 2016, FER+). Scores share this uncertainty."
        )
    if facts.data.synthetic:
        found.append(
            "Synthetic faces do not differ in life, light, age and surroundings as people do. What works on them may "
            "fail on people."
        )
    if facts.recognizer.unnamed:
        found.append(f"{never_predicted(facts.recognizer.unnamed)} Every test face with this label counts as wrong.")
    if facts.naming.looks and facts.naming.looks[1]:
        found.append(looks_named(*facts.naming.looks[1:]))
    number = len(facts.naming.people)
    people = "one person" if number == 1 else f"{number} people"
    found.append(
        "Names were given to whole groups, and single faces in a group may show something else. The names are those of "
        f"{people}; others might have chosen differently."
    )
    found.append(
        "The faces were small grey pictures (48 × 48 pixels), mostly frontal. Profiles, covered faces, and cameras or "
        "light unlike those of this data set were not tested."
    )
    return tuple(found)


def looks_named(groups: int, faces: int) -> str:
    """The limit from ``groups`` with ``faces`` that were named although they share looks more than an expression."""
    return (
        f"{count(groups, 'group')} with {count(faces, 'face')} {'was' if groups == 1 else 'were'} named although the "
        "faces share how they look, or a pose, more than an expression. The recognizer may give that emotion to people "
        "who look like this whatever their expression, and so be wrong for some people more often than for others."
    )


def _how_often_wrong(facts: Facts) -> str:
    scores = facts.recognizer.scores
    if scores is None:
        return "No test face has a label, so it is not known how often it is wrong. Assume that this is often."
    present = np.flatnonzero(scores.support).tolist()
    weakest = min(present, key=lambda c: scores.recall[c])
    few = f" (of {scores.support[weakest]:,} faces)" if scores.support[weakest] < WEAK else ""
    return (
        f"{wrong_of_a_hundred(scores.accuracy)} They come from the same data set as the training faces; on other "
        f"pictures it will be wrong more often. It is weakest on {facts.data.classes[weakest]}, with a recall of "
        f"{percent(float(scores.recall[weakest]))}{few}."
    )
