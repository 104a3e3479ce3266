"""What came out: the score beside its references, and where points were lost."""

import math

from fer_core.base.words import count, listed, points
from fer_core.charts import report
from fer_core.recognizer.evaluate import Scores
from fer_core.recognizer.losses import Lost
from fer_core.report.facts import Facts, Outcome
from fer_core.report.section import OWN, Section, Table, between, percent


def scores(facts: Facts) -> Section:
    """The score, beside what it must be held against."""
    outcome, classes = facts.outcome, facts.data.classes
    how = " ".join((f"The recognizer: {outcome.model}. {outcome.explanation}", *outcome.told))
    if outcome.scores is None:
        without = (how, "No face carries a true label, so nobody can say how often it is right.", _repeats(outcome))
        return Section(
            "scores", "What came out", tuple(filter(None, without)), "Each bar is how many faces it calls so.",
            report.answers(outcome.said, classes), "What it says of the faces that were held out.",
        )  # fmt: skip
    told = (
        how,
        _right(outcome),
        _beside(facts),
        _attempts(outcome),
        _without(outcome),
        _voted(outcome),
        _sure(outcome),
        _repeats(outcome),
    )
    return Section(
        "scores", "What came out", tuple(filter(None, told)),
        "Longer is better. Blue is this recognizer, the orange whisker its 95 % interval; grey is what it must be held "
        "against, from guessing to all labels.",
        report.scores(outcome), "Share of held-out faces that are right.", _table(outcome),
    )  # fmt: skip


def _right(outcome: Outcome) -> str:
    scores, found = outcome.scores, outcome.estimates
    assert scores is not None and found is not None
    return (
        f"It is right on {percent(scores.accuracy)} of {scores.n:,} held-out faces (95 % interval "
        f"{between(found.accuracy)}). Balanced accuracy, where rare emotions count as much, is "
        f"{percent(scores.balanced_accuracy)} ({between(found.balanced_accuracy)}); macro F1 is {scores.macro_f1:.2f} "
        f"({found.macro_f1.low:.2f} to {found.macro_f1.high:.2f}). The intervals are a percentile bootstrap over the "
        f"held-out faces, {found.draws:,} draws with seed {found.seed}: other people's names are not in them."
    )


def _attempts(outcome: Outcome) -> str:
    if outcome.attempts < 2:
        return ""
    return (
        f"{outcome.attempts:,} runs of this study were judged on these same faces. Where one was chosen by its score, "
        "that score is a little too good; faces that no run has seen would tell."
    )


def _voted(outcome: Outcome) -> str:
    """What annotators' votes make of its answers."""
    v = outcome.votes
    if v is None:
        return ""
    return (
        f"Against annotators' votes instead of one label: on average, {percent(v.share)} of a face's annotators chose "
        f"the predicted emotion (95 % interval {percent(v.low)} to {percent(v.high)}; {v.faces:,} held-out faces). "
        f"Guessing would be {percent(v.chance)}; annotators disagree, so {percent(v.best)} is the most possible."
    )


def _sure(outcome: Outcome) -> str:
    found = outcome.calibration
    assert found is not None
    way = "above" if found.excess > 0 else "below"
    off = f"are on average {100 * abs(found.excess):.0f} points {way} the share that is right"
    return (
        f"Its probabilities {'can be taken at their word' if found.holds else off}: the expected calibration error is "
        f"{100 * found.error:.1f} points (15 bins; perfect probabilities would show {100 * found.by_chance:.1f} on so "
        "many faces)."
    )


def _repeats(outcome: Outcome) -> str:
    if math.isnan(outcome.repeated):
        return ""
    share = percent(outcome.repeated)
    return (
        f"On named faces that it has not seen it repeats {share} of the names: how consistent they are, not whether "
        "they are right."
    )


def _table(outcome: Outcome) -> Table:
    def row(name: str, accuracy: float, scores: Scores | None, done: str) -> tuple[str, ...]:
        more = ("–", "–") if scores is None else (percent(scores.balanced_accuracy), f"{scores.macro_f1:.2f}")
        return (name, percent(accuracy), *more, done)

    assert outcome.scores is not None
    rows = [row(r.name, r.accuracy, r.scores, r.explanation) for r in outcome.references or ()]
    rows.append(row(OWN, outcome.scores.accuracy, outcome.scores, "Learnt from the names."))
    return Table(("", "right", "balanced", "macro F1", "what was done"), tuple(rows))


def _without(outcome: Outcome) -> str:
    """What judges are worth of which copies were set aside."""
    if outcome.without is None:
        return ""
    left, change = outcome.without.scores, outcome.without.change
    scores = {"accuracy": change.accuracy, "balanced accuracy": change.balanced_accuracy, "macro F1": change.macro_f1}
    moved = [
        f"{title} {'falls' if by.value < 0 else 'rises'} by {100 * abs(by.value):.1f} points"
        for title, by in scores.items()
        if by.sure
    ]
    matters = f"{listed(moved)}, more than chance would make" if moved else "no difference that chance could not make"
    return (
        f"{count(outcome.without.count, 'held-out face')} had a copy among the training faces, which was set aside, "
        f"not learnt from. Without these judges it is right on {percent(left.accuracy.value)} "
        f"({between(left.accuracy)}): {matters}."
    )


def _beside(facts: Facts) -> str:
    outcome = facts.outcome
    if outcome.references is None:
        return (
            "References beyond guessing were not made for this report (the Train page makes them); guessing would be "
            f"right on {percent(facts.data.chance)}."
        )
    return "Held against it: " + "; ".join(f"{_lower(r.name)} {percent(r.accuracy)}" for r in outcome.references) + "."


def _lower(name: str) -> str:
    return name[:1].lower() + name[1:]


def lost(facts: Facts) -> Section | None:
    """Where the points were lost on the way; None without labels."""
    found, outcome = facts.outcome.lost, facts.outcome
    if found is None or outcome.scores is None:
        return None
    hidden = [facts.data.classes[code] for code in found.hidden]
    never = f" No group is mostly {listed(hidden)}, so names of whole groups cannot find such faces." if hidden else ""
    right = outcome.scores.accuracy
    told = (
        f"Groups mix emotions: in {found.mixed_groups:,} of {found.groups:,} no emotion holds half of the faces. Named "
        f"as well as can be, they would be right on {percent(found.best)} of their faces.{never}",
        f"{count(found.unnamed_groups, 'group')} without a name cost {100 * found.unnamed:.1f} points. "
        f"{_renamed(found)}",
        f"From the names of these faces to the recognizer on unseen ones it is {points(right - found.named)} "
        "points. Above 0, it has learnt to look at each face by itself.",
    )
    return Section(
        "lost", "Where points were lost", told,
        "From all faces right at the top to the recognizer at the bottom; each step between two blue bars is what was "
        "lost or won there. Down to the naming these are grouped training faces by their true labels, the last bar is "
        "held-out faces.", report.lost(found, right), "Where the points were lost.",
    )  # fmt: skip


def _renamed(found: Lost) -> str:
    if abs(found.renamed) < 0.0005:
        return "The names that were given are as good as the groups allow."
    did = "cost" if found.renamed > 0 else "won"
    return (
        f"Other names than the commonest label ({count(found.renamed_groups, 'group')}) {did} "
        f"{100 * abs(found.renamed):.1f}; some of these are labels that people would not give."
    )
