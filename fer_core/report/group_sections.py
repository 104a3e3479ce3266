"""The sections on the groups, and on who gave which names."""

import math

from fer_core.base.words import count, listed
from fer_core.charts.groups import answer_bars, named_groups
from fer_core.clustering.words import finding_words
from fer_core.naming.again import NamedAgain
from fer_core.naming.agreement import Agreement
from fer_core.report.facts import Facts
from fer_core.report.result_facts import GroupFacts, NamingFacts
from fer_core.report.section import Section, Table, effort, who

MOST_DRAWN = 60
"""How many groups get a bar, the largest first."""


def groups(facts: Facts) -> Section:
    """The section on the groups, and on how real they are."""
    g = facts.grouping
    changed = f" People changed the groups; there are now {len(g.groups):,}." if len(g.groups) != g.made else ""
    outside = f" {count(g.outside, 'face')} {'is' if g.outside == 1 else 'are'} in no group." if g.outside else ""
    paragraphs = (
        f"{g.faces:,} faces were sorted into {count(g.made, 'group')} by {g.algorithm}. "
        f"{g.explanation}{outside}{changed}",
        f"The mean silhouette is {g.silhouette:.2f}. The same algorithm on random numbers of the same size and "
        f"covariance (the noise reference) gives {g.noise:.2f}. {_finding(g)}",
        _stability(g),
    )
    drawn = sorted(g.groups, key=lambda group: -group.size)[:MOST_DRAWN]
    bars = named_groups(
        [x.label for x in drawn], [x.size for x in drawn], [x.code for x in drawn], [x.answer for x in drawn],
        facts.data.classes,
    )  # fmt: skip
    rows = tuple((x.label, f"{x.size:,}", x.answer or "–") for x in g.groups)
    return Section(
        "groups", "Groups", paragraphs,
        "Each bar is one group. Its height is the number of faces, its colour the name that people gave it.",
        bars, "The groups, by size and name.", Table(("group", "faces", "name"), rows), "groups",
    )  # fmt: skip


def _finding(g: GroupFacts) -> str:
    if g.finding is None:
        return "It was not checked whether there are gaps between the groups."
    found = finding_words(g.finding, g.made, g.islands or 1)
    return f"{found.title}. {found.text}"


def _stability(g: GroupFacts) -> str:
    if g.stability is None:
        return "The stability of the groups was not measured."
    s = g.stability
    return (
        f"In resamples of the faces, a group was found again {s.found_again.mean():.0%} of the time (mean overlap "
        f"{s.group_jaccard.mean():.2f}; noise reference {s.noise.mean():.2f}). With other seeds, the groups agree at "
        f"an adjusted Rand index of {s.seeds.mean():.2f} (1: identical, 0: chance)."
    )


def names(facts: Facts) -> Section:
    """The section on who gave which names."""
    n = facts.naming
    people = who([person.name for person in n.people])
    rows = tuple(
        (name, f"{person.decisions:,}", _given(dict(person.group_answers)), f"{sum(person.face_answers.values()):,}")
        for name, person in zip(people, n.people, strict=True)
    )
    drawn = any(person.group_answers for person in n.people)
    bars = answer_bars(people, [person.group_answers for person in n.people], facts.data.classes) if drawn else None
    return Section(
        "names", "Names", (_summary(facts, people), *_looks(n), *_agreement(n)),
        "Each bar is one person; its parts are the groups to which that person gave each name." if drawn else "",
        bars, "Who gave which names.",
        Table(("person", "decisions", "groups", "single faces"), rows, right=False), "means",
    )  # fmt: skip


def _summary(facts: Facts, people: list[str]) -> str:
    n, groups, names = facts.naming, len(facts.grouping.groups), listed(people)
    several = f"; {n.with_names - n.faces:,} more have several names, because people disagree"
    photos = f"; corrected faces of photos, also used for training: {n.corrected:,}"
    sentences = (
        f"{names[:1].upper() + names[1:]} made {effort(n)}, {_when(n)}: {n.groups.named:,} of {groups:,} groups have a "
        f"name; rejected (not a face, something else): {n.groups.rejected:,}; open (mixed, skipped, unanswered): "
        f"{n.groups.open:,}.",
        f"{count(n.single_faces, 'face')} {'was' if n.single_faces == 1 else 'were'} named individually."
        if n.single_faces
        else "",
        n.grouped.in_words("face"),
        f"In total, {n.faces:,} faces have a clear name for training{several if n.with_names > n.faces else ''}"
        f"{photos if n.corrected else ''}.",
        _again(n.again),
    )
    return " ".join(filter(None, sentences))


def _again(again: NamedAgain) -> str:
    """Whether names were given without seeing labels, and how many were not."""
    tests = len(again.tests)
    corrected = (
        f" A person corrected {count(tests, 'test face')}. This is recorded only: labels of test faces, and with them "
        "the scores, stay as they are."
    )
    seen = len(again.training)
    named = (
        f"The Name page never shows labels. {count(seen, 'training face')} {'was' if seen == 1 else 'were'} named "
        "again on Data or Train, which show them."
    )
    return (named if seen else "Labels are never shown while people name.") + (corrected if tests else "")


def _looks(n: NamingFacts) -> list[str]:
    """What is known of groups that share something other than an expression."""
    found, (groups, faces) = [], n.something_else
    if faces:
        whole = f" ({count(groups, 'whole group')} among them)" if groups else ""
        found.append(
            f"{count(faces, 'face')}{whole} got no name, because they share something else than an expression: who "
            "they are, a pose, glasses or the style of the picture."
        )
    if n.looks and n.looks[0]:
        flagged, named, of_named = n.looks
        found.append(
            f"By a measure without labels, {count(flagged, 'group')} {'shares' if flagged == 1 else 'share'} "
            f"brightness, size, proportions or the turn of the head more than an expression; {named:,} of them "
            f"{'was' if named == 1 else 'were'} named ({count(of_named, 'face')})."
        )
    return found


def _when(n: NamingFacts) -> str:
    begun, ended = n.begun[:10], n.ended[:10]
    return f"on {begun}" if begun == ended else f"between {begun} and {ended}"


def _given(answers: dict[str, int]) -> str:
    return ", ".join(f"{answer} {times}" for answer, times in answers.items()) or "–"


def _agreement(n: NamingFacts) -> list[str]:
    if n.agreement_groups is None or n.agreement_faces is None:
        return ["Only one person gave names, so it is not known how far others would agree."]
    if not n.agreement_groups.items and not n.agreement_faces.items:
        return ["No group or face was named by two people, so it is not known how far they agree."]
    measured = [_kappa(found, thing) for found, thing in ((n.agreement_groups, "group"), (n.agreement_faces, "face"))]
    disagree = count(n.disputed_groups, "group") if n.disputed_groups else "no group"
    return [f"People disagree on {disagree}; there, all their names count equally. {' '.join(filter(None, measured))}"]


def _kappa(found: Agreement, thing: str) -> str:
    if not found.items:
        return ""
    value = "cannot be computed" if math.isnan(found.overall) else f"{found.overall:.2f}"
    return (
        f"For {count(found.items, thing)} with at least two answers, {found.alike:.0%} agree ({found.measure} {value})."
    )
