"""What this study cannot say. Last in a report, but not small. What holds for every recognizer is in
`fer_core.recognizer.limits`."""

import numpy as np

from fer_core.base.words import percent
from fer_core.recognizer.limits import LAW, MANY_FEELINGS, NO_SUBGROUPS, NOT_FEELINGS, NOT_FOR, wrong_of_a_hundred
from fer_core.recognizer.words import never_predicted
from fer_core.report.facts import Facts

EXPRESSIONS = f"{NOT_FEELINGS} {MANY_FEELINGS}"
MISUSE = f"{NOT_FOR} {LAW}"
WEAK = 100
"""Test faces of an emotion below which its recall is given with their number."""


def limits(facts: Facts) -> tuple[str, ...]:
    """The limits of this study, the weightiest first."""
    return (EXPRESSIONS, _how_often_wrong(facts), MISUSE, NO_SUBGROUPS, *caveats(facts))


def caveats(facts: Facts) -> tuple[str, ...]:
    """Those that depend on the study."""
    found = []
    if facts.data.fer2013:
        found.append(
            "FER2013's own labels are disputed. They came from search words; its authors found people right on about "
            "65 % of a sample (Goodfellow et al. 2013), and ten later annotators often chose another emotion, most of "
            "all for fear and disgust (Barsoum et al. 2016, FER+). Scores against these labels carry that doubt."
        )
    if facts.data.synthetic:
        found.append(
            "Synthetic faces have no lives, no light, no age and no crowd. What works on them may fail on people."
        )
    if facts.recognizer.unnamed:
        found.append(f"{never_predicted(facts.recognizer.unnamed)} Every such face counts as wrong.")
    number = len(facts.naming.people)
    people = "one person" if number == 1 else f"{number} people"
    found.append(
        "Names were given to whole groups. Single faces in a group may show something else, and the names are those of "
        f"{people}: other people might have chosen others."
    )
    found.append(
        "The faces were small grey pictures (48 × 48 pixels), mostly seen from the front. Profiles, covered faces, "
        "other cameras and other light than in this data set were not tried."
    )
    return tuple(found)


def _how_often_wrong(facts: Facts) -> str:
    scores = facts.recognizer.scores
    if scores is None:
        return "No test face has a true label, so it is not known how often it is wrong. Assume that this is often."
    present = np.flatnonzero(scores.support).tolist()
    weakest = min(present, key=lambda c: scores.recall[c])
    few = f" (of {scores.support[weakest]:,} faces)" if scores.support[weakest] < WEAK else ""
    return (
        f"{wrong_of_a_hundred(scores.accuracy)} These come from the same data set as the training faces; on other "
        f"pictures it will be wrong more often. It is weakest on {facts.data.classes[weakest]}, of which it finds "
        f"{percent(float(scores.recall[weakest]))}{few}."
    )
