"""The sections on what went in: data, defects, balance, features."""

import numpy as np

from fer_core.audit import words
from fer_core.base.words import count, percent
from fer_core.charts.classes import class_bars, count_bars, training_and_test
from fer_core.charts.components import scree_plot
from fer_core.charts.pictures import finding_bars
from fer_core.faces.imbalance import Imbalance
from fer_core.report.facts import Facts
from fer_core.report.input_facts import AS_IT_IS, Data, Defect, SplitFacts
from fer_core.report.section import Section, Table


def data(facts: Facts) -> Section:
    """The section on the data set."""
    d = facts.data
    origin = f" Source: {d.source} ({d.format})." if d.source else ""
    refused = f" {count(d.rejected, 'row')} could not be read and were left out." if d.rejected else ""
    paragraphs = [f"{d.name}: {d.faces:,} faces of 48 × 48 grey pixels.{origin}{refused}"]
    if not d.labelled or d.imbalance is None:
        paragraphs.append(
            "They have no labels, so it is not known how common each emotion is or which predictions are correct."
        )
        bars = count_bars(d.counts[:, 0], d.usages, "Faces in each part")
        rows = tuple((usage, f"{n:,}") for usage, n in zip(d.usages, d.counts[:, 0].tolist(), strict=True))
        return Section(
            "data",
            "Data",
            tuple(paragraphs),
            "Each bar is one part of the data set.",
            bars,
            "Faces by part.",
            Table(("", "all"), rows),
        )
    paragraphs.append(_imbalanced(facts, d.imbalance))
    if d.unlabelled:
        paragraphs.append(
            f"{count(d.unlabelled, 'face')} without a label can be grouped and used for training, but not for testing."
        )
    return _labelled(d, paragraphs)


def _labelled(d: Data, paragraphs: list[str]) -> Section:
    several = len(d.usages) > 1
    shades = f" Dark to pale: {', '.join(d.usages)}." if several else ""
    reading = f"Each bar is one emotion; its length is the number of faces with that label.{shades}"
    bars = class_bars(
        d.counts[:, d.present], [d.classes[c] for c in d.present], d.usages, stacked=True, among=d.classes
    )
    rows = tuple(_row(d.classes[c], d.counts[:, c]) for c in d.present)
    columns = ("", *(d.usages if several else ()), "all")
    return Section("data", "Data", tuple(paragraphs), reading, bars, "Faces by emotion.", Table(columns, rows))


def _imbalanced(facts: Facts, i: Imbalance) -> str:
    names = facts.data.classes
    common, rare = names[i.commonest], names[i.rarest]
    unused = " The labels were used to test the recognizer, not to make the groups."
    return (
        f"They are labelled with {count(i.classes, 'emotion')}, which are not equally common: for each face labelled "
        f"{rare}, {i.ratio:.1f} are labelled {common}. Always predicting {common} would be correct for "
        f"{percent(i.majority)} of them." + (unused if facts.split.label_free else "")
    )


def _row(name: str, counts: np.ndarray) -> tuple[str, ...]:
    parts = counts.tolist() if len(counts) > 1 else []
    return (name, *(f"{n:,}" for n in parts), f"{int(counts.sum()):,}")


def defects(facts: Facts) -> Section:
    """The section on what the audit found, and which faces were excluded."""
    copies = words.copies_excluded(facts.split.copies_excluded)
    if facts.defects is None:
        paragraphs = ("These faces were not audited, so it is not known what other defects they have.", copies)
        return Section("defects", "Defects", paragraphs)
    out = facts.split.left_out
    excluded = f"{count(out, 'face')} {'was' if out == 1 else 'were'} excluded." if out else "No face was excluded."
    paragraphs = (
        "The faces were checked for copies, pictures in which no face can be seen, and doubtful labels. "
        f"{words.POINTS_OUT} {excluded}",
        copies,
    )
    found = [d for d in facts.defects if d.faces]
    return (
        _found(paragraphs, found) if found else Section("defects", "Defects", (*paragraphs, "No check found anything."))
    )


