"""The training faces by named emotion, before and after balancing."""

import numpy as np
import streamlit as st

from fer_core.balance import STRATEGIES, counts_after
from fer_core.charts.classes import balanced_bars
from ui.shell.text import escape, first_of
from ui.shell.workspace import Workspace

LISTED = 6
"""Most emotions that a sentence names."""


def chart(workspace: Workspace) -> None:
    """The effect of balancing on the names given so far, or on the data set's labels as a preview."""
    faces, settings = workspace.faces, workspace.study.choices.recognizer.balance
    before = workspace.named_counts()
    source = "the names given so far"
    if before is None and faces.emotions is not None:
        before = faces.counts(workspace.lab.division.split.train).sum(axis=0)
        source = "the data set's labels, since nothing is named yet"
    if before is None:
        st.info(
            "Nothing is named yet, so no emotion can be counted. All strategies except “No balancing” need to know "
            "which emotions are rare, so they take effect once you have **named** groups."
        )
        return
    after = counts_after(before, settings)
    shown = sorted({*faces.present, *np.flatnonzero(before).tolist()})
    names = [faces.classes[code] for code in shown]
    st.plotly_chart(balanced_bars(before[shown], after[shown], names), key="trained-chart")
    missing = [faces.classes[code] for code in shown if not before[code]]
    if missing:
        st.warning(
            f"No face is named {escape(first_of(missing, LISTED))}, and balancing cannot make up for that. Look for "
            "such faces while naming.",
            icon=":material/warning:",
        )
    notes = [f"Counted from {source}."]
    if settings.strategy in ("weights", "effective_weights", "logit_adjustment"):
        notes.append("This strategy does not change the counts.")
    if not STRATEGIES[settings.strategy].exact:
        notes.append("The counts after balancing are estimates; the exact counts depend on the features.")
    if settings.on_pictures:
        notes.append("Features must be computed for each new picture, which takes longer.")
    st.caption(" ".join(notes))
