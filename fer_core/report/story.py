"""The story of a study: what was done, section by section, one figure each. The page, the report and the model card
tell the same one."""

from fer_core.base.words import count, duration, listed, percent
from fer_core.charts.base import still
from fer_core.recognizer.words import NOBODY_KNOWS, between
from fer_core.report import group_sections, input_sections, score_sections
from fer_core.report.facts import Facts
from fer_core.report.section import KeyFigure, Section, effort, who
from fer_core.study.encoders import TAUGHT


def story(facts: Facts) -> list[Section]:
    """All sections but the limits, in the order of the journey. Their figures have captions instead of titles."""
    told = (
        input_sections.data, input_sections.defects, input_sections.balance, input_sections.features,
        group_sections.groups, group_sections.names, score_sections.scores, score_sections.lost,
        score_sections.emotions,
    )  # fmt: skip
    found = [section for tell in told if (section := tell(facts)) is not None]
    for section in found:
        if section.figure is not None:
            still(section.figure)
    return found


def key_figures(facts: Facts) -> list[KeyFigure]:
    """What a reader remembers: the effort, and what came of it beside chance."""
    naming, recognizer = facts.naming, facts.recognizer
    took = f"{duration(naming.seconds)} of work, " if naming.seconds else ""
    people = count(len(naming.people), "person").replace("persons", "people")
    found = [
        KeyFigure(f"{naming.decisions:,}", "decisions", f"{took}{people}"),
        KeyFigure(f"{naming.faces:,}", "faces named", f"of {facts.split.training:,} in the training set"),
    ]
    if recognizer.scores is None:
        return [*found, KeyFigure("–", "right", NOBODY_KNOWS)]
    scores = recognizer.scores
    beside = f"95 %: {between(recognizer.accuracy)}; guessing {percent(facts.data.chance)}"
    return [
        *found,
        KeyFigure(percent(scores.accuracy), "right", beside),
        KeyFigure(percent(scores.balanced_accuracy), "balanced accuracy", "every emotion counts alike"),
    ]


def notices(facts: Facts) -> list[str]:
    """What has to be said before anything else."""
    found = [" ".join(facts.recognizer.trouble)] if facts.recognizer.trouble else []
    if facts.data.synthetic:
        found.append(
            "These faces are synthetic: a program drew them. Scores on them show how the method works and mean "
            "nothing for real faces."
        )
    for network in facts.features.networks:
        if network.training != TAUGHT["no"]:
            found.append(
                f"The features come from a network of the person's own, {network.name}: {network.training}. The "
                "results may owe something to labels that others gave, not to the names alone."
            )
    return found


def abstract(facts: Facts) -> str:
    """The whole study in one paragraph."""
    naming, grouping, recognizer = facts.naming, facts.grouping, facts.recognizer
    names = who([person.name for person in naming.people])
    free = "without any label" if facts.split.label_free else "balanced by the data set's own labels"
    text = (
        f"{grouping.faces:,} faces were sorted into {count(grouping.made, 'group')} that look alike, {free}. "
        f"{_capital(listed(names))} named the groups: {effort(naming)}. "
        f"A recognizer ({recognizer.model.lower()}) was trained on these names."
    )
    if recognizer.scores is None:
        return text + " No face has a true label, so it cannot be said how often it is right."
    text += (
        f" It is right on {percent(recognizer.scores.accuracy)} of {recognizer.scores.n:,} test faces, which it has "
        f"never seen (95 % interval {between(recognizer.accuracy)}); guessing is right on "
        f"{percent(facts.data.chance)}"
    )
    ceiling = recognizer.reference("ceiling")
    best = f", and the same recognizer trained on every true label on {percent(ceiling.accuracy)}" if ceiling else ""
    return f"{text}{best}."


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
