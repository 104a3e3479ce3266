"""Where accuracy is lost, from all faces correct to the recognizer, with its references."""

import html
from collections.abc import Sequence

import plotly.graph_objects as go

from fer_core.base.words import points
from fer_core.charts.base import HELPER, plain
from fer_core.charts.palette import GAIN, LOSS, MAIN, MARK, QUIET
from fer_core.recognizer.losses import LossStep


def waterfall(
    steps: Sequence[LossStep],
    interval: tuple[float, float] | None = None,
    references: Sequence[tuple[str, float]] = (),
) -> go.Figure:
    """Steps from all faces correct to the recognizer; below it the references (0..1), the highest first.

    ``interval``: the recognizer's 95 % interval, if given. A single step is the recognizer alone.
    """
    names = [_label(step.name, step.value, step.total) for step in steps]
    ranked = sorted(references, key=lambda row: -row[1])
    labels = [_label(name, value, True) for name, value in ranked]
    figure = go.Figure([_fall(names, steps), *([_whisker(names[-1], interval)] if interval else [])])
    figure.add_bar(
        y=labels, x=[value for _, value in ranked], orientation="h", marker={"color": QUIET},
        hovertemplate="%{y}<extra></extra>",
    )  # fmt: skip
    dots = {**HELPER, "dash": "dot"}
    if ranked:
        figure.add_hline(y=len(steps) - 0.5, line=dots)
        figure.add_vline(x=steps[-1].value, line={**dots, "color": MAIN})
    rows = len(steps) + len(ranked)
    plain(figure, 60 + 29 * rows, showlegend=False, xaxis={"tickformat": ".0%", "range": [0, 1.02]})
    return figure.update_yaxes(autorange="reversed", automargin=True, categoryarray=[*names, *labels], ticks="")


def _fall(names: Sequence[str], steps: Sequence[LossStep]) -> go.Waterfall:
    return go.Waterfall(
        orientation="h", y=list(names), x=[step.value for step in steps],
        measure=["absolute" if step.total else "relative" for step in steps], totals={"marker": {"color": MAIN}},
        decreasing={"marker": {"color": LOSS}}, increasing={"marker": {"color": GAIN}},
        connector={"line": {"color": QUIET, "width": 1}}, hovertemplate="%{y}<extra></extra>",
    )  # fmt: skip


def _whisker(row: str, interval: tuple[float, float]) -> go.Scatter:
    return go.Scatter(
        x=list(interval), y=[row] * 2, mode="lines+markers", line={"color": MARK, "width": 3},
        marker={"symbol": "line-ns-open", "size": 14, "line": {"width": 2}},
        hovertemplate="95 % interval: %{x:.1%}<extra></extra>",
    )  # fmt: skip


def _label(name: str, value: float, total: bool) -> str:
    return f"{html.escape(name)} {f'<b>{value:.1%}</b>' if total else points(value)}"
