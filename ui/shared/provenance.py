"""Provenance: what taught the networks of the person's own, said wherever their results are shown."""

import streamlit as st

from fer_core.features import Feature
from fer_core.study import encoders
from ui.shell.text import escape
from ui.shell.workspace import Workspace

_COLOURS = {"no": "green", "yes": "orange", "unknown": "gray"}
_MEANING = {
    "no": "It never saw an emotion label, as far as is known. Results owe nothing to labels that others gave.",
    "yes": "It saw emotion labels that others gave. Groups and scores owe something to them, not to your names alone.",
    "unknown": "Nobody has said whether it saw emotion labels. Do not compare its results with label-free ones.",
}


def note(workspace: Workspace, *kinds: Feature) -> None:
    """A badge for each network that ``kinds`` of features rest on; nothing where there is none."""
    for card in encoders.used_by(workspace.store, *kinds):
        source = f" From: {escape(card.source)}." if card.source else ""
        st.badge(
            f"{escape(card.name)}: {encoders.TAUGHT[card.taught]}",
            icon=":material/neurology:",
            color=_COLOURS[card.taught],  # type: ignore[arg-type]
            help=_MEANING[card.taught] + source,
        )
