"""The learning curve over human effort, in decisions or minutes, beside single faces and published results."""

from functools import partial

import streamlit as st

from fer_core.charts.effort import effort_curve
from fer_core.recognizer.effort import Effort, csv
from fer_core.recognizer.published import CLIP_SOURCE, FIXMATCH_SOURCE, comparable
from fer_core.recognizer.training import Training
from ui.shell import waiting
from ui.shell.charts import show_chart
from ui.shell.download import download
from ui.shell.file_names import file_name
from ui.shell.text import count, duration
from ui.shell.workspace import Workspace


def part(workspace: Workspace, training: Training) -> None:
    """The curve, computed when this part is first opened after a decision; afterwards read from disk."""
    lab = workspace.lab
    decisions = [d for d in workspace.decisions if d.clustering == lab.groups.key]
    key, title = lab.evaluation.effort_key(decisions), "Replaying your decisions"
    curve = waiting.result(workspace, "effort", key, title, partial(lab.evaluation.effort, decisions))
    if curve is None:
        return
    timed = bool(curve.seconds[-1] >= 1)  # names that came from a file or a simulation took no time
    by = st.segmented_control(
        "Horizontal axis", ["decisions", "minutes"], default="decisions", required=True,
        key=workspace.widget("effort-by"), disabled=not timed, help=None if timed else "These decisions have no times.",
    )  # fmt: skip
    marks = comparable(workspace.faces.present_names, workspace.faces.synthetic)
    figure = effort_curve(curve, timed and by == "minutes", marks)
    show_chart(figure, key="effort", alt=effort_in_words(curve))
    st.markdown(effort_in_words(curve))
    st.caption(
        "Each point is the recognizer trained on the names given up to then. Minutes count the pauses of less than a "
        "minute between decisions. The curve of single faces is simulated: random training faces with their labels, "
        f"{curve.singles.confusions.shape[1]} draws, no mistakes, and an assumed {curve.single_seconds:.1f} s for each "
        "face (docs/label-efficiency.md)."
    )
    if marks:
        st.caption(f"Published results, by other methods and on other test faces: {FIXMATCH_SOURCE}. {CLIP_SOURCE}.")
    download("Download this curve (CSV)", lambda: csv(curve), file_name("effort.csv"), "text/csv", key="effort-csv")


def effort_in_words(curve: Effort) -> str:
    """The accuracy after all decisions, beside that of single faces."""
    last, accuracy = int(curve.decisions[-1]), curve.accuracies[-1]
    time = f" ({duration(float(curve.seconds[-1]))})" if curve.seconds[-1] >= 1 else ""
    text = f"**{accuracy:.1%}** correct after {count(last, 'decision')}{time}. "
    enough = curve.singles_for(float(accuracy))
    if enough is not None:
        single = (
            f"about {enough:,} single faces reach the same accuracy, in about {duration(enough * curve.single_seconds)}"
        )
    else:
        most, reached = curve.singles.budgets[-1], curve.singles.accuracies[-1].mean()
        single = f"{most:,} single faces reach {reached:.1%}, in about {duration(most * curve.single_seconds)}"
    return text + f"Labelled one by one, {single}."
