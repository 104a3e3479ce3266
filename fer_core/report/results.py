"""The sections from the names on: who named what, the score beside its references, emotion by emotion."""

import math

import numpy as np

from fer_core.naming.agreement import Agreement
from fer_core.report import figures
from fer_core.report.facts import Facts, Naming, Outcome
from fer_core.report.section import Section, Table, between, effort, percent, who
from fer_core.words import count, listed


def names(facts: Facts) -> Section:
    """Who named what."""
    n, grouping = facts.naming, facts.grouping
    people = who([person.name for person in n.people])
    told = [
        f"{listed(people)[:1].upper() + listed(people)[1:]} made {effort(n)}, "
        f"{_when(n)}: {n.groups_named:,} of {len(grouping.groups):,} groups have a name; "
        f"{n.groups_answered - n.groups_named:,} called mixed, skipped or no face; "
        f"{len(grouping.groups) - n.groups_answered:,} not answered. "
        + (f"{count(n.single_faces, 'single face')} were named one by one. " if n.single_faces else "")
        + f"So {n.faces:,} faces have a clear name to learn from"
        + (
            f", and {n.taught - n.faces:,} more have names in equal parts, since people differ"
            if n.taught > n.faces
            else ""
        )
        + (f"; {count(n.corrected, 'face')} of photos, corrected by hand, teach too" if n.corrected else "")
        + ". No page for naming shows a true label.",
        *_agreement(n),
    ]
    rows = tuple(
        (name, f"{person.decisions:,}", _told(dict(person.group_answers)), f"{sum(person.face_answers.values()):,}")
        for name, person in zip(people, n.people, strict=True)
    )
    drawn = any(person.group_answers for person in n.people)
    return Section(
        "names", "Names", tuple(told),
        "Each bar is one person; its parts are the groups to which that person gave each name." if drawn else "",
        figures.people(n.people, people, facts.data.classes) if drawn else None, "Who gave which names.",
        Table(("person", "decisions", "groups", "single faces"), rows, right=False), "means",
    )  # fmt: skip


def _when(n: Naming) -> str:
    begun, ended = n.begun[:10], n.ended[:10]
    return f"on {begun}" if begun == ended else f"between {begun} and {ended}"


def _told(answers: dict[str, int]) -> str:
    return ", ".join(f"{answer} {times}" for answer, times in answers.items()) or "–"


def _agreement(n: Naming) -> list[str]:
    if n.agreement_groups is None or n.agreement_faces is None:
        return ["One person named alone, so it is not known how far others would agree."]
    if not n.agreement_groups.items and not n.agreement_faces.items:
        return ["Nothing was named by two people, so it is not known how far they agree."]
    said = [_kappa(found, thing) for found, thing in ((n.agreement_groups, "group"), (n.agreement_faces, "face"))]
    differ = count(n.disputed_groups, "group") if n.disputed_groups else "no group"
    return [f"People differ on {differ}; there, all their names count alike. {' '.join(filter(None, said))}"]


def _kappa(found: Agreement, thing: str) -> str:
    if not found.items:
        return ""
    value = "cannot be told" if math.isnan(found.overall) else f"{found.overall:.2f}"
    return f"On {count(found.items, thing)} with two answers, {found.alike:.0%} agree ({found.measure} {value})."


def scores(facts: Facts) -> Section:
    """The score, beside what it must be held against."""
    outcome, s = facts.outcome, facts.outcome.scores
    how = f"The recognizer: {outcome.model}. It {_lower(outcome.explanation)}"
    repeats = (
        ""
        if math.isnan(outcome.repeated)
        else f"On named faces that it has not seen it repeats {percent(outcome.repeated)} of the names: how consistent "
        "they are, not whether they are right."
    )
    if s is None:
        untold = (how, "No face carries a true label, so nobody can say how often it is right.", repeats)
        return Section(
            "scores", "What came out", tuple(filter(None, untold)), "Each bar is how many faces it calls so.",
            figures.answers(outcome.said, facts.data.classes), "What it says of the faces that were held out.",
        )  # fmt: skip
    found = outcome.estimates
    assert found is not None
    told = (
        how,
        f"It is right on {percent(s.accuracy)} of {s.n:,} held-out faces (95 % interval {between(found.accuracy)}). "
        f"Balanced accuracy, where rare emotions count as much, is {percent(s.balanced_accuracy)} "
        f"({between(found.balanced_accuracy)}); macro F1 is {s.macro_f1:.2f} ({found.macro_f1.low:.2f} to "
        f"{found.macro_f1.high:.2f}). The intervals are a percentile bootstrap over the held-out faces, "
        f"{found.draws:,} draws with seed {found.seed}: other people's names are not in them.",
        _beside(facts),
        _without(outcome),
        repeats,
    )
    own = (
        "This recognizer",
        percent(s.accuracy),
        percent(s.balanced_accuracy),
        f"{s.macro_f1:.2f}",
        "Learnt from the names.",
    )
    rows = [
        (r.name, percent(r.accuracy), percent(r.scores.balanced_accuracy) if r.scores else "–",
         "–" if r.macro_f1 is None else f"{r.macro_f1:.2f}", r.explanation)
        for r in outcome.references or ()
    ]  # fmt: skip
    return Section(
        "scores", "What came out", tuple(filter(None, told)),
        "Longer is better. Blue is this recognizer, the orange whisker its 95 % interval; grey is what it must be held "
        "against, from guessing to all labels.",
        figures.scores(outcome), "Share of held-out faces that are right.",
        Table(("", "right", "balanced", "macro F1", "what was done"), (*rows, own)),
    )  # fmt: skip


