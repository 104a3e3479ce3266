"""Charts of balancing: dots before and after, scores side by side, recall by class."""

import html
from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from fer_core.recognizer.balance_example import EDGES, Example
from fer_core.recognizer.comparison import METRICS, Compared, Metric, spread

COMMON, RARE = "#0072B2", "#D55E00"
_DOTS = {0: ("common", COMMON, "circle"), 1: ("rare", RARE, "square")}
_MARKS: dict[Metric, tuple[str, str]] = {
    "accuracy": ("#0072B2", "circle"),
    "balanced_accuracy": ("#D55E00", "square"),
    "macro_f1": ("#009E73", "diamond"),
}


def before_after(shown: Example) -> go.Figure:
    """Dots of two classes before and after; the line is where the recognizer changes its mind."""
    figure = make_subplots(1, 2, subplot_titles=("before", "after"), horizontal_spacing=0.04)
    _panel(figure, 1, shown, np.ones(len(shown.dots)), shown.before)
    _panel(figure, 2, shown, shown.counts_for, shown.after)
    for code, (name, colour, symbol) in _DOTS.items():
        made = shown.made[shown.made_codes == code]
        if len(made):
            mark = {"size": 8, "color": colour, "symbol": f"{symbol}-open", "line": {"width": 1.5}}
            _scatter(figure, 2, made, f"{name}, made up", mark)
    figure.update_xaxes(visible=False, range=EDGES)
    figure.update_yaxes(visible=False, range=EDGES)
    figure.update_layout(
        height=250, margin={"l": 4, "r": 4, "t": 24, "b": 4}, legend={"orientation": "h", "y": -0.02}, dragmode=False
    )
    return figure


def _panel(figure: go.Figure, column: int, shown: Example, counts_for: np.ndarray, rare: np.ndarray) -> None:
    border = {"start": 0.5, "end": 0.5, "size": 1, "coloring": "none"}
    line = {"color": "#888888", "width": 2, "dash": "dot"}
    contour = go.Contour(
        x=shown.axis,
        y=shown.axis,
        z=rare,
        contours=border,
        line=line,
        showscale=False,
        showlegend=False,
        hoverinfo="skip",
    )
    figure.add_trace(contour, 1, column)
    for code, (name, colour, symbol) in _DOTS.items():
        mine, stays = shown.codes == code, counts_for > 0
        size = 7 * np.sqrt(counts_for[mine & stays])
        mark = {"size": np.clip(size, 3, 26), "color": colour, "symbol": symbol, "opacity": 0.75, "line": {"width": 0}}
        _scatter(figure, column, shown.dots[mine & stays], name, mark, legend=column == 1)
        if (mine & ~stays).any():
            _scatter(
                figure, column, shown.dots[mine & ~stays], f"{name}, dropped",
                {"size": 6, "color": colour, "symbol": "x-thin", "opacity": 0.5, "line": {"width": 1, "color": colour}},
            )  # fmt: skip


def _scatter(
    figure: go.Figure, column: int, dots: np.ndarray, name: str, mark: dict[str, object], legend: bool = True
) -> None:
    trace = go.Scatter(
        x=dots[:, 0], y=dots[:, 1], mode="markers", name=name, marker=mark, showlegend=legend, hoverinfo="skip"
    )
    figure.add_trace(trace, 1, column)


def side_by_side(found: Sequence[Compared], titles: Sequence[str]) -> go.Figure:
    """Mean and spread over seeds of each metric, one line a way."""
    figure = go.Figure()
    for offset, (metric, (colour, symbol)) in zip((0.2, 0, -0.2), _MARKS.items(), strict=True):
        values = np.array([way.values(metric) for way in found])
        figure.add_scatter(
            x=values.mean(axis=1),
            y=np.arange(len(found)) - offset,
            error_x={"type": "data", "array": spread(values, axis=1), "thickness": 1.5, "width": 4},
            mode="markers",
            name=METRICS[metric],
            marker={"color": colour, "symbol": symbol, "size": 10},
            customdata=[html.escape(title) for title in titles],
            hovertemplate="%{customdata}: " + METRICS[metric] + " %{x:.1%}<extra></extra>",
        )
    figure.update_layout(
        height=150 + 48 * len(found),
        margin={"l": 8, "r": 8, "t": 44, "b": 8},
        title="Scores, with their spread over seeds",
        xaxis={"tickformat": ".0%"},
        yaxis={
            "tickvals": list(range(len(found))),
            "ticktext": [html.escape(title) for title in titles],
            "range": [len(found) - 0.5, -0.5],
            "zeroline": False,
        },
        legend={"orientation": "h", "y": -0.12, "yanchor": "top"},
    )
    return figure


def recalls(found: Sequence[Compared], titles: Sequence[str], classes: Sequence[str]) -> go.Figure:
    """Of each class's held-out faces, the share that each way finds; ★ for the most."""
    means = np.array([way.recalls.mean(axis=0) for way in found])
    judged = np.flatnonzero(~np.isnan(means).all(axis=0)).tolist()
    means = means[:, judged]
    text = [[f"{value:.0%}" for value in row] for row in means]
    for j in np.flatnonzero(np.nan_to_num(means).max(axis=0) > 0):
        for i in np.flatnonzero(means[:, j] >= means[:, j].max() - 1e-9):
            text[i][j] += " ★"
    heat = go.Heatmap(
        z=means,
        x=[html.escape(classes[int(code)]) for code in judged],
        y=[html.escape(title) for title in titles],
        text=text,
        texttemplate="%{text}",
        colorscale="Blues",
        zmin=0,
        zmax=1,
        showscale=False,
        hovertemplate="%{y}: finds %{z:.1%} of %{x}<extra></extra>",
    )
    figure = go.Figure(heat)
    figure.update_layout(
        height=120 + 34 * len(found),
        margin={"l": 8, "r": 8, "t": 44, "b": 8},
        title="Found of each emotion (recall)",
        yaxis={"autorange": "reversed"},
    )
    return figure
