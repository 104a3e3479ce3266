"""What can be said where nothing is labelled, and what can be taken away."""

import numpy as np
import pandas as pd
import streamlit as st

from fer_core.recognizer.training import Training
from ui import charts
from ui.judging.lost import agreement
from ui.workspace import Workspace


def without_labels(workspace: Workspace, training: Training) -> None:
    """What can be said where nothing is labelled."""
    st.info(
        "These faces carry no true labels, so nobody can say how often the recognizer is right. "
        "What can be said: how consistent your names are, and what it says of the faces held out.",
        icon=":material/info:",
    )
    agreement(training)
    said = np.bincount(training.probabilities.argmax(axis=1), minlength=len(workspace.faces.classes))
    st.plotly_chart(charts.counts(said, workspace.faces.classes, "What it says of the held-out faces"), key="said")
    sure = float(training.probabilities.max(axis=1).mean())
    st.caption(f"On average it gives its first choice a probability of {sure:.0%}.")


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
