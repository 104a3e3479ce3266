"""The sections on people and on single emotions: who named what, and how each emotion came out."""

import math

import numpy as np

from fer_core.base.words import count, listed
from fer_core.charts import report
from fer_core.naming.agreement import Agreement
from fer_core.recognizer.evaluate import in_truth, in_truth_or_said
from fer_core.report.facts import Facts, Naming
from fer_core.report.section import Section, Table, effort, percent, who


def names(facts: Facts) -> Section:
    """Who named what."""
    n = facts.naming
    people = who([person.name for person in n.people])
    rows = tuple(
        (name, f"{person.decisions:,}", _told(dict(person.group_answers)), f"{sum(person.face_answers.values()):,}")
        for name, person in zip(people, n.people, strict=True)
    )
    drawn = any(person.group_answers for person in n.people)
    return Section(
        "names", "Names", (_said(facts, people), *_agreement(n)),
        "Each bar is one person; its parts are the groups to which that person gave each name." if drawn else "",
        report.people(n.people, people, facts.data.classes) if drawn else None, "Who gave which names.",
        Table(("person", "decisions", "groups", "single faces"), rows, right=False), "means",
    )  # fmt: skip


def _said(facts: Facts, people: list[str]) -> str:
    n, groups, names = facts.naming, len(facts.grouping.groups), listed(people)
    single = f"{count(n.single_faces, 'face')} got a name by themselves. " if n.single_faces else ""
    differ = f", and {n.taught - n.faces:,} more have names in equal parts, since people differ"
    photos = f"; {count(n.corrected, 'face')} of photos, corrected by hand, teach too" if n.corrected else ""
    return (
        f"{names[:1].upper() + names[1:]} made {effort(n)}, {_when(n)}: {n.groups_named:,} of {groups:,} groups have a "
        f"name; {n.groups_answered - n.groups_named:,} called mixed, skipped or no face; "
        f"{groups - n.groups_answered:,} not answered. {single}So {n.faces:,} faces have a clear name to learn "
        f"from{differ if n.taught > n.faces else ''}{photos}. No page for naming shows a true label."
    )


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
    true, said = in_truth(s.confusion), in_truth_or_said(s.confusion)
    rows = tuple(
        (classes[c], f"{named[c]:,}", f"{s.support[c]:,}", percent(s.precision[c]))
        + ((percent(s.recall[c]), f"{s.f1[c]:.2f}") if s.support[c] else ("–", "–"))
        for c in sorted({*said, *np.flatnonzero(named).tolist()})
    )
    return Section(
        "emotions", "Emotion by emotion", tuple(told),
        "Each row is a true emotion, and tells what the recognizer made of it. The diagonal is right; anything strong "
        "beside it is a confusion.",
        report.confusion(s.confusion[np.ix_(true, said)], [classes[c] for c in true], [classes[c] for c in said]),
        "What was said of each true emotion.",
        Table(("", "faces named", "judging faces", "precision", "recall", "F1"), rows),
    )  # fmt: skip


def _best_and_worst(facts: Facts) -> str:
    s, classes = facts.outcome.scores, facts.data.classes
    assert s is not None
    present = [c for c in range(len(classes)) if s.support[c]]
    best, worst = max(present, key=lambda c: s.recall[c]), min(present, key=lambda c: s.recall[c])
    wrong = np.array(s.confusion)
    np.fill_diagonal(wrong, 0)
    found = f"It finds {classes[best]} best ({percent(s.recall[best])} of such faces)"
    if best != worst:
        found += f" and {classes[worst]} worst ({percent(s.recall[worst])})"
    if not wrong.any():
        return f"{found}."
    true, said = np.unravel_index(int(wrong.argmax()), wrong.shape)
    return (
        f"{found}. Its commonest confusion is to call {classes[int(true)]} {classes[int(said)]} "
        f"({wrong.max():,} of {s.support[int(true)]:,} faces)."
    )
