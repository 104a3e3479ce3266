"""What came out of training: the headline, references, tables, downloads."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import streamlit as st

from fer_core.recognizer.references import Reference
from fer_core.recognizer.training import Training
from ui import charts, waiting
from ui.text import count, duration, escape
from ui.workspace import Workspace


def headline(workspace: Workspace, training: Training) -> None:
    """The one figure, with what it took and what it must be held against."""
    naming = workspace.naming
    decisions, time = count(naming.decisions, "decision"), duration(naming.active_seconds)
    effort = f"from **{decisions}** ({time}) on {training.faces_named:,} faces"
    scores = training.scores
    if scores is None:
        st.markdown(f"A recognizer, {effort}.")
        return
    low, high = scores.interval
    st.markdown(
        f"### {scores.accuracy:.1%} right on {scores.n:,} faces it has never seen\n"
        f"{effort[0].upper()}{effort[1:]}. With 95 % confidence between {low:.1%} and {high:.1%}."
    )
    columns = st.columns(3)
    columns[0].metric("Accuracy", f"{scores.accuracy:.1%}", help="Share of held-out faces that are right.")
    columns[1].metric(
        "Balanced accuracy", f"{scores.balanced_accuracy:.1%}", help="Mean over emotions: rare ones count as much."
    )
    columns[2].metric("Macro F1", f"{scores.macro_f1:.2f}", help="Mean F1 over emotions, 0 to 1.")


def beside_references(workspace: Workspace, training: Training) -> None:
    """The score beside what it must be held against, as bars and in words."""
    assert training.scores is not None
    lab = workspace.lab
    found = waiting.kept(workspace, "references", lab.references_key, "Making the references", lab.references)
    if found is None:
        return
    own = ("This recognizer", training.scores.accuracy)
    bars = charts.scores([(r.name, r.accuracy) for r in found], own, training.scores.interval)
    st.plotly_chart(bars, key="scores", alt="Accuracy beside its references")
    with st.expander("What the bars mean", icon=":material/help:"):
        _explain(found)
        _agreement(training)


def _explain(references: Sequence[Reference]) -> None:
    rows = [
        {
            "reference": r.name,
            "accuracy": r.accuracy,
            "balanced": r.scores.balanced_accuracy if r.scores else None,
            "macro F1": r.scores.macro_f1 if r.scores else None,
            "what was done": r.explanation,
        }
        for r in references
    ]
    share, plain = st.column_config.NumberColumn(format="percent"), st.column_config.NumberColumn(format="%.2f")
    st.dataframe(
        pd.DataFrame(rows),
        width="stretch",
        hide_index=True,
        column_config={"accuracy": share, "balanced": share, "macro F1": plain},
    )


def without_labels(workspace: Workspace, training: Training) -> None:
    """What can be said where nothing is labelled."""
    st.info(
        "These faces carry no true labels, so nobody can say how often the recognizer is right. "
        "What can be said: how consistent your names are, and what it says of the faces held out.",
        icon=":material/info:",
    )
    _agreement(training)
    said = np.bincount(training.probabilities.argmax(axis=1), minlength=len(workspace.faces.classes))
    st.plotly_chart(charts.counts(said, workspace.faces.classes, "What it says of the held-out faces"), key="said")
    sure = float(training.probabilities.max(axis=1).mean())
    st.caption(f"On average it gives its first choice a probability of {sure:.0%}.")


def _agreement(training: Training) -> None:
    if not np.isnan(training.agreement):
        st.markdown(
            f"On named faces it has not seen it repeats **{training.agreement:.0%}** of the names (cross-validated). "
            "That says how consistent the names are, not whether they are right."
        )


def per_class(workspace: Workspace, training: Training) -> None:
    """Precision, recall and F1 of each emotion."""
    scores = training.scores
    assert scores is not None
    table = pd.DataFrame(
        {
            "emotion": workspace.faces.classes,
            "named first": training.named_counts,
            "held out": scores.support,
            "precision": scores.precision,
            "recall": scores.recall,
            "F1": scores.f1,
        }
    )
    share = st.column_config.NumberColumn(format="percent")
    st.markdown("**Emotion by emotion**")
    st.dataframe(
        table, width="stretch", hide_index=True, column_config={"precision": share, "recall": share, "F1": share}
    )
    unnamed = [c for c, given in zip(workspace.faces.classes, training.named_at_all, strict=True) if not given]
    if unnamed:
        st.warning(
            f"No face is named {escape(', '.join(unnamed))}, so the recognizer never says it. "
            "Look for such faces on Name, or make more groups on Clusters.",
            icon=":material/warning:",
        )


def downloads(workspace: Workspace, training: Training) -> None:
    """The predictions of the held-out faces as a table to keep."""
    faces, judges = workspace.faces, workspace.lab.split.test
    table = pd.DataFrame(training.probabilities, columns=[f"p({name})" for name in faces.classes])
    table.insert(0, "face", judges)
    table.insert(1, "said", [faces.classes[i] for i in training.probabilities.argmax(axis=1)])
    if faces.emotions is not None:
        table.insert(2, "true", [faces.classes[i] for i in faces.emotions[judges]])
    st.download_button(
        "Predictions of the held-out faces (CSV)",
        lambda: formula_safe(table).to_csv(index=False),
        "predictions.csv",
        "text/csv",
        icon=":material/download:",
    )


def formula_safe(table: pd.DataFrame) -> pd.DataFrame:
    """The table with ' before text that a spreadsheet would take for a formula, in cells and headings."""

    def safe(value: object) -> object:
        return f"'{value}" if isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r")) else value

    return table.rename(columns=safe).map(safe)