def _found(paragraphs: tuple[str, ...], found: list[Defect]) -> Section:
    rows = tuple((d.title, f"{d.faces:,}", f"{d.groups:,}" if d.groups else "", f"{d.left_out:,}") for d in found)
    bars = finding_bars([d.title for d in found], [d.faces for d in found], [d.left_out for d in found])
    return Section(
        "defects", "Defects", paragraphs,
        "Each bar is one check; its length is the number of faces it found. Orange: faces that a person excluded. A "
        "face can be in several bars.", bars, "What the audit found.",
        Table(("check", "faces", "groups of copies", "excluded"), rows),
    )  # fmt: skip


def balance(facts: Facts) -> Section:
    """The section on training set and test set, and on what was done for rare emotions."""
    split, classes, names = facts.split, facts.data.classes, facts.naming.first_named
    unused = f" {split.unused:,} faces were not used." if split.unused else ""
    paragraphs = (
        f"The training set has {split.training:,} faces, the test set {split.test:,} ({split.by}). Copies of one "
        f"picture are never in both.{unused}",
        _balanced(split),
        _compared(split),
    )
    shown, tested = sorted({*facts.data.present, *np.flatnonzero(names).tolist()}), split.test_counts
    rows = tuple(
        (classes[c], f"{names[c]:,}", percent(names[c] / max(facts.naming.faces, 1)))
        + (() if tested is None else (f"{tested[c]:,}",))
        for c in shown
    )
    columns = ("", "faces named", "share", *(() if tested is None else ("test faces",)))
    reading = "Each bar is the share of named faces whose first name is that emotion."
    caption = "Emotions among the names."
    if tested is not None:
        reading = (
            "Dark bars: the names that the recognizer was trained on. Pale bars: the labels of the test set. An "
            "emotion without a dark bar is never predicted."
        )
        caption = "Emotions among the names and in the test set."
    bars = training_and_test(
        names[shown], None if tested is None else tested[shown], [classes[c] for c in shown], among=classes
    )
    return Section("balance", "Balance", paragraphs, reading, bars, caption, Table(columns, rows))


def _compared(split: SplitFacts) -> str:
    if not split.compared:
        return "Balancing strategies were not compared in this study."
    best = max(split.compared, key=lambda strategy: strategy.balanced)
    return (
        f"{len(split.compared)} balancing strategies were compared over {count(split.compared_seeds, 'seed')}. "
        f"{best.title} had the highest balanced accuracy, {percent(best.balanced)} "
        f"(± {percent(best.balanced_spread)}). As the best of several on the same test faces, it looks slightly "
        "better than it is."
    )


def _balanced(split: SplitFacts) -> str:
    grouped = (
        "The whole training set was grouped."
        if split.label_free
        else f"The grouped faces were balanced by the labels of the data set ({split.grouped_by.lower()}), so the "
        "groups depend on labels a little."
    )
    if split.trained_by == AS_IT_IS:
        return f"{grouped} Rare emotions were not treated differently."
    how = split.trained_why[:1].lower() + split.trained_why[1:]
    return f"{grouped} For training, emotions were balanced by name, with the strategy “{split.trained_by}”: {how}"


def features(facts: Facts) -> Section:
    """The section on features and their reduction."""
    f = facts.features
    explained = float(f.ratios[: f.components].sum())
    alignment = "aligned by their eyes" if f.aligned else "as imported"
    paragraphs = [
        f"The faces, {alignment}, were each described by {count(f.columns, 'number')}: {f.title}. {f.explanation}",
        f"For grouping, these were reduced to {count(f.components, 'number')}: {f.method}"
        + (f", which explain {percent(explained)} of the variance." if f.method.startswith("principal") else "."),
        f"The recognizer uses {count(len(f.trained_on), 'kind')} of features: {'; '.join(f.trained_on)}. Features that "
        "need fitting were fitted on the training set, without any label.",
    ]
    if f.noise is not None:
        explain = "explains" if f.noise.count == 1 else "explain"
        paragraphs.append(
            f"{count(f.noise.count, 'component')} {explain} more than shuffled numbers would (parallel analysis)."
        )
    paragraphs += [
        f"Network {n.name}: {n.training}." + (f" Source: {n.source}." if n.source else "") for n in f.networks
    ]
    return Section(
        "features", "Features", tuple(paragraphs),
        "Each bar is one component, in descending order; those left of the dashed line were used."
        + (" Pale bars, below the dotted line, explain no more than noise." if f.noise is not None else ""),
        scree_plot(f.ratios, f.components, f.noise), "Variance that each component explains.",
    )  # fmt: skip
