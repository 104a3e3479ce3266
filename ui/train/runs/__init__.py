"""Every training of the study: to sort, compare, name, pin and return to."""

import streamlit as st

from fer_core.recognizer.training import Training
from fer_core.study.runs import note, run_of
from ui.shell.text import count, escape
from ui.shell.workspace import Workspace
from ui.train.runs import one_run, run_table, two_runs


def keep(workspace: Workspace, training: Training) -> None:
    """Note the training that the page shows, unless it is noted already."""
    lab, named = workspace.lab, workspace.named_faces
    key = lab.training.key(named)
    if any(kept.run.key == key for kept in (*workspace.runs.runs, *workspace.runs.deleted)):
        return
    last = max((d.id for d in workspace.decisions if d.clustering == lab.groups.key), default=0)
    note(workspace.store, workspace.study.id, run_of(lab, workspace.naming, named, training, "browser", last))
    del workspace.runs


def runs(workspace: Workspace) -> None:
    """The table of runs; below it what is said of one, or two side by side."""
    one_run.undo(workspace)
    kept = workspace.runs
    if not kept.runs:
        st.info("No training is kept here yet. Each one that is made appears in this list.", icon=":material/info:")
    else:
        st.caption(
            "Every training, with what made it. Choose one to name, tag, pin or go back to; choose two to compare them."
        )
        chosen = run_table.choose(workspace, kept.runs)
        if len(chosen) == 1:
            one_run.panel(workspace, chosen[0])
        elif chosen:
            if len(chosen) > 2:
                st.caption("Two runs are held against each other: the first two that you chose.")
            two_runs.panel(workspace, chosen[0], chosen[1])
    for file in kept.damaged:
        st.warning(f"This run's file is damaged and left out: {escape(file)}.", icon=":material/warning:")
    if kept.deleted:
        with st.popover(f"{count(len(kept.deleted), 'deleted run')}", icon=":material/delete:"):
            one_run.deleted(workspace, kept.deleted)
