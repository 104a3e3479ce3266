"""Provenance: what the person's own networks were trained on, shown with their results."""

import streamlit as st

from fer_core.features import Feature
from fer_core.study import encoders
from ui.shell.text import escape
from ui.shell.workspace import Workspace

_COLOURS = {"no": "green", "yes": "orange", "unknown": "gray"}
_MEANING = {
    "no": "As far as is known, it was trained without emotion labels, so results do not depend on labels by others.",
    "yes": "It was trained with emotion labels by others. Groups and scores depend on them as well as on your names.",
    "unknown": "It may have been trained with emotion labels. Do not compare its results with label-free ones.",
}


def note(workspace: Workspace, *kinds: Feature) -> None:
    """Draw a badge for each own network that ``kinds`` of features use."""
    for card in encoders.used_by(workspace.store, *kinds):
        source = f" Source: {escape(card.source)}." if card.source else ""
        st.badge(
            f"{escape(card.name)}: {encoders.TAUGHT[card.taught]}",
            icon=":material/neurology:",
            color=_COLOURS[card.taught],  # type: ignore[arg-type]
            help=_MEANING[card.taught] + source,
        )
