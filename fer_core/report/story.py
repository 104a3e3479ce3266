"""The story of a study: what was done, in sections with one figure each. The page, the report and the model card show
the same sections."""

from fer_core.base.words import count, duration, listed, percent
from fer_core.charts.base import still
from fer_core.recognizer.people import in_words
from fer_core.recognizer.words import NOBODY_KNOWS, between
from fer_core.report import group_sections, input_sections, score_sections
from fer_core.report.facts import Facts
from fer_core.report.section import KeyFigure, Section, effort, who
from fer_core.study.encoders import TAUGHT


def story(facts: Facts) -> list[Section]:
    """All sections except the limits, in the order of the journey. Their figures have captions instead of titles."""
    sections = (
        input_sections.data, input_sections.defects, input_sections.balance, input_sections.features,
        group_sections.groups, group_sections.names, score_sections.scores, score_sections.lost,
        score_sections.emotions,
    )  # fmt: skip
    found = [section for make in sections if (section := make(facts)) is not None]
    for section in found:
        if section.figure is not None:
            still(section.figure)
    return found


def key_figures(facts: Facts) -> list[KeyFigure]:
    """The numbers to remember: the effort, and the scores beside chance."""
    naming, recognizer = facts.naming, facts.recognizer
    took = f"{duration(naming.seconds)} of work, " if naming.seconds else ""
    who = count(len(naming.people), "person").replace("persons", "people")
    found = [
        KeyFigure(f"{naming.decisions:,}", "decisions", f"{took}{who}"),
        KeyFigure(f"{naming.faces:,}", "faces named", f"of {facts.split.training:,} in the training set"),
    ]
    if recognizer.scores is None:
        return [*found, KeyFigure("–", "accuracy", NOBODY_KNOWS)]
    scores = recognizer.scores
    people = f", {in_words(recognizer.people)}" if recognizer.people else ""
    beside = f"95 % interval {between(recognizer.accuracy)}; chance {percent(facts.data.chance)}{people}"
    return [
        *found,
        KeyFigure(percent(scores.accuracy), "accuracy", beside),
        KeyFigure(percent(scores.balanced_accuracy), "balanced accuracy", "every emotion counts equally"),
    ]


def notices(facts: Facts) -> list[str]:
    """Warnings that come before everything else."""
    found = [" ".join(facts.recognizer.trouble)] if facts.recognizer.trouble else []
    if facts.data.synthetic:
        found.append(
            "These faces are synthetic: a program drew them. Scores on them show how the method works, but mean "
            "nothing for real faces."
        )
    for network in facts.features.networks:
        if network.training != TAUGHT["no"]:
            found.append(
                f"The features come from an imported network, {network.name} ({network.training}). The results may "
                "depend on emotion labels from elsewhere, and not only on the names that people gave."
            )
    return found


def abstract(facts: Facts) -> str:
    """The whole study in one paragraph."""
    naming, grouping, recognizer = facts.naming, facts.grouping, facts.recognizer
    names = who([person.name for person in naming.people])
    labels = "without using any label" if facts.split.label_free else "after balancing by the labels of the data set"
    text = (
        f"{grouping.faces:,} faces were sorted into {count(grouping.made, 'group')} of similar faces, {labels}. "
        f"{_capital(listed(names))} named the groups: {effort(naming)}. "
        f"A recognizer ({recognizer.model.lower()}) was trained on these names."
    )
    if recognizer.scores is None:
        return text + " No face has a label, so its accuracy is not known."
    text += (
        f" On {recognizer.scores.n:,} test faces, which it was not trained on, its accuracy is "
        f"{percent(recognizer.scores.accuracy)} (95 % interval {between(recognizer.accuracy)}). Chance is "
        f"{percent(facts.data.chance)}"
    )
    text += f", {in_words(recognizer.people)}" if recognizer.people else ""
    ceiling = recognizer.reference("ceiling")
    best = f"; the same recognizer trained on every label reaches {percent(ceiling.accuracy)}" if ceiling else ""
    return f"{text}{best}."


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
