"""Every training of the study: to sort, compare, name, pin and return to."""

import streamlit as st

from fer_core.recognizer.training import Training
from fer_core.study.runs import note, run_of
from ui.shell.text import count, escape
from ui.shell.workspace import Workspace
from ui.train.runs import one_run, run_table, two_runs


def note_training(workspace: Workspace, training: Training) -> None:
    """Add the training that the page shows to the runs, unless it is there already."""
    lab, named = workspace.lab, workspace.named_faces
    key = lab.training.key(named)
    if any(one.run.key == key for one in (*workspace.runs.runs, *workspace.runs.deleted)):
        return
    last = max((d.id for d in workspace.decisions if d.clustering == lab.groups.key), default=0)
    note(workspace.store, workspace.study.id, run_of(lab, workspace.naming, named, training, "browser", last))
    del workspace.runs


def runs(workspace: Workspace) -> None:
    """The table of runs; below it one run, or two compared."""
    one_run.undo(workspace)
    saved = workspace.runs
    if not saved.runs:
        st.info("There are no runs yet. Every training appears here.", icon=":material/info:")
    else:
        st.caption(
            "Every training of this study with its settings. Select one to name, tag or pin it, or to go back to its "
            "settings; select two to compare them."
        )
        chosen = run_table.choose(workspace, saved.runs)
        if len(chosen) == 1:
            one_run.panel(workspace, chosen[0])
        elif chosen:
            if len(chosen) > 2:
                st.caption("Only the first two of the selected runs are compared.")
            two_runs.panel(workspace, chosen[0], chosen[1])
    for file in saved.damaged:
        st.warning(f"The file of this run is damaged, so it is not listed: {escape(file)}.", icon=":material/warning:")
    if saved.deleted:
        with st.popover(f"{count(len(saved.deleted), 'deleted run')}", icon=":material/delete:"):
            one_run.deleted(workspace, saved.deleted)
