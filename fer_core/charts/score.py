"""A score among its references: one bar each, the highest at the top."""

import html
from collections.abc import Sequence

import plotly.graph_objects as go

from fer_core.charts.base import HELPER, plain
from fer_core.charts.palette import MAIN, MARK, QUIET, faded

ROW = 25
"""Height of a bar with its distance, in pixels."""


def score_bars(
    own: tuple[str, float],
    references: Sequence[tuple[str, float]],
    interval: tuple[float, float] | None = None,
    number: bool = True,
) -> go.Figure:
    """The score and its references (name and 0..1 each). Names stand on the bars, so that a phone shows them too.

    ``interval``: the score's 95 % interval. ``number``: whether to write the score itself, or a page says it elsewhere.
    """
    rows = sorted([(*own, True), *((name, value, False) for name, value in references)], key=lambda row: -row[1])
    at, values = list(range(len(rows))), [value for _, value, _ in rows]
    figure = go.Figure(
        go.Bar(
            x=values, y=at, orientation="h", marker={"color": [_colour(mine) for _, _, mine in rows]},
            customdata=[html.escape(name) for name, _, _ in rows],
            hovertemplate="%{customdata}: %{x:.1%}<extra></extra>",
        )
    )  # fmt: skip
    place = next(i for i, (_, _, mine) in enumerate(rows) if mine)
    if interval:
        figure.add_trace(_whisker(place, interval))
    figure.add_vline(x=own[1], line={**HELPER, "dash": "dot", "color": MAIN})
    words = [
        {
            "x": 0.006,
            "y": i,
            "text": _words(*row, number),
            "showarrow": False,
            "xanchor": "left",
            "font": {"size": 13},
        }
        for i, row in enumerate(rows)
    ]
    plain(figure, 40 + ROW * len(rows), showlegend=False, annotations=words, bargap=0.2, dragmode=False)
    figure.update_xaxes(tickformat=".0%", range=[0, 1.01], fixedrange=True)
    return figure.update_yaxes(range=[len(rows) - 0.4, -0.6], showticklabels=False, ticks="", fixedrange=True)


def _colour(mine: bool) -> str:
    return faded(MAIN, 0.55) if mine else faded(QUIET, 0.4)


def _words(name: str, value: float, mine: bool, number: bool) -> str:
    shown = html.escape(name) + (f" {value:.1%}" if number or not mine else "")
    return f"<b>{shown}</b>" if mine else shown


def _whisker(row: float, interval: tuple[float, float]) -> go.Scatter:
    return go.Scatter(
        x=list(interval), y=[row] * 2, mode="lines+markers", line={"color": MARK, "width": 3},
        marker={"symbol": "line-ns-open", "size": 14, "line": {"width": 2}},
        hovertemplate="95 % interval: %{x:.1%}<extra></extra>",
    )  # fmt: skip
