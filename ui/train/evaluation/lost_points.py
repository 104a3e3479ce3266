"""Where the points were lost, in one picture beside references, and a sentence for each step."""

from collections.abc import Sequence
from functools import partial

import numpy as np
import pandas as pd
import streamlit as st

from fer_core.charts import scores as score_charts
from fer_core.charts.scores import CHANGE, TOTAL
from fer_core.recognizer.bootstrap import METRICS, Estimates
from fer_core.recognizer.losses import Lost
from fer_core.recognizer.references import Reference
from fer_core.recognizer.training import Training
from fer_core.study.journey import CLUSTERS, NAME, Step
from fer_core.study.lab.evaluation import WithoutLeaked
from ui.shell import cache, waiting
from ui.shell.text import count, escape, points
from ui.shell.workspace import Workspace
from ui.train.evaluation import headline


def picture(workspace: Workspace, training: Training) -> None:
    """The waterfall beside the references. It is drawn at once; references join it when they are made."""
    found = losses(workspace)
    place = st.container()
    known = references(workspace)
    trouble = workspace.lab.evaluation.label_trouble(known)
    if trouble:
        first, *others = (escape(sentence) for sentence in trouble)
        place.error(" ".join((f"**{first}**", *others)), icon=":material/error:")
    steps, interval = in_steps(found, training), headline.estimates(workspace, training).accuracy
    with place:
        figure = score_charts.where_lost(steps, (interval.low, interval.high), [(r.name, r.accuracy) for r in known])
        st.plotly_chart(figure, key="where-lost", alt=losses_in_words(steps, known), config={"displayModeBar": False})
        grouped = (
            f"Blue and coloured, down to your naming: true labels of the {found.faces:,} grouped training faces"
            f"{'' if workspace.faces.labelled.all() else ' that have one'}. "
            if found
            else "No grouped face has a label, so where the points were lost cannot be told. "
        )
        st.caption(
            f"{grouped}“This recognizer” and the grey references: held-out faces, which nothing was learnt from. "
            "Points are percent of faces."
        )
        if not trouble:
            headline.never_said(workspace, training)


def losses(workspace: Workspace) -> Lost | None:
    """Where the points were lost among the grouped faces; None where none of them has a label."""
    return workspace.lab.evaluation.lost(workspace.naming, workspace.named_faces)


def references(workspace: Workspace) -> list[Reference]:
    """The references that are there; while some are being made the page shows how far they are."""
    lab, decisions = workspace.lab, workspace.naming.decisions
    if len(lab.division.labelled_training) and not lab.references.ready:
        waiting.kept(workspace, "references", lab.references.key, "Making the references", lab.references.all)
    elif (
        not lab.results.has("singles", key := lab.evaluation.single_faces_key(decisions))
        and decisions
        and len(lab.division.labelled_training)
    ):
        title = "Labelling as many single faces"
        waiting.kept(workspace, "singles", key, title, partial(lab.evaluation.single_faces, decisions))
    return references_made(workspace)


def references_made(workspace: Workspace) -> list[Reference]:
    """The same without waiting for any; read from disk once."""
    lab, decisions = workspace.lab, workspace.naming.decisions
    key = lab.references.key
    if not len(lab.division.labelled_training):
        return lab.references.all()
    if not lab.results.has("references", key):
        return []
    found = cache.derived("references", key, lab.references.all)
    if not lab.results.has("singles", key := lab.evaluation.single_faces_key(decisions)):
        return found
    return [*found, cache.derived("singles", key, lambda: lab.evaluation.single_faces(decisions))]


def in_steps(found: Lost | None, training: Training) -> list[score_charts.Step]:
    """Rows of the waterfall; the recognizer alone where it is not known where points were lost."""
    assert training.scores is not None
    right = training.scores.accuracy
    own = score_charts.Step("This recognizer", TOTAL, right)
    if found is None:
        return [own]
    return [
        score_charts.Step("All faces right", TOTAL, 1.0),
        score_charts.Step("groups mix emotions", CHANGE, -found.mixed),
        score_charts.Step("Best naming of these groups", TOTAL, found.best),
        score_charts.Step("no name", CHANGE, -found.unnamed),
        score_charts.Step("other names", CHANGE, -found.renamed),
        score_charts.Step("Your naming", TOTAL, found.named),
        score_charts.Step("on to unseen faces", CHANGE, right - found.named),
        own,
    ]


def losses_in_words(steps: Sequence[score_charts.Step], known: Sequence[Reference]) -> str:
    """The picture for who does not see it."""
    told = [
        f"{name} {value:.1%}" if kind == TOTAL else f"{name} {100 * value:+.1f} points" for name, kind, value in steps
    ]
    beside = [f"{r.name} {r.accuracy:.1%}" for r in known]
    return "; ".join(told) + (". References: " + "; ".join(beside) if beside else "")


def part(workspace: Workspace, training: Training) -> None:
    """A sentence for each step, the references as a table, and what copies do to the scores."""
    found, known = losses(workspace), references_made(workspace)
    left, right = st.columns(2, gap="large")
    with left:
        trouble = workspace.lab.evaluation.label_trouble(known)
        if trouble:
            st.caption("While the labels look wrong, no step can say what a person could do better.")
        for text, step in _sentences(workspace, found, training, known) if found and not trouble else ():
            st.markdown(text)
            if step is not None:
                st.page_link(f"pages/{step.key}.py", label=f"Go to {step.title}", icon=":material/arrow_forward:")
    with right:
        st.markdown("**Faces that had copies**")
        leaked = headline.without_leaked(workspace, training)
        if leaked is None:
            st.caption("No held-out face has a copy among the training faces.")
        else:
            _with_and_without(headline.estimates(workspace, training), leaked)
        agreement(training)
    if known:
        st.markdown("**The references**")
        _table(known)


