"""The sections up to the groups: data, defects, balance, features, groups."""

import numpy as np

from fer_core.base.words import count
from fer_core.charts import report
from fer_core.clustering.reality import Finding
from fer_core.faces.imbalance import Imbalance
from fer_core.report.facts import AS_IT_IS, Division, Facts, Grouping
from fer_core.report.section import Section, Table, percent

FINDINGS: dict[Finding, str] = {
    "noise": "No better than noise: nothing here falls into groups by itself, the algorithm cut a cloud into pieces. "
    "They can be named all the same where the faces in each look alike to a person.",
    "continuum": "Slices of a continuum: more than noise, but no gaps. The faces shade into one another, and another "
    "number of groups cuts elsewhere. Good enough to name; do not read the groups as kinds of faces.",
    "separate": "Separate groups: there are gaps between them that noise does not have.",
    "parts": "Parts of {islands} separate groups, which these divide further.",
    "unions": "Several separate groups in one: the faces fall into {islands}, some of which these put together.",
    "cut": "Cut across: the faces fall into {islands} separate groups, but not along these.",
}
"""What the groups are (see `fer_core.clustering.reality`), in words."""


def data(facts: Facts) -> Section:
    """What there was."""
    d = facts.data
    origin = f" They came from {d.source} ({d.format})." if d.source else ""
    refused = f" {count(d.rejected, 'row')} could not be read and were left out." if d.rejected else ""
    told = [f"{d.name}: {d.faces:,} faces of 48 × 48 grey pixels.{origin}{refused}"]
    columns: tuple[str, ...] = ("", *(d.usages if len(d.usages) > 1 else ()), "all")
    if d.labelled and d.imbalance is not None:
        told.append(_imbalanced(facts, d.imbalance))
        rows = tuple(_row(d.classes[c], d.counts[:, c]) for c in d.present)
        if d.unlabelled:
            without = count(d.unlabelled, "face")
            told.append(f"{without} without a label can be grouped and used for training, but not for testing.")
    else:
        told.append("They carry no labels: nothing can be said of how common each emotion is, or of who is right.")
        rows = tuple((usage, f"{n:,}") for usage, n in zip(d.usages, d.counts[:, 0].tolist(), strict=True))
        columns = ("", "all")
    shades = f"; from strong to pale: {', '.join(d.usages)}" if d.labelled and len(d.usages) > 1 else ""
    reading = "Each bar is one emotion; its length is how many faces carry that label" if d.labelled else "A bar a part"
    return Section(
        "data", "Data", tuple(told), f"{reading}{shades}.", report.emotions(d),
        "Faces by emotion." if d.labelled else "Faces by part.", Table(columns, rows),
    )  # fmt: skip


def _imbalanced(facts: Facts, i: Imbalance) -> str:
    names = facts.data.classes
    common, rare = names[i.commonest], names[i.rarest]
    read = "These labels judged the result; none was used to make the groups."
    return (
        f"They carry {count(i.classes, 'emotion')}, which are not equally common: {common} has {i.ratio:.1f} faces for "
        f"each one of {rare}. Always saying {common} would be right on {percent(i.majority)} of them."
        + (f" {read}" if facts.division.label_free else "")
    )


def _row(name: str, counts: np.ndarray) -> tuple[str, ...]:
    parts = counts.tolist() if len(counts) > 1 else []
    return (name, *(f"{n:,}" for n in parts), f"{int(counts.sum()):,}")


def defects(facts: Facts) -> Section:
    """What is wrong with it, and what was left out."""
    division, found = facts.division, facts.defects
    aside = (
        f"{count(division.copies_aside, 'training face')} that are copies of faces that judge, exactly or nearly, were "
        "set aside: a face that was learnt is no test."
        if division.copies_aside
        else "No training face is a copy of a face that judges."
    )
    if found is None:
        told = ("These faces were not audited, so what else is wrong with them is not known.", aside)
        return Section("defects", "Defects", told)
    pointed = [d for d in found if d.faces]
    out = count(division.left_out, "face") if division.left_out else "none"
    told = (
        "The faces were looked through for copies, pictures in which no face can be seen, and doubtful labels. A check "
        f"points out; a person decides. Of all faces, {out} {'were' if division.left_out != 1 else 'was'} left out.",
        aside,
    )
    if not pointed:
        return Section("defects", "Defects", (*told, "No check found anything."))
    rows = tuple(
        (d.title, f"{d.faces:,}", f"{d.groups:,}" if d.groups else "", f"{d.left_out:,}") for d in found if d.faces
    )
    return Section(
        "defects", "Defects", told,
        "Each bar is one check and how many faces it pointed at; orange is what a person left out. One face can be in "
        "several bars.", report.defects(pointed), "What the audit found.",
        Table(("check", "faces", "groups of copies", "left out"), rows),
    )  # fmt: skip


