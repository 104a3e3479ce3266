"""The story on the Report page: a summary, the sections, and the limits."""

import streamlit as st

from fer_core.report import ExportSource, Facts
from fer_core.report.limits import limits
from fer_core.report.section import Section
from fer_core.report.story import abstract, key_figures, notices, story
from ui.shared.ink import on_page
from ui.shell import waiting
from ui.shell.charts import show_chart
from ui.shell.text import escape
from ui.shell.workspace import Workspace

_OPEN_FIRST = "scores"


def source(workspace: Workspace) -> ExportSource:
    """The study to report on. If there are labels, the references are made first, unless the person cancels that."""
    lab = workspace.lab
    if workspace.faces.emotions is not None and len(lab.division.labelled_training):
        waiting.result(workspace, "references", lab.references.key, "Computing the references", lab.references.all)
    return ExportSource(workspace)


def in_short(facts: Facts) -> None:
    """Show the title, the summary and the figures to remember."""
    st.header(escape(facts.title), anchor=False)
    for notice in notices(facts):
        st.warning(escape(notice), icon=":material/science:")
    st.markdown(escape(abstract(facts)))
    for column, figure in zip(st.columns(4), key_figures(facts), strict=False):
        column.metric(figure.name.capitalize(), figure.value)
        column.caption(escape(figure.beside))


def sections(facts: Facts) -> None:
    """Show the sections, each with its chart; only open ones are drawn."""
    st.subheader("What was done", anchor=False)
    for section in story(facts):
        key = f"report-{section.key}"
        with st.expander(section.title, expanded=section.key == _OPEN_FIRST, key=key, on_change="rerun") as part:
            if part.open:
                _section(section)


def _section(section: Section) -> None:
    text, chart = st.columns([2, 3], gap="large")
    for paragraph in section.paragraphs:
        text.markdown(escape(paragraph))
    if section.figure is not None:
        show_chart(on_page(section.figure), place=chart, key=f"report-chart-{section.key}", alt=section.caption)
        chart.caption(f"**{escape(section.caption)}** {escape(section.reading)}")


def limits_list(facts: Facts) -> None:
    """Show the limits, in the same size as everything else."""
    st.subheader("Limits", anchor=False)
    st.markdown("\n".join(f"{i}. {escape(limit)}" for i, limit in enumerate(limits(facts), 1)))