def _without(outcome: Outcome) -> str:
    """What judges are worth of which copies were set aside."""
    if outcome.without is None:
        return ""
    scores, change = outcome.without.scores, outcome.without.change.accuracy
    sure = "more than chance would make" if change.sure else "no more than chance could make"
    return (
        f"Of {count(outcome.without.count, 'held-out face')} a copy was among the training faces and set aside. "
        f"Without them it is right on {percent(scores.accuracy.value)} ({between(scores.accuracy)}), a difference of "
        f"{figures.points(change.value)} points: {sure}."
    )


def _beside(facts: Facts) -> str:
    outcome = facts.outcome
    if outcome.references is None:
        return (
            "References beyond guessing were not made for this report (the Train page makes them); guessing would be "
            f"right on {percent(1 / len(facts.data.classes))}."
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
    other = found.renamed_groups
    told = (
        f"Groups mix emotions: in {found.mixed_groups:,} of {found.groups:,} no emotion holds half of the faces. Named "
        f"as well as can be, they would be right on {percent(found.best)} of their faces.{never}",
        f"{count(found.unnamed_groups, 'group')} without a name cost {100 * found.unnamed:.1f} points. Other names "
        f"than the commonest label ({count(other, 'group')}) {'cost' if found.renamed >= 0 else 'won'} "
        f"{100 * abs(found.renamed):.1f}; some of these are labels that people would not give.",
        f"From the names of these faces to the recognizer on unseen ones it is {figures.points(right - found.named)} "
        "points. Above 0, it has learnt to look at each face by itself.",
    )
    return Section(
        "lost", "Where points were lost", told,
        "From all faces right at the top to the recognizer at the bottom; each step between two blue bars is what was "
        "lost or won there. Down to the naming these are grouped training faces by their true labels, the last bar is "
        "held-out faces.", figures.lost(found, right), "Where the points were lost.",
    )  # fmt: skip


def emotions(facts: Facts) -> Section | None:
    """Emotion by emotion; None without labels."""
    s, classes = facts.outcome.scores, facts.data.classes
    if s is None:
        return None
    named = facts.naming.first_named
    told = [_best_and_worst(facts)]
    if facts.outcome.unnamed:
        told.append(f"No face was named {listed(list(facts.outcome.unnamed))}, so the recognizer never says it.")
    few = [name for name, n in zip(classes, s.support.tolist(), strict=True) if 0 < n < 30]
    if few:
        told.append(f"Fewer than 30 faces judge {listed(few)}: these scores mean little.")
    rows = tuple(
        (name, f"{named[c]:,}", f"{s.support[c]:,}", percent(s.precision[c]), percent(s.recall[c]), f"{s.f1[c]:.2f}")
        for c, name in enumerate(classes)
    )
    return Section(
        "emotions", "Emotion by emotion", tuple(told),
        "Each row is a true emotion, and tells what the recognizer made of it. The diagonal is right; anything strong "
        "beside it is a confusion.",
        figures.confusion(np.asarray(s.confusion), classes), "What was said of each true emotion.",
        Table(("", "faces named", "judging faces", "precision", "recall", "F1"), rows),
    )  # fmt: skip


def _best_and_worst(facts: Facts) -> str:
    s, classes = facts.outcome.scores, facts.data.classes
    assert s is not None
    present = [c for c in range(len(classes)) if s.support[c]]
    best, worst = max(present, key=lambda c: s.recall[c]), min(present, key=lambda c: s.recall[c])
    wrong = np.array(s.confusion)
    np.fill_diagonal(wrong, 0)
    true, said = np.unravel_index(int(wrong.argmax()), wrong.shape)
    return (
        f"It finds {classes[best]} best ({percent(s.recall[best])} of such faces) and {classes[worst]} worst "
        f"({percent(s.recall[worst])}). Its commonest confusion is to call {classes[int(true)]} {classes[int(said)]} "
        f"({wrong.max():,} of {s.support[int(true)]:,} faces)."
    )