def balance(facts: Facts) -> Section:
    """Who teaches, who judges, and what was done for rare emotions."""
    d, classes = facts.division, facts.data.classes
    told = [
        f"{d.learn:,} faces could be learnt from and {d.judge:,} judged ({d.by}). Copies of one picture are on one "
        f"side.{f' {d.aside:,} faces stayed aside, unseen.' if d.aside else ''}",
        _treated(d),
        _compared(d),
    ]
    names, total = facts.naming.first_named, facts.naming.faces
    judged = d.judge_counts
    shown = sorted({*facts.data.present, *np.flatnonzero(names).tolist()})
    rows = tuple(
        (classes[c], f"{names[c]:,}", percent(names[c] / max(total, 1)))
        + (() if judged is None else (f"{judged[c]:,}",))
        for c in shown
    )
    columns = ("", "faces named", "share", *(() if judged is None else ("judging faces",)))
    return Section(
        "balance", "Balance", tuple(told),
        "Strong bars: what the recognizer was taught, as people named it. Pale bars: what it was then judged on. Where "
        "the strong bar is missing, it cannot know the emotion." if judged is not None
        else "Each bar is the share of the named faces whose first name is that emotion.",
        report.taught_and_judged(names, judged, classes, shown), "Emotions among names and among the faces that judge."
        if judged is not None else "Emotions among the names.", Table(columns, rows),
    )  # fmt: skip


def _compared(d: Division) -> str:
    if not d.compared:
        return "Ways to balance were not held against each other in this study."
    best = max(d.compared, key=lambda way: way.balanced)
    return (
        f"{count(len(d.compared), 'way')} to balance were held against each other over "
        f"{count(d.compared_seeds, 'seed')}. {best.title} had the highest balanced accuracy, {percent(best.balanced)} "
        f"(± {percent(best.balanced_spread)}); the best of several, read on the faces that judge, is a little "
        "flattered."
    )


def _treated(d: Division) -> str:
    grouped = (
        "All faces to learn from were grouped."
        if d.label_free
        else f"What was grouped was balanced by the data set's own labels ({d.grouped_by.lower()}), so the groups are "
        "not quite free of labels."
    )
    if d.trained_by == AS_IT_IS:
        return f"{grouped} Rare emotions were not treated in any special way."
    how = d.trained_why[:1].lower() + d.trained_why[1:]
    return f"{grouped} For the recognizer, emotions were balanced by name: {d.trained_by}. It {how}"


def features(facts: Facts) -> Section:
    """What the computer looked at."""
    look = facts.look
    kept = float(look.ratios[: look.components].sum())
    level = "turned level and into place by their eyes" if look.aligned else "as they came"
    told = [
        f"The faces, {level}, were described by {look.columns:,} numbers each: {look.title}. {look.explanation}",
        f"For grouping, {look.components:,} numbers were kept: {look.method}"
        + (f", which hold {percent(kept)} of the variance." if look.method.startswith("principal") else "."),
        f"The recognizer sees {count(len(look.trained_on), 'kind')} of features: {'; '.join(look.trained_on)}. What "
        "they had to learn, they learnt from the faces to learn from, and no label had a part in it.",
    ]
    if look.strong is not None:
        told.append(f"{count(look.strong, 'component')} hold more than shuffled numbers would (parallel analysis).")
    told += [f"Network {n.name}: {n.taught}." + (f" From: {n.source}." if n.source else "") for n in look.networks]
    return Section(
        "features", "Features", tuple(told),
        "Each bar is one component of how the faces differ, the strongest first. Blue ones are kept."
        + (" Below the dotted line a component holds no more than noise." if look.noise is not None else ""),
        report.components(look), "What each component explains.",
    )  # fmt: skip


def clusters(facts: Facts) -> Section:
    """Which faces look alike, and whether that is real."""
    g = facts.grouping
    changed = f" People changed them; there are {len(g.groups):,} now." if len(g.groups) != g.made else ""
    outside = f" {count(g.outside, 'face')} stayed in no group." if g.outside else ""
    told = [
        f"{g.faces:,} faces were put into {count(g.made, 'group')} by {g.algorithm}. {g.explanation}{outside}{changed}",
        f"The mean silhouette is {g.silhouette:.2f}; the same algorithm on noise of the same shape gives "
        f"{g.noise:.2f}. "
        + (
            FINDINGS[g.finding].format(islands=g.islands) if g.finding else "The groups were not held against gaps yet."
        ),
        _stability(g),
    ]
    return Section(
        "groups", "Groups", tuple(told),
        "Each bar is one group, its height the number of faces, its colour the name that people gave it.",
        report.groups(g, facts.data.classes), "The groups, by size and name.",
        Table(("group", "faces", "what people said"), tuple((x.label, f"{x.size:,}", x.said or "–") for x in g.groups)),
        "groups",
    )  # fmt: skip


def _stability(g: Grouping) -> str:
    if g.stability is None:
        return "Whether other seeds and other faces give the same groups again was not tried."
    s = g.stability
    return (
        f"On resamples of the faces, groups were found again in {s.found_again.mean():.0%} of the cases (overlap "
        f"{s.group_jaccard.mean():.2f}; groups of noise {s.noise.mean():.2f}). Other seeds agree to "
        f"{s.seeds.mean():.2f} (adjusted Rand index; 1 is the same, 0 is chance)."
    )
