"""The report as one HTML file: interactive charts, inline pictures, and nothing loaded from anywhere.

plotly.js is included once, about 5 MB. A content security policy forbids the browser every request, so that even a
mistake here could not make one. All text passes jinja2's escaping; charts are JSON without any ``<``.
"""

from functools import cache
from pathlib import Path

import jinja2
import plotly.io as pio
from plotly.offline import get_plotlyjs

from fer_core.report.face_images import FaceImages
from fer_core.report.facts import Facts
from fer_core.report.limits import limits
from fer_core.report.section import Section
from fer_core.report.story import abstract, key_figures, notices, story

HERE = Path(__file__).parent / "template"
POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'unsafe-inline'"


def report_html(facts: Facts, pictures: FaceImages | None = None) -> str:
    """The whole page as HTML; without ``pictures`` it shows no face and states this."""
    sections = story(facts)
    return _template().render(
        facts=facts, policy=POLICY, sections=sections, charts=[_chart(s) for s in sections], figures=key_figures(facts),
        notices=notices(facts), abstract=abstract(facts), limits=limits(facts), pictures=pictures,
        rerun=rerun_command(facts), style=_text("report.css"), script=_text("report.js"), plotly=_plotly(),
    )  # fmt: skip


def rerun_command(facts: Facts) -> str:
    """The command that makes this run again from the saved study, and compares the results."""
    run = f" --run {facts.origin.run}" if facts.origin.run else ""
    return f"python -m fer_core study rerun {facts.origin.study}{run}"


def _chart(section: Section) -> str:
    """The figure as JSON that is safe in a script element; "" without a figure."""
    if section.figure is None:
        return ""
    return _in_script(str(pio.to_json(section.figure.update_layout(template="none"), validate=False)))


def _in_script(json: str) -> str:
    """JSON that can neither end the script element around it nor begin a comment in it."""
    return json.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


@cache
def _plotly() -> str:
    return str(get_plotlyjs()).replace("</script", "<\\/script")


def _text(name: str) -> str:
    return (HERE / name).read_text("utf-8")


@cache
def _template() -> jinja2.Template:
    environment = jinja2.Environment(
        autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.from_string(_text("report.html"))
