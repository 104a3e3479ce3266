"""The Report page's parts: the story in short, and what can be taken away."""

from collections.abc import Callable, Sequence

import streamlit as st

from fer_core.base.errors import FerLabError
from fer_core.naming.sheet import ExportTable
from fer_core.recognizer.training import Training
from fer_core.report import Facts, card, face_images, facts_of, report_html
from fer_core.report.limits import limits
from fer_core.report.predictions import predictions_sheet
from fer_core.report.section import Section
from fer_core.report.story import abstract, key_figures, notices, story
from fer_core.study.journey import REPORT
from ui.report import recognizer_files
from ui.shared import exchange, study_file
from ui.shared.ink import on_page
from ui.shell import waiting
from ui.shell.text import escape
from ui.shell.workspace import Workspace

_OPEN_FIRST = "scores"
_NOBODYS = "These faces are nobody's, so the report shows them."
_SOMEBODYS = (
    "These may be faces of real people whom nobody asked, and whose pictures belong to others. A report travels "
    "further than a data set, so it is written without them unless you tick this. All else stays."
)


def facts(workspace: Workspace) -> Facts:
    """What there is to tell; references are made first where there are labels, unless the person stops that."""
    lab = workspace.lab
    if workspace.faces.emotions is not None and len(lab.division.labelled_training):
        waiting.kept(workspace, "references", lab.references.key, "Making the references", lab.references.all)
    return facts_of(workspace.study, lab, workspace.naming)


def in_short(told: Facts) -> None:
    """Title, summary and the figures to remember."""
    st.header(escape(told.title), anchor=False)
    for notice in notices(told):
        st.warning(escape(notice), icon=":material/science:")
    st.markdown(escape(abstract(told)))
    for column, figure in zip(st.columns(4), key_figures(told), strict=False):
        column.metric(figure.name.capitalize(), figure.value)
        column.caption(escape(figure.beside))


def sections(told: Facts) -> None:
    """The story, a chart a section; drawn where a section is open."""
    st.subheader("What was done", anchor=False)
    for section in story(told):
        key = f"report-{section.key}"
        with st.expander(section.title, expanded=section.key == _OPEN_FIRST, key=key, on_change="rerun") as part:
            if part.open:
                _section(section)


def _section(section: Section) -> None:
    text, chart = st.columns([2, 3], gap="large")
    for paragraph in section.paragraphs:
        text.markdown(escape(paragraph))
    if section.figure is not None:
        chart.plotly_chart(on_page(section.figure), key=f"report-chart-{section.key}", alt=section.caption)
        chart.caption(f"**{escape(section.caption)}** {escape(section.reading)}")


def what_it_cannot(told: Facts) -> None:
    """The limits, as large as all else."""
    st.subheader("Limits", anchor=False)
    st.markdown("\n".join(f"{i}. {escape(limit)}" for i, limit in enumerate(limits(told), 1)))


def take_away(workspace: Workspace, told: Facts, training: Training) -> None:
    """Files, each with one sentence on what it is; taking one makes the step done."""
    st.subheader("Take it away", anchor=False)
    parts: Sequence[Callable[[Workspace, Facts, Training], None]] = (
        _report,
        _card,
        _predictions,
        _named_faces,
        _recognizer,
        _study,
    )
    for first in range(0, len(parts), 2):
        for column, part in zip(st.columns(2), parts[first : first + 2], strict=False):
            with column.container(border=True, height="stretch"):
                part(workspace, told, training)


def _report(workspace: Workspace, told: Facts, training: Training) -> None:
    st.markdown(
        "**Report.** The story below with all numbers, as one file that opens in any browser, without a network. "
        "About 5 MB, nearly all of it what draws the charts."
    )
    shown = st.checkbox(
        "With pictures of faces", value=told.data.synthetic, key=workspace.widget("report-pictures"),
        help=_NOBODYS if told.data.synthetic else _SOMEBODYS,
    )  # fmt: skip
    lab, state = workspace.lab, workspace.naming

    def make() -> bytes:
        return report_html(told, face_images(lab, state, told.grouping.groups) if shown else None).encode()

    _file(workspace, ("Report (HTML)", "html", "text/html"), "report", make)


def _card(workspace: Workspace, told: Facts, training: Training) -> None:
    st.markdown(
        "**Model card.** What the recognizer is for, what it was trained on, how good it is and where it must not be "
        "used: the page that belongs beside every model (Mitchell et al. 2019). Text alone, no picture."
    )
    _file(workspace, ("Model card (Markdown)", "md", "text/markdown"), "model-card", lambda: card(told).encode())


def _predictions(workspace: Workspace, told: Facts, training: Training) -> None:
    st.markdown("**Predictions.** What is predicted for each test face, with every probability and the true label.")
    faces, test, probabilities = workspace.faces, workspace.lab.division.split.test, training.probabilities

    def made() -> ExportTable:
        _taken(workspace)
        return predictions_sheet(faces, test, probabilities)

    with st.container(horizontal=True):
        exchange.tables("predictions", made)


def _named_faces(workspace: Workspace, told: Facts, training: Training) -> None:
    st.markdown("**Named faces.** Each face with the names people gave it; the zip has pictures, a folder an emotion.")
    exchange.labelled_faces(workspace, lambda: _taken(workspace))


def _recognizer(workspace: Workspace, told: Facts, training: Training) -> None:
    recognizer_files.exports(workspace, workspace.named_faces, lambda: _taken(workspace))


def _study(workspace: Workspace, told: Facts, training: Training) -> None:
    st.markdown(
        "**The whole study.** Choices, every decision, all runs, and faces if you like, as one file. FER Lab opens it "
        "on another computer (Data, *Open other faces*) and gives the same numbers again."
    )
    study_file.save_button(workspace)


def _file(workspace: Workspace, kind: tuple[str, str, str], name: str, make: Callable[[], bytes]) -> None:
    def made() -> bytes:
        _taken(workspace)
        return make()

    exchange.download(kind, name, made)


def _taken(workspace: Workspace) -> None:
    """The step is done. Runs beside the page, while a file is fetched; it draws nothing."""
    try:
        workspace.made(REPORT, workspace.lab.training.key(workspace.named_faces))
    except FerLabError:  # the study is gone; its file can be had all the same
        return
