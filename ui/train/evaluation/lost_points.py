"""Where points were lost: one chart beside references, and a sentence for each step."""

from collections.abc import Sequence
from functools import partial

import pandas as pd
import streamlit as st

from fer_core.charts.losses import waterfall
from fer_core.recognizer.bootstrap import METRICS, Estimates
from fer_core.recognizer.losses import OWN, Lost, steps
from fer_core.recognizer.losses_in_words import sentences, steps_in_words
from fer_core.recognizer.references import Reference
from fer_core.recognizer.training import Training
from fer_core.recognizer.words import METRIC_NAMES, repeated_names
from fer_core.study.journey import CLUSTERS, NAME
from fer_core.study.lab.evaluation import WithoutLeaked
from ui.shell import cache, waiting
from ui.shell.text import escape
from ui.shell.workspace import Workspace
from ui.train.evaluation import headline

HELPS = {"mixed": CLUSTERS, "unnamed": NAME}
"""The page on which points of a step can be won back."""
WORTH = 0.05
"""Share of faces lost to mixed groups above which that page is offered."""


def picture(workspace: Workspace, training: Training) -> None:
    """The waterfall beside the references. It is drawn at once; references are added when they are there."""
    found = losses(workspace)
    place = st.container()
    known = references(workspace)
    trouble = workspace.lab.evaluation.label_trouble(known)
    if trouble:
        first, *others = (escape(sentence) for sentence in trouble)
        place.error(" ".join((f"**{first}**", *others)), icon=":material/error:")
    assert training.scores is not None
    fall, interval = steps(found, training.scores.accuracy), headline.estimates(workspace, training).accuracy
    with place:
        figure = waterfall(fall, (interval.low, interval.high), [(r.name, r.accuracy) for r in known])
        alt = steps_in_words(fall, known)
        st.plotly_chart(figure, key="where-lost", alt=alt, config={"displayModeBar": False})
        grouped = (
            f"The steps down to “The names given” are counted on the labels of the {found.faces:,} grouped training "
            f"faces{'' if workspace.faces.labelled.all() else ' that have one'}. "
            if found
            else "No grouped face has a label, so it is unknown where points were lost. "
        )
        st.caption(
            f"{grouped}“{OWN}” and the grey references are scored on the test set. Points are percentage points."
        )
        if not trouble:
            headline.never_named(workspace, training)


def losses(workspace: Workspace) -> Lost | None:
    """Where points were lost among the grouped faces; None where none of them has a label."""
    return workspace.lab.evaluation.lost(workspace.naming, workspace.named_faces)


def references(workspace: Workspace) -> list[Reference]:
    """The references that are there; while others are computed, the page shows their progress."""
    lab, decisions = workspace.lab, workspace.naming.decisions
    if len(lab.division.labelled_training) and not lab.references.ready:
        waiting.result(workspace, "references", lab.references.key, "Computing the references", lab.references.all)
    elif (
        not lab.results.has("singles", key := lab.evaluation.single_faces_key(decisions))
        and decisions
        and len(lab.division.labelled_training)
    ):
        title = "Simulating single faces"
        waiting.result(workspace, "singles", key, title, partial(lab.evaluation.single_faces, decisions))
    return references_made(workspace)


def references_made(workspace: Workspace) -> list[Reference]:
    """The references that are on disk, read once."""
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


def part(workspace: Workspace, training: Training) -> None:
    """A sentence for each step, the effect of copies on the scores, and the references as a table."""
    found, known = losses(workspace), references_made(workspace)
    left, right = st.columns(2, gap="large")
    with left:
        trouble = workspace.lab.evaluation.label_trouble(known)
        if trouble:
            st.caption("While the labels look wrong, the steps cannot show what a person could do better.")
        elif found is not None:
            _steps(workspace, found, training, known)
    with right:
        st.markdown("**Test faces that had copies**")
        leaked = headline.without_leaked(workspace, training)
        if leaked is None:
            st.caption("No test face has a copy among the training faces.")
        else:
            _with_and_without(headline.estimates(workspace, training), leaked)
        agreement(training)
    if known:
        st.markdown("**References**")
        _table(known)


def _steps(workspace: Workspace, found: Lost, training: Training, known: Sequence[Reference]) -> None:
    """What each step lost, what could win it back, and the page for that."""
    assert training.scores is not None
    for one in sentences(found, training.scores.accuracy, workspace.faces.classes, known):
        st.markdown(f"**{escape(one.title)}.** {escape(f'{one.text} {one.remedy}'.strip())}")
        step = HELPS.get(one.key)
        if step is not None and (step is NAME or found.mixed > WORTH):
            st.page_link(f"pages/{step.key}.py", label=f"Go to {step.title}", icon=":material/arrow_forward:")


def _with_and_without(every: Estimates, leaked: WithoutLeaked) -> None:
    columns: dict[str, list[str]] = {"": [METRIC_NAMES[name] for name in METRICS]}
    for title, scores in ((f"all {every.n:,}", every), (f"without {leaked.count:,}", leaked.scores)):
        found = [getattr(scores, name) for name in METRICS]
        columns[title] = [f"{100 * e.value:.1f} ({100 * e.low:.1f}–{100 * e.high:.1f})" for e in found]
    changes = [getattr(leaked.change, name) for name in METRICS]
    columns["change"] = [f"{100 * e.value:+.1f} ({100 * e.low:+.1f} to {100 * e.high:+.1f})" for e in changes]
    st.dataframe(pd.DataFrame(columns), width="stretch", hide_index=True)
    st.caption(f"In percent, with 95 % bootstrap intervals ({every.draws:,} draws, seed {every.seed}).")


def agreement(training: Training) -> None:
    """How consistent the names are."""
    if sentence := repeated_names(training.agreement):
        st.markdown(sentence)


def _table(known: Sequence[Reference]) -> None:
    rows = [
        {
            "reference": r.name,
            "accuracy": r.accuracy,
            "balanced accuracy": r.scores.balanced_accuracy if r.scores else None,
            "macro F1": r.scores.macro_f1 if r.scores else None,
            "explanation": r.explanation,
        }
        for r in sorted(known, key=lambda r: -r.accuracy)
    ]
    share, plain = st.column_config.NumberColumn(format="percent"), st.column_config.NumberColumn(format="%.2f")
    config = {"accuracy": share, "balanced accuracy": share, "macro F1": plain}
    st.dataframe(pd.DataFrame(rows), width="stretch", hide_index=True, column_config=config)
