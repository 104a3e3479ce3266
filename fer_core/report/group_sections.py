"""The sections on the groups and on who named them what."""

import math

from fer_core.base.words import count, listed
from fer_core.charts.groups import answer_bars, named_groups
from fer_core.clustering.words import finding_words
from fer_core.naming.agreement import Agreement
from fer_core.report.facts import Facts
from fer_core.report.result_facts import GroupFacts, NamingFacts
from fer_core.report.section import Section, Table, effort, who

MOST_DRAWN = 60
"""Groups that get a bar, the biggest first."""


def groups(facts: Facts) -> Section:
    """Which faces look alike, and whether that is real."""
    g = facts.grouping
    changed = f" People changed them; there are {len(g.groups):,} now." if len(g.groups) != g.made else ""
    outside = f" {count(g.outside, 'face')} stayed in no group." if g.outside else ""
    told = (
        f"{g.faces:,} faces were put into {count(g.made, 'group')} by {g.algorithm}. {g.explanation}{outside}{changed}",
        f"The mean silhouette is {g.silhouette:.2f}; the same algorithm on noise of the same shape gives "
        f"{g.noise:.2f}. {_finding(g)}",
        _stability(g),
    )
    drawn = sorted(g.groups, key=lambda group: -group.size)[:MOST_DRAWN]
    bars = named_groups(
        [x.label for x in drawn], [x.size for x in drawn], [x.code for x in drawn], [x.answer for x in drawn],
        facts.data.classes,
    )  # fmt: skip
    rows = tuple((x.label, f"{x.size:,}", x.answer or "–") for x in g.groups)
    return Section(
        "groups", "Groups", told,
        "Each bar is one group, its height the number of faces, its colour the name that people gave it.",
        bars, "The groups, by size and name.", Table(("group", "faces", "named"), rows), "groups",
    )  # fmt: skip


def _finding(g: GroupFacts) -> str:
    if g.finding is None:
        return "Whether there are gaps between the groups was not checked."
    found = finding_words(g.finding, g.made, g.islands or 1)
    return f"{found.title}. {found.text}"


def _stability(g: GroupFacts) -> str:
    if g.stability is None:
        return "Whether other seeds and other faces give the same groups again was not tried."
    s = g.stability
    return (
        f"On resamples of the faces, groups were found again in {s.found_again.mean():.0%} of the cases (mean overlap "
        f"{s.group_jaccard.mean():.2f}; groups of noise {s.noise.mean():.2f}). Groups from other seeds agree with an "
        f"adjusted Rand index of {s.seeds.mean():.2f} (1: the same groups, 0: chance)."
    )


def names(facts: Facts) -> Section:
    """Who named what."""
    n = facts.naming
    people = who([person.name for person in n.people])
    rows = tuple(
        (name, f"{person.decisions:,}", _given(dict(person.group_answers)), f"{sum(person.face_answers.values()):,}")
        for name, person in zip(people, n.people, strict=True)
    )
    drawn = any(person.group_answers for person in n.people)
    bars = answer_bars(people, [person.group_answers for person in n.people], facts.data.classes) if drawn else None
    return Section(
        "names", "Names", (_summary(facts, people), *_agreement(n)),
        "Each bar is one person; its parts are the groups to which that person gave each name." if drawn else "",
        bars, "Who gave which names.",
        Table(("person", "decisions", "groups", "single faces"), rows, right=False), "means",
    )  # fmt: skip


def _summary(facts: Facts, people: list[str]) -> str:
    n, groups, names = facts.naming, len(facts.grouping.groups), listed(people)
    single = f"{count(n.single_faces, 'face')} got a name of {'its' if n.single_faces == 1 else 'their'} own. "
    disagreed = f", and {n.with_names - n.faces:,} more have several names, since people disagree"
    photos = f"; {count(n.corrected, 'face')} of photos, corrected by hand, are used for training too"
    return (
        f"{names[:1].upper() + names[1:]} made {effort(n)}, {_when(n)}: {n.groups_named:,} of {groups:,} groups have a "
        f"name; called mixed, skipped or no face: {n.groups_answered - n.groups_named:,}; without an answer: "
        f"{groups - n.groups_answered:,}. {single if n.single_faces else ''}So {n.faces:,} faces have a clear name for "
        f"training{disagreed if n.with_names > n.faces else ''}{photos if n.corrected else ''}. No page for naming "
        "shows a true label."
    )


def _when(n: NamingFacts) -> str:
    begun, ended = n.begun[:10], n.ended[:10]
    return f"on {begun}" if begun == ended else f"between {begun} and {ended}"


def _given(answers: dict[str, int]) -> str:
    return ", ".join(f"{answer} {times}" for answer, times in answers.items()) or "–"


def _agreement(n: NamingFacts) -> list[str]:
    if n.agreement_groups is None or n.agreement_faces is None:
        return ["One person named alone, so it is not known how far others would agree."]
    if not n.agreement_groups.items and not n.agreement_faces.items:
        return ["Nothing was named by two people, so it is not known how far they agree."]
    told = [_kappa(found, thing) for found, thing in ((n.agreement_groups, "group"), (n.agreement_faces, "face"))]
    disagree = count(n.disputed_groups, "group") if n.disputed_groups else "no group"
    return [f"People disagree on {disagree}; there, all their names count alike. {' '.join(filter(None, told))}"]


def _kappa(found: Agreement, thing: str) -> str:
    if not found.items:
        return ""
    value = "cannot be computed" if math.isnan(found.overall) else f"{found.overall:.2f}"
    return f"On {count(found.items, thing)} with two answers, {found.alike:.0%} agree ({found.measure} {value})."
