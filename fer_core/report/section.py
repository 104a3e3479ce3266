"""A section of the story: sentences, a figure, a table.

Names of studies, emotions and people in it are arbitrary text: whatever shows a section escapes them for its medium.
"""

from dataclasses import dataclass

import plotly.graph_objects as go

from fer_core.base.words import count, duration
from fer_core.naming.words import NO_NAME
from fer_core.report.result_facts import NamingFacts


@dataclass(frozen=True)
class Table:
    """Columns and rows of plain text; with ``right``, all columns but the first are aligned right, as for numbers."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    right: bool = True


@dataclass(frozen=True, eq=False)
class Section:
    """One section.

    Attributes:
        key: for anchors and widgets.
        title: its heading.
        paragraphs: plain sentences; the first describes what was done.
        reading: how to read the figure, in one line; "" without a figure.
        figure: the figure; None where there is nothing to draw.
        caption: what it shows.
        table: its numbers.
        pictures: which pictures of faces belong here: "groups", "means", or "" for none.
    """

    key: str
    title: str
    paragraphs: tuple[str, ...]
    reading: str = ""
    figure: go.Figure | None = None
    caption: str = ""
    table: Table | None = None
    pictures: str = ""


@dataclass(frozen=True)
class KeyFigure:
    """A number to remember, its name, and what to compare it with."""

    value: str
    name: str
    beside: str = ""


def effort(naming: NamingFacts) -> str:
    """How much work naming was: "25 decisions in 4 min of work"."""
    took = f" in {duration(naming.seconds)} of work" if naming.seconds else " (the time was not measured)"
    return count(naming.decisions, "decision") + took


def who(names: list[str]) -> list[str]:
    """The names of people, with `NO_NAME` for those who gave none."""
    return [name or NO_NAME for name in names]
