"""What a study cannot say, and what its recognizer must not be used for. Last in a report, but not small."""

from fer_core.report.facts import Facts
from fer_core.report.section import percent

MISUSE = (
    "It is not for hiring, school, policing, border control, health or insurance, nor for anything that decides about "
    "a person. The EU's AI Act (Regulation 2024/1689) forbids inferring emotions at work and in education, but for "
    "medical or safety reasons (Art. 5(1)(f)), and demands elsewhere that people who are exposed to emotion "
    "recognition are told (Art. 50(3)). This is no legal advice."
)
EXPRESSIONS = (
    "It tells expressions apart, not what anybody feels. The same face can go with many feelings, and the same feeling "
    "with many faces (Barrett et al. 2019). An expression in one still picture, cut from its situation, says little."
)


def limits(facts: Facts) -> tuple[str, ...]:
    """The limits of this study, the weightiest first."""
    found = [EXPRESSIONS, _how_often_wrong(facts), MISUSE, subgroups(facts)]
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
    if facts.outcome.unnamed:
        found.append(
            f"Nobody named a face {', '.join(facts.outcome.unnamed)}: the recognizer never says it, and every such "
            "face counts as wrong."
        )
    found.append(
        "Names were given to whole groups. Single faces in a group may show something else, and the names are those of "
        f"{_people(facts)}: other people might have chosen others."
    )
    found.append(
        "Faces were small grey pictures (48 × 48 pixels), mostly seen from the front. Profiles, covered faces, other "
        "cameras and other light than in this data set were not tried."
    )
    return tuple(found)


def _how_often_wrong(facts: Facts) -> str:
    scores = facts.outcome.scores
    if scores is None:
        return "How often it is wrong is not known, for no face that judges carries a true label. Take it to be often."
    weakest = min((i for i in range(len(scores.support)) if scores.support[i]), key=lambda i: scores.recall[i])
    few = f" (of {scores.support[weakest]:,} faces)" if scores.support[weakest] < 100 else ""
    return (
        f"It is wrong on {percent(1 - scores.accuracy)} of the faces that judged it, and these come from the same data "
        "set as those it learnt from; on other pictures it will be wrong more often. It is weakest on "
        f"{facts.data.classes[weakest]}, of which it finds {percent(float(scores.recall[weakest]))}{few}."
    )


def subgroups(facts: Facts) -> str:
    """Why nothing can be said of errors on kinds of people."""
    which = "FER2013" if facts.data.fer2013 else "This data set, as it was read,"
    return (
        f"{which} has no column for age, gender, skin or origin, so nobody can say whether it errs more on some "
        "people than on others. Face analysis often does (Buolamwini & Gebru 2018); expect it here too."
    )


def _people(facts: Facts) -> str:
    number = len(facts.naming.people)
    return "one person" if number == 1 else f"{number} people"
