"""Charts of the score: where points were lost beside references, the confusion matrix, and what naming brings."""

import html
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import plotly.graph_objects as go

from fer_core.base.words import points
from fer_core.charts.basic import MANY, labels_of, plain

BLUE, GREY, ORANGE, RED, GREEN = "#0B6BCB", "#A9B2BC", "#E69F00", "#D55E00", "#009E73"
TOTAL, CHANGE = "absolute", "relative"


class Step(NamedTuple):
    """A row of the waterfall: ``kind`` is TOTAL or CHANGE, ``value`` a share or a difference of shares."""

    name: str
    kind: str
    value: float


def where_lost(
    steps: Sequence[Step], interval: tuple[float, float], references: Sequence[tuple[str, float]]
) -> go.Figure:
    """From all faces right down to the recognizer, whose 95 % interval is drawn; below it the references (0..1)."""
    names = [_label(step.name, step.value, step.kind) for step in steps]
    fall = go.Waterfall(
        orientation="h",
        y=names,
        x=[step.value for step in steps],
        measure=[step.kind for step in steps],
        totals={"marker": {"color": BLUE}},
        decreasing={"marker": {"color": RED}},
        increasing={"marker": {"color": GREEN}},
        connector={"line": {"color": GREY, "width": 1}},
        hovertemplate="%{y}<extra></extra>",
    )
    figure = go.Figure(fall)
    low, high = interval
    figure.add_scatter(
        x=[low, high],
        y=[names[-1]] * 2,
        mode="lines+markers",
        marker={"symbol": "line-ns-open", "size": 14, "line": {"width": 2}},
        line={"color": ORANGE, "width": 3},
        hovertemplate="95 % interval: %{x:.1%}<extra></extra>",
    )
    ranked = sorted(references, key=lambda row: -row[1])
    labels = [_label(name, value, TOTAL) for name, value in ranked]
    bar = go.Bar(
        y=labels,
        x=[value for _, value in ranked],
        orientation="h",
        marker={"color": GREY},
        hovertemplate="%{y}<extra></extra>",
    )
    figure.add_trace(bar)
    if ranked:
        figure.add_hline(y=len(steps) - 0.5, line={"color": GREY, "width": 1, "dash": "dot"})
    own = steps[-1].value
    figure.add_vline(x=own, line={"color": BLUE, "width": 1, "dash": "dot"})
    rows = len(steps) + len(ranked)
    plain(figure, 60 + 29 * rows, showlegend=False, xaxis={"tickformat": ".0%", "range": [0, 1.02]})
    figure.update_layout(margin_t=8)
    return figure.update_yaxes(autorange="reversed", automargin=True, categoryarray=[*names, *labels], ticks="")


def _label(name: str, value: float, kind: str) -> str:
    return f"{html.escape(name)} {points(value) if kind == CHANGE else f'<b>{value:.1%}</b>'}"


def confusion(
    table: np.ndarray,
    true: Sequence[str],
    said: Sequence[str],
    chosen: tuple[int, int] | None = None,
    dark: bool = False,
) -> go.Figure:
    """Confusion matrix: rows are the truth, each row's shares sum to 1. int [r, s], of ``true`` and ``said`` emotions.

    Its second trace has a point for each cell, row by row, so that cells can be clicked; ``chosen`` (a row and a
    column) has a frame. ``dark``: whether the page is.
    """
    shares = table / np.maximum(table.sum(axis=1, keepdims=True), 1)
    rows, columns = labels_of(true), labels_of(said)
    heat = go.Heatmap(
        z=shares,
        x=columns,
        y=rows,
        colorscale=[[0, "rgba(11,107,203,0)"], [1, "rgba(11,107,203,0.75)"]],  # dark and light text can be read on it
        zmin=0,
        zmax=1,
        showscale=False,
        hoverinfo="skip",
        xgap=1,
        ygap=1,
    )
    invisible = {"marker": {"opacity": 0}}
    cells = go.Scatter(
        x=columns * len(rows),
        y=[name for name in rows for _ in columns],
        customdata=np.stack([table.ravel(), shares.ravel()], axis=1),
        mode="markers",
        marker={"symbol": "square", "size": 34, "color": BLUE, "opacity": 0},
        selected=invisible,
        unselected=invisible,
        hovertemplate="true %{y}, said %{x}: %{customdata[0]:,} faces (%{customdata[1]:.0%})<extra></extra>",
    )
    figure = plain(
        go.Figure([heat, cells]),
        80 + 44 * min(max(len(rows), 3), 14),
        showlegend=False,
        hovermode="closest",
        hoverdistance=40,
        dragmode=False,
        yaxis={"range": [len(rows) - 0.5, -0.5], "title": "true", "showgrid": False, "zeroline": False},
        xaxis={"range": [-0.5, len(columns) - 0.5], "title": "said", "showgrid": False, "zeroline": False},
    )
    figure.update_layout(margin_t=8, annotations=_shares(shares, dark) if len(columns) <= MANY else [])
    if chosen is not None:
        row, column = chosen
        corners = {"x0": column - 0.48, "x1": column + 0.48, "y0": row - 0.48, "y1": row + 0.48}
        figure.add_shape(type="rect", line={"color": ORANGE, "width": 3}, **corners)
    return figure


def _shares(shares: np.ndarray, dark: bool) -> list[dict[str, object]]:
    """A text for each cell; a heatmap's own texts are coloured as if its page were white."""
    font = {"size": 12, "color": "#FAFAFA" if dark else "#262730"}
    return [
        {"x": said, "y": true, "text": f"{share:.0%}", "showarrow": False, "font": font}
        for (true, said), share in np.ndenumerate(shares)
    ]


def payoff(decisions: Sequence[int], estimates: np.ndarray, margins: np.ndarray, true: np.ndarray | None) -> go.Figure:
    """The recognizer's score (0..1, NaN for gaps) while naming: estimated (float [p], with half of its interval), and
    against true labels if they are given."""
    lines = [("estimated", estimates, "#0B6BCB", "solid")]
    if true is not None:
        lines.append(("true", true, "#D55E00", "dot"))
    known = ~np.isnan(estimates)
    x, low, high = np.asarray(decisions)[known], (estimates - margins)[known], (estimates + margins)[known]
    band = go.Scatter(
        x=[*x, *x[::-1]],
        y=[*np.minimum(high, 1), *np.maximum(low, 0)[::-1]],
        fill="toself",
        fillcolor="rgba(11,107,203,0.15)",
        line={"width": 0},
        hoverinfo="skip",
        showlegend=False,
    )
    figure = go.Figure(
        [
            band,
            *(
                go.Scatter(
                    name=name,
                    x=list(decisions),
                    y=list(values),
                    mode="lines+markers",
                    marker={"size": 4},
                    line={"color": colour, "dash": dash},
                    hovertemplate=f"%{{x}} decisions: {name} %{{y:.0%}}<extra></extra>",
                )
                for name, values, colour, dash in lines
            ),
        ]
    )
    return plain(
        figure,
        200,
        title="Recognizer's score",
        xaxis={"title": "decisions", "rangemode": "tozero"},
        yaxis={"tickformat": ".0%", "rangemode": "tozero", "range": None if _any(estimates, true) else [0, 1]},
        showlegend=true is not None,
        legend={"orientation": "h", "y": 1.15, "x": 1, "xanchor": "right"},
    )


def _any(*values: np.ndarray | None) -> bool:
    """Whether there is a number to draw; without one, plotly makes up an axis of its own."""
    return any(array is not None and bool(np.isfinite(array).any()) for array in values)
