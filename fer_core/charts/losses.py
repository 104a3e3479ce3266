"""Where accuracy is lost, from all faces correct to the recognizer."""

import html
from collections.abc import Sequence

import plotly.graph_objects as go

from fer_core.base.words import points
from fer_core.charts.base import plain
from fer_core.charts.palette import GAIN, LOSS, MAIN, QUIET
from fer_core.recognizer.losses import LossStep


def waterfall(steps: Sequence[LossStep]) -> go.Figure:
    """Steps from all faces correct to the recognizer; a single step is the recognizer alone."""
    names = [_label(step.name, step.value, step.total) for step in steps]
    figure = plain(
        go.Figure(_fall(names, steps)), 60 + 29 * len(steps), showlegend=False,
        xaxis={"tickformat": ".0%", "range": [0, 1.02]},
    )  # fmt: skip
    return figure.update_yaxes(autorange="reversed", automargin=True, categoryarray=names, ticks="")


def _fall(names: Sequence[str], steps: Sequence[LossStep]) -> go.Waterfall:
    return go.Waterfall(
        orientation="h", y=list(names), x=[step.value for step in steps],
        measure=["absolute" if step.total else "relative" for step in steps], totals={"marker": {"color": MAIN}},
        decreasing={"marker": {"color": LOSS}}, increasing={"marker": {"color": GAIN}},
        connector={"line": {"color": QUIET, "width": 1}}, hovertemplate="%{y}<extra></extra>",
    )  # fmt: skip


def _label(name: str, value: float, total: bool) -> str:
    return f"{html.escape(name)} {f'<b>{value:.1%}</b>' if total else points(value)}"
