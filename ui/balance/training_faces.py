"""The training faces by named emotion, before and after balancing."""

import numpy as np
import streamlit as st

from fer_core.balance import STRATEGIES, counts_after
from fer_core.charts.classes import balanced_bars
from ui.shell.text import escape, first_of
from ui.shell.workspace import Workspace

LISTED = 6
"""Emotions that a sentence names."""


def chart(workspace: Workspace) -> None:
    """What balancing by named emotion would do: to the names given so far, else to the true labels as a preview."""
    faces, settings = workspace.faces, workspace.study.choices.recognizer.balance
    before = workspace.named_counts()
    source = "the names given so far"
    if before is None and faces.emotions is not None:
        before = faces.counts(workspace.lab.division.split.train).sum(axis=0)
        source = "the data set's labels, since nothing is named yet"
    if before is None:
        st.info(
            "Nothing is named yet, so there is nothing to count. Every way except “As it is” needs to know "
            "which faces are "
            "rare: it acts once you have **named** groups."
        )
        return
    after = counts_after(before, settings)
    shown = sorted({*faces.present, *np.flatnonzero(before).tolist()})
    names = [faces.classes[code] for code in shown]
    st.plotly_chart(balanced_bars(before[shown], after[shown], names), key="trained-chart")
    missing = [faces.classes[code] for code in shown if not before[code]]
    if missing:
        st.warning(
            f"No face is called {escape(first_of(missing, LISTED))}, and no way to balance can make up for that. "
            "Look for such faces while naming.",
            icon=":material/warning:",
        )
    notes = [f"Counted from {source}."]
    if settings.strategy in ("weights", "effective_weights", "logit_adjustment"):
        notes.append("The counts stay as they are.")
    if not STRATEGIES[settings.strategy].exact:
        notes.append("How many there will be is only known once it is done; this is about right.")
    if settings.on_pictures:
        notes.append("Each new picture has to be looked at, so this takes longer.")
    st.caption(" ".join(notes))
