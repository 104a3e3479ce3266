"""The sample faces: which there are, and which is open."""

from collections.abc import Callable

import streamlit as st

from fer_core.base.errors import FerLabError
from fer_core.study import datasets
from ui.shell.workspace import Workspace

SAMPLES = {
    "sample:clear": "Clear (2,800 faces, easy)",
    "sample:lifelike": "Lifelike (2,800 faces, as hard as real ones)",
    "sample:large": "Large (36,000 faces, to test the speed)",
}


def section(workspace: Workspace, begin: Callable[[str], None]) -> None:
    """Offer the samples; ``begin`` is called with the source of the chosen one."""
    st.caption(
        "Synthetic faces to try things out. They show no real person, and scores on them do not apply to real faces."
    )
    now = open_now(workspace)
    for column, (source, title) in zip(st.columns(len(SAMPLES)), SAMPLES.items(), strict=True):
        if column.button(title, key=source, width="stretch", disabled=source == now):
            begin(source)
    if now:
        st.caption(
            f"“{SAMPLES[now].split(' (')[0]}” is open now. If you have named some of its faces, another sample opens "
            "in a new study, and your names stay in this one."
        )


def open_now(workspace: Workspace) -> str:
    """The source of the sample that is open now; "" for other faces."""
    if not workspace.study.dataset:
        return ""
    try:
        source = str(datasets.manifest(workspace.store, workspace.study.dataset).get("source", ""))
    except FerLabError:
        return ""  # the page shows what is wrong with them
    return source if source in SAMPLES else ""
