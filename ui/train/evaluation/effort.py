"""The learning curve by human effort: over decisions or minutes, beside single faces and published marks."""

from functools import partial

import streamlit as st

from fer_core.charts.effort import effort_curve
from fer_core.recognizer.effort import Effort, csv
from fer_core.recognizer.published import CLIP_SOURCE, FIXMATCH_SOURCE, comparable
from fer_core.recognizer.training import Training
from ui.shell import waiting
from ui.shell.text import count, duration
from ui.shell.workspace import Workspace


def part(workspace: Workspace, training: Training) -> None:
    """The curve, made when this part is first opened after a decision; then from disk."""
    lab = workspace.lab
    decisions = [d for d in workspace.decisions if d.clustering == lab.groups.key]
    key, title = lab.evaluation.effort_key(decisions), "Going through your decisions again"
    curve = waiting.kept(workspace, "effort", key, title, partial(lab.evaluation.effort, decisions))
    if curve is None:
        return
    timed = bool(curve.seconds[-1] >= 1)  # names that came from a file or a simulation took no time
    by = st.segmented_control(
        "Count", ["decisions", "minutes"], default="decisions", key=workspace.widget("effort-by"), required=True,
        disabled=not timed, help=None if timed else "These decisions came without times.",
    )  # fmt: skip
    marks = comparable(workspace.faces.present_names, workspace.faces.synthetic)
    figure = effort_curve(curve, timed and by == "minutes", marks)
    st.plotly_chart(figure, key="effort", alt=effort_in_words(curve))
    st.markdown(effort_in_words(curve))
    st.caption(
        "The log is replayed to some moments; at each the recognizer is fitted on the names of that time. Minutes are "
        "gaps of under a minute between entries. Single faces: random training faces with their true labels, "
        f"{curve.singles.confusions.shape[1]} draws, {curve.single_seconds:.1f} s each (an assumption, "
        "docs/label-efficiency.md): somebody who never errs."
    )
    if marks:
        st.caption(f"Published, reached by other means on other test faces: {FIXMATCH_SOURCE}. {CLIP_SOURCE}.")
    st.download_button(
        "This curve (CSV)", lambda: csv(curve), "effort.csv", "text/csv", icon=":material/download:", key="effort-csv"
    )


def effort_in_words(curve: Effort) -> str:
    """What the effort brought, beside single faces."""
    last, right = int(curve.decisions[-1]), curve.accuracies[-1]
    time = f" ({duration(float(curve.seconds[-1]))})" if curve.seconds[-1] >= 1 else ""
    text = f"**{right:.1%}** after {count(last, 'decision')}{time}. "
    enough = curve.singles_for(float(right))
    if enough is not None:
        reach = f"about {enough:,} of them reach as much, in about {duration(enough * curve.single_seconds)}"
    else:
        most, reached = curve.singles.budgets[-1], curve.singles.accuracies[-1].mean()
        reach = f"{most:,} of them reach {reached:.1%}, in about {duration(most * curve.single_seconds)}"
    return text + f"Single faces labelled one by one: {reach}."
