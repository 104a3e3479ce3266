"""The story of a study: what was done, section by section, one figure each. The page, the report and the model card
tell the same one."""

from fer_core.base.words import count, duration, listed
from fer_core.report import results, scoring, sections
from fer_core.report.facts import Facts
from fer_core.report.section import KeyFigure, Section, between, effort, percent, who


def story(facts: Facts) -> list[Section]:
    """All sections but the limits, in the order of the journey."""
    told = (
        sections.data, sections.defects, sections.balance, sections.features, sections.clusters,
        results.names, scoring.scores, scoring.lost, results.emotions,
    )  # fmt: skip
    return [section for tell in told if (section := tell(facts)) is not None]


def key_figures(facts: Facts) -> list[KeyFigure]:
    """What a reader remembers: the effort, and what came of it beside chance."""
    naming, outcome = facts.naming, facts.outcome
    took = f"{duration(naming.seconds)} of work, " if naming.seconds else ""
    people = count(len(naming.people), "person").replace("persons", "people")
    found = [
        KeyFigure(f"{naming.decisions:,}", "decisions", f"{took}{people}"),
        KeyFigure(f"{naming.faces:,}", "faces named", f"of {facts.division.learn:,} to learn from"),
    ]
    if outcome.scores is None:
        return [*found, KeyFigure("–", "right", "no face carries a true label, so nobody can say")]
    scores = outcome.scores
    beside = f"95 %: {between(outcome.accuracy)}; guessing {percent(facts.data.chance)}"
    return [
        *found,
        KeyFigure(percent(scores.accuracy), "right", beside),
        KeyFigure(percent(scores.balanced_accuracy), "balanced accuracy", "rare emotions count as much as common ones"),
    ]


def notices(facts: Facts) -> list[str]:
    """What has to be said before anything else."""
    found = [" ".join(facts.outcome.trouble)] if facts.outcome.trouble else []
    if facts.data.synthetic:
        found.append(
            "These faces are synthetic: a program drew them. Scores on them show how the method works and mean "
            "nothing for real faces."
        )
    for network in facts.look.networks:
        if network.taught != "trained without emotion labels":
            found.append(
                f"The features rest on a network of the person's own, {network.name}: {network.taught}. Results may "
                "owe something to labels that others gave, not to the names alone."
            )
    return found


def abstract(facts: Facts) -> str:
    """The whole study in one paragraph."""
    naming, grouping, outcome = facts.naming, facts.grouping, facts.outcome
    names = who([person.name for person in naming.people])
    free = "without any label" if facts.division.label_free else "balanced by the data set's own labels"
    text = (
        f"{grouping.faces:,} faces were sorted into {count(grouping.made, 'group')} that look alike, {free}. "
        f"{_capital(listed(names))} said what the groups show: {effort(naming)}. "
        f"A recognizer ({outcome.model.lower()}) learnt from these names."
    )
    if outcome.scores is None:
        return text + " No face carries a true label, so it cannot be said how often it is right."
    text += (
        f" It is right on {percent(outcome.scores.accuracy)} of {outcome.scores.n:,} faces that it has never seen "
        f"(95 % interval {between(outcome.accuracy)}); guessing is right on {percent(facts.data.chance)}"
    )
    ceiling = outcome.reference("ceiling")
    return text + (
        f", and the same recognizer taught every true label on {percent(ceiling.accuracy)}." if ceiling else "."
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
