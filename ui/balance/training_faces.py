"""The training faces by named emotion, before and after balancing."""

import numpy as np
import streamlit as st

from fer_core.balance import STRATEGIES, counts_after
from fer_core.charts.classes import balanced_bars
from fer_core.study.journey import CLUSTERS, NAME
from ui.shell.charts import show_chart
from ui.shell.text import escape, first_of
from ui.shell.workspace import Workspace

LISTED = 6
"""Most emotions that a sentence names."""


def chart(workspace: Workspace) -> None:
    """The effect of balancing on the names given so far, or on the data set's labels as a preview."""
    faces, settings = workspace.faces, workspace.study.choices.recognizer.balance
    before = workspace.named_counts()
    source = "the names given so far"
    if before is None and workspace.naming.decisions and not workspace.lab.groups.ready:
        _not_grouped()
        return
    if before is None and settings.strategy == "none":
        _nothing_named()
        return
    if before is None and faces.emotions is not None:
        before = faces.counts(workspace.lab.division.split.train).sum(axis=0)
        source = "the data set's labels, since nothing is named yet"
    if before is None:
        _nothing_named()
        return
    after = counts_after(before, settings)
    shown = sorted({*faces.present, *np.flatnonzero(before).tolist()})
    names = [faces.classes[code] for code in shown]
    show_chart(balanced_bars(before[shown], after[shown], names), key="trained-chart")
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


def _not_grouped() -> None:
    """Say why named faces cannot be counted yet, and lead to where the groups are made."""
    st.info(
        "Your decisions are saved. The faces that they name can be counted once the groups have been made again.",
        icon=":material/bar_chart:",
    )
    st.page_link(f"pages/{CLUSTERS.key}.py", label="Make the groups", icon=":material/arrow_forward:")


def _nothing_named() -> None:
    """Say what will be here, and lead to where names are given."""
    st.info(
        "Nothing is named yet. Once you have **named** groups, a chart here counts your names by emotion, before and "
        "after balancing. Strategies other than “No balancing” take effect then, as they must know what is rare.",
        icon=":material/bar_chart:",
    )
    st.page_link(f"pages/{NAME.key}.py", label="Name groups", icon=":material/arrow_forward:")
