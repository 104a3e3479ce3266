"""The files of the Report page: a panel for each, with a sentence on what it contains."""

from collections.abc import Callable
from functools import partial

import streamlit as st

from fer_core.base.progress import silent
from fer_core.recognizer.training import Training
from fer_core.report import ExportFormat, ExportSource, formats_of
from fer_core.report.predictions import predictions_sheet
from ui.report import recognizer_files
from ui.shared import exchange, study_file, take_along
from ui.shell.download import download
from ui.shell.file_names import file_name
from ui.shell.workspace import Workspace

_SYNTHETIC = "These faces are synthetic, so the report shows them."
_REAL = (
    "These may be faces of real people who were not asked, in pictures that belong to others. A report is passed on "
    "more easily than a data set, so it has no pictures unless you tick this. Everything else stays the same."
)


def panels(workspace: Workspace, source: ExportSource, training: Training) -> None:
    """Show all files of the study."""
    st.subheader("Downloads", anchor=False)
    parts: list[Callable[[], None]] = [
        *(partial(_of_study, workspace, source, one) for one in formats_of("study")),
        partial(_again, source),
        partial(_predictions, workspace, training),
        partial(_named_faces, workspace),
        partial(recognizer_files.panel, workspace, source),
        partial(_study, workspace),
    ]
    for first in range(0, len(parts), 2):
        for column, part in zip(st.columns(2), parts[first : first + 2], strict=False):
            with column.container(border=True, height="stretch"):
                part()


def _of_study(workspace: Workspace, source: ExportSource, one: ExportFormat) -> None:
    """Show a format of the study, with a checkbox if it can show faces."""
    st.markdown(one.text)
    name = one.name.removesuffix(f".{one.suffix}")
    if one.shows_faces:
        synthetic = source.session.faces.synthetic
        source.pictures = st.checkbox(
            "Include pictures of faces", value=synthetic, key=workspace.widget(f"{name}-pictures"),
            help=_SYNTHETIC if synthetic else _REAL,
        )  # fmt: skip

    make = partial(one.make, source, silent)
    download(one.title, make, file_name(f"{name}.{one.suffix}"), one.media, key=f"{name}-{one.suffix}")


def _again(source: ExportSource) -> None:
    st.markdown(
        "**Make it again.** The same result without these pages: as commands to type, as a Python program, or as a "
        "notebook that also holds the decisions. Only choices that are not the usual ones are written."
    )
    take_along.buttons(source, "report")


def _predictions(workspace: Workspace, training: Training) -> None:
    st.markdown("**Predictions.** The predicted emotion of each test face, with all probabilities and its label.")
    faces, test, probabilities = workspace.faces, workspace.lab.division.split.test, training.probabilities
    with st.container(horizontal=True):
        exchange.tables("predictions", partial(predictions_sheet, faces, test, probabilities))


def _named_faces(workspace: Workspace) -> None:
    st.markdown("**Named faces.** Each face with its names. The zip has the pictures, in one folder for each emotion.")
    exchange.labelled_faces(workspace)


def _study(workspace: Workspace) -> None:
    st.markdown(
        "**Whole study.** All choices, decisions and runs, and the faces if you want, in one file. Open it in FER Lab "
        "on another computer (Data page, *Open other faces*) to get the same results."
    )
    study_file.save_button(workspace)
