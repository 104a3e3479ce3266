"""The Report page's files: a panel for each, with one sentence on what it is."""

from collections.abc import Callable
from functools import partial

import streamlit as st

from fer_core.base.errors import FerLabError
from fer_core.base.progress import silent
from fer_core.naming.sheet import ExportTable
from fer_core.recognizer.training import Training
from fer_core.report import ExportFormat, ExportSource, formats_of
from fer_core.report.predictions import predictions_sheet
from fer_core.study.journey import REPORT
from ui.report import recognizer_files
from ui.shared import exchange, study_file
from ui.shell.workspace import Workspace

_NOBODYS = "These faces are nobody's, so the report shows them."
_SOMEBODYS = (
    "These may be faces of real people whom nobody asked, and whose pictures belong to others. A report travels "
    "further than a data set, so it is written without them unless you tick this. All else stays."
)


def panels(workspace: Workspace, source: ExportSource, training: Training) -> None:
    """All files of the study; taking one makes the step done."""
    st.subheader("Take it away", anchor=False)
    taken = partial(_taken, workspace)
    parts: list[Callable[[], None]] = [
        *(partial(_of_study, workspace, source, one) for one in formats_of("study")),
        partial(_predictions, workspace, training),
        partial(_named_faces, workspace),
        partial(recognizer_files.panel, workspace, source, taken),
        partial(_study, workspace),
    ]
    for first in range(0, len(parts), 2):
        for column, part in zip(st.columns(2), parts[first : first + 2], strict=False):
            with column.container(border=True, height="stretch"):
                part()


def _of_study(workspace: Workspace, source: ExportSource, one: ExportFormat) -> None:
    """A format that tells of the study; where it can show faces, the person is asked."""
    st.markdown(one.text)
    name = one.name.removesuffix(f".{one.suffix}")
    if one.shows_faces:
        nobodys = source.session.faces.synthetic
        source.pictures = st.checkbox(
            "With pictures of faces", value=nobodys, key=workspace.widget(f"{name}-pictures"),
            help=_NOBODYS if nobodys else _SOMEBODYS,
        )  # fmt: skip

    def made() -> bytes:
        _taken(workspace)
        return one.make(source, silent)

    exchange.download((one.title, one.suffix, one.media), name, made)


def _predictions(workspace: Workspace, training: Training) -> None:
    st.markdown("**Predictions.** What is predicted for each test face, with every probability and the true label.")
    faces, test, probabilities = workspace.faces, workspace.lab.division.split.test, training.probabilities

    def made() -> ExportTable:
        _taken(workspace)
        return predictions_sheet(faces, test, probabilities)

    with st.container(horizontal=True):
        exchange.tables("predictions", made)


def _named_faces(workspace: Workspace) -> None:
    st.markdown("**Named faces.** Each face with the names people gave it; the zip has pictures, a folder an emotion.")
    exchange.labelled_faces(workspace, partial(_taken, workspace))


def _study(workspace: Workspace) -> None:
    st.markdown(
        "**The whole study.** Choices, every decision, all runs, and faces if you like, as one file. FER Lab opens it "
        "on another computer (Data, *Open other faces*) and gives the same numbers again."
    )
    study_file.save_button(workspace)


def _taken(workspace: Workspace) -> None:
    """The step is done. Runs beside the page, while a file is fetched; it draws nothing."""
    try:
        workspace.made(REPORT, workspace.lab.training.key(workspace.named_faces))
    except FerLabError:  # the study is gone; its file can be had all the same
        return
