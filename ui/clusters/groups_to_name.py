"""How many groups to name: by the decisions that a person wants to make, and what they bring."""

from functools import partial

import streamlit as st

from fer_core.clustering import ALGORITHMS
from fer_core.naming.pace import seconds_a_group
from fer_core.naming.task_size import TaskSize, suggested
from ui.clusters.number_of_groups import use
from ui.shell.text import duration
from ui.shell.workspace import Workspace

OWN_NUMBER = "The algorithm finds the number of groups itself. Choose another algorithm first."


def section(workspace: Workspace) -> None:
    """Offer numbers of groups with the minutes that naming takes and the accuracy to expect."""
    lab = workspace.lab
    st.markdown(
        "**Choose by the decisions that you want to make.** Each group is one decision. More groups are purer, so the "
        "recognizer that is trained on their names is correct more often."
    )
    offered, k = suggested(len(lab.division.grouped_rows)), lab.choices.clusters.k
    if not offered:
        st.caption(f"So few faces are best named in few groups; there are {k} now.")
        return
    pace = seconds_a_group(workspace.decisions, workspace.annotator)
    for place, one in zip(st.columns(len(offered)), offered, strict=True):
        with place.container(border=True, height="stretch"):
            _offer(workspace, one, pace, now=one.groups == k)
    basis = (
        "Minutes are those of a simulated annotator who looks at 25 faces of each group"
        if pace is None
        else f"Minutes are for your pace so far, {duration(pace)} a group"
    )
    st.caption(
        f"Accuracies were measured on FER2013's public test part (chance 14 %) and are means of three runs. {basis}. "
        "Other faces have other scores. Names that you gave are suggested for the new groups."
    )


def _offer(workspace: Workspace, one: TaskSize, pace: float | None, *, now: bool) -> None:
    seconds = 60 * one.minutes if pace is None else one.groups * pace
    st.markdown(f"**{one.groups} groups** · about {duration(seconds)}  \n{one.accuracy:.0%} correct on FER2013")
    finds_k = ALGORITHMS[workspace.lab.choices.clusters.algorithm].finds_k
    st.button(
        f"Make {one.groups} groups", key=f"make-{one.groups}", disabled=now or finds_k, width="stretch",
        on_click=partial(use, workspace, one.groups), help=OWN_NUMBER if finds_k else None,
    )  # fmt: skip
