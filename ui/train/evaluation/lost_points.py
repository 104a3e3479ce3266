"""Where points were lost: a chart with a sentence for each step, and the references as a table."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from fer_core.charts.losses import waterfall
from fer_core.recognizer.bootstrap import METRICS, Estimates
from fer_core.recognizer.losses import OWN, Lost, steps
from fer_core.recognizer.losses_in_words import sentences, steps_in_words
from fer_core.recognizer.references import Reference
from fer_core.recognizer.training import Training
from fer_core.recognizer.words import METRIC_NAMES, effect_of_copies, repeated_names
from fer_core.study.journey import CLUSTERS, NAME
from fer_core.study.lab.evaluation import WithoutLeaked
from ui.shell.charts import show_chart
from ui.shell.text import escape
from ui.shell.workspace import Workspace
from ui.train.evaluation import headline
from ui.train.evaluation.known_references import references_made

HELPS = {"mixed": CLUSTERS, "unnamed": NAME}
"""The page on which points of a step can be won back."""
WORTH = 0.05
"""Share of faces lost to mixed groups above which that page is offered."""


def part(workspace: Workspace, training: Training) -> None:
    """The waterfall and a sentence for each step, the effect of copies on the scores, and the references as a table."""
    found, known = losses(workspace), references_made(workspace, training)
    left, right = st.columns([3, 2], gap="large")
    with left:
        _waterfall(workspace, training, found)
    with right:
        if workspace.lab.evaluation.label_trouble(known):
            st.caption("While the labels look wrong, the steps cannot show what a person could do better.")
        elif found is not None:
            _steps(workspace, found, training, known)
    _copies(workspace, training)
    agreement(training)
    if workspace.lab.references.ready or not len(workspace.lab.division.labelled_training):
        st.markdown("**References**")
        _table(known)


def _waterfall(workspace: Workspace, training: Training, found: Lost | None) -> None:
    if found is None:
        st.caption("No grouped face has a label, so it is unknown where points were lost.")
        return
    assert training.scores is not None
    fall = steps(found, training.scores.accuracy)
    show_chart(waterfall(fall), key="where-lost", alt=steps_in_words(fall), buttons=False)
    have = "" if workspace.faces.labelled.all() else " that have one"
    st.caption(
        f"The steps down to “The names given” are counted on the labels of the {found.faces:,} grouped training faces"
        f"{have}. “{OWN}” is scored on the test set. Points are percentage points."
    )


def losses(workspace: Workspace) -> Lost | None:
    """Where points were lost among the grouped faces; None where none of them has a label."""
    return workspace.lab.evaluation.lost(workspace.naming, workspace.named_faces)


def _copies(workspace: Workspace, training: Training) -> None:
    st.markdown("**Test faces that had copies**")
    leaked = headline.without_leaked(workspace, training)
    if leaked is None:
        st.caption("No test face has a copy among the training faces.")
    else:
        st.caption(effect_of_copies(leaked.count, leaked.scores, leaked.change))
        with st.expander("Scores with and without them"):
            _with_and_without(headline.estimates(workspace, training), leaked)


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
    """The references with their explanations, which wrap (a table of `st.dataframe` would cut them)."""

    def of(score: float | None, form: str) -> str:
        return "–" if score is None else format(score, form)

    rows = [
        {
            "reference": f"**{escape(r.name)}**: {escape(r.explanation)}",
            "accuracy": of(r.accuracy, ".1%"),
            "balanced accuracy": of(r.scores.balanced_accuracy if r.scores else None, ".1%"),
            "macro F1": of(r.scores.macro_f1 if r.scores else None, ".2f"),
        }
        for r in sorted(known, key=lambda r: -r.accuracy)
    ]
    st.table(pd.DataFrame(rows), border="horizontal", hide_index=True)