def _sentences(
    workspace: Workspace, found: Lost, training: Training, known: Sequence[Reference]
) -> list[tuple[str, Step | None]]:
    """What each step lost, what would win it back, and the page for that."""
    told = [(_mixed(found, workspace.faces.classes), CLUSTERS if found.mixed > 0.05 else None)]
    if found.unnamed > 0.0005 or found.unnamed_groups:
        told.append((_unnamed(found), NAME))
    told.append((_renamed(found), None))
    told.append((_onwards(found, training, known), None))
    return told


def _mixed(found: Lost, classes: Sequence[str]) -> str:
    text = f"**Groups mix emotions: {_points(-found.mixed)}.** In {found.mixed_groups} of {found.groups} groups no "
    text += "emotion holds half of the faces. "
    if found.hidden:
        names = escape(", ".join(classes[code] for code in found.hidden))
        text += f"No group is mostly {names}, so no naming of whole groups finds such faces well. "
    return text + "More groups, a split of mixed ones, or other features would win some of it back."


def _unnamed(found: Lost) -> str:
    groups = count(found.unnamed_groups, "group") + (" has" if found.unnamed_groups == 1 else " have") + " no name"
    what = f"{groups} (mixed, skipped or not yet named)" if found.unnamed_groups else "Some faces have no name"
    text = f"**No name: {_points(-found.unnamed)}.** {what}, and nothing is learnt from such faces. "
    return text + "A name, perhaps with a second one, or a split would win it back."


def _renamed(found: Lost) -> str:
    if found.renamed < -0.0005:
        return (
            f"**Your names: {_points(-found.renamed)}.** Names of single faces and of parts did better than one name a "
            "group could."
        )
    if found.renamed < 0.0005:
        return "**Other names: 0 points.** Your names are as good as the groups allow."
    groups = f"{count(found.renamed_groups, 'group')} " + ("is" if found.renamed_groups == 1 else "are")
    return (
        f"**Other names: {_points(-found.renamed)}.** {groups} mostly named otherwise than most of the faces are "
        "labelled. A look at more faces before naming would win some of it back; some of it are labels that people "
        "would not give."
    )


def _onwards(found: Lost, training: Training, known: Sequence[Reference]) -> str:
    assert training.scores is not None
    right = training.scores.accuracy
    change = right - found.named
    text = f"**On to unseen faces: {_points(change)}.** "
    if change >= 0:
        text += "The recognizer looks at each face by itself, and unlearns names that do not fit"
        text += " and answers for faces like those without a name; " if found.unnamed > 0.02 else "; "
        text += "so it does better on unseen faces than the names do on theirs. "
    else:
        text += "Unseen faces are others than those that were named, and the recognizer does not learn all. "
        text += "Other features to learn from, or another model, may win some of it back. "
    best = next((r.accuracy for r in known if r.key == "ceiling"), None)
    if best is None:
        return text
    text += f"With every training face labelled it would be right on {best:.1%}: "
    if best <= right:
        return text + "better names would win nothing more; features and model are the limit."
    return (
        f"{text}better names could win up to {100 * (best - right):.1f} points, and the rest is beyond these features "
        "and this model."
    )


def _points(change: float) -> str:
    return f"{points(change)} points"


def _with_and_without(every: Estimates, leaked: WithoutLeaked) -> None:
    columns: dict[str, list[str]] = {"": [headline.NAMES[name] for name in METRICS]}
    for title, scores in ((f"all {every.n:,}", every), (f"without {leaked.count:,}", leaked.scores)):
        found = [getattr(scores, name) for name in METRICS]
        columns[title] = [f"{100 * e.value:.1f} ({100 * e.low:.1f}–{100 * e.high:.1f})" for e in found]
    changes = [getattr(leaked.change, name) for name in METRICS]
    columns["change"] = [f"{100 * e.value:+.1f} ({100 * e.low:+.1f} to {100 * e.high:+.1f})" for e in changes]
    st.dataframe(pd.DataFrame(columns), width="stretch", hide_index=True)
    st.caption(f"In percent; in brackets 95 % bootstrap intervals, {every.draws:,} draws, seed {every.seed}.")


def agreement(training: Training) -> None:
    """How consistent the names are."""
    if not np.isnan(training.agreement):
        st.markdown(
            f"On named faces it has not seen it repeats **{training.agreement:.0%}** of the names (cross-validated). "
            "That says how consistent the names are, not whether they are right."
        )


def _table(known: Sequence[Reference]) -> None:
    rows = [
        {
            "reference": r.name,
            "accuracy": r.accuracy,
            "balanced": r.scores.balanced_accuracy if r.scores else None,
            "macro F1": r.scores.macro_f1 if r.scores else None,
            "what was done": r.explanation,
        }
        for r in sorted(known, key=lambda r: -r.accuracy)
    ]
    share, plain = st.column_config.NumberColumn(format="percent"), st.column_config.NumberColumn(format="%.2f")
    config = {"accuracy": share, "balanced": share, "macro F1": plain}
    st.dataframe(pd.DataFrame(rows), width="stretch", hide_index=True, column_config=config)
