"""Balancing: dots before and after, scores of several strategies, and recall of each class."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from fer_core.charts.base import names_shown, plain, share_cells
from fer_core.charts.palette import LOSS, MAIN, QUIET, SERIES
from fer_core.recognizer.balance_example import EDGES, Example
from fer_core.recognizer.comparison import METRICS, Compared, spread

_DOTS = {0: ("common", MAIN, "circle"), 1: ("rare", LOSS, "square")}
_SYMBOLS = ("circle", "square", "diamond")


def example_dots(shown: Example) -> go.Figure:
    """Dots of two classes before and after balancing; the line is where the recognizer's prediction changes."""
    figure = make_subplots(1, 2, subplot_titles=("before", "after"), horizontal_spacing=0.04)
    _panel(figure, 1, shown, np.ones(len(shown.dots)), shown.before)
    _panel(figure, 2, shown, shown.counts_for, shown.after)
    for code, (name, colour, symbol) in _DOTS.items():
        made = shown.made[shown.made_codes == code]
        if len(made):
            mark = {"size": 8, "color": colour, "symbol": f"{symbol}-open", "line": {"width": 1.5}}
            _scatter(figure, 2, made, f"{name}, synthetic", mark)
    figure.update_xaxes(visible=False, range=EDGES).update_yaxes(visible=False, range=EDGES)
    plain(figure, 250, legend={"orientation": "h", "y": -0.02}, dragmode=False)
    return figure.update_layout(margin={"l": 4, "r": 4, "t": 24, "b": 4})


def _panel(figure: go.Figure, column: int, shown: Example, counts_for: np.ndarray, rare: np.ndarray) -> None:
    border = go.Contour(
        x=shown.axis, y=shown.axis, z=rare, contours={"start": 0.5, "end": 0.5, "size": 1, "coloring": "none"},
        line={"color": QUIET, "width": 2, "dash": "dot"}, showscale=False, showlegend=False, hoverinfo="skip",
    )  # fmt: skip
    figure.add_trace(border, 1, column)
    for code, (name, colour, symbol) in _DOTS.items():
        mine, stays = shown.codes == code, counts_for > 0
        size = np.clip(7 * np.sqrt(counts_for[mine & stays]), 3, 26)
        mark = {"size": size, "color": colour, "symbol": symbol, "opacity": 0.75, "line": {"width": 0}}
        _scatter(figure, column, shown.dots[mine & stays], name, mark, legend=column == 1)
        if (mine & ~stays).any():
            line = {"width": 1, "color": colour}
            mark = {"size": 6, "color": colour, "symbol": "x-thin", "opacity": 0.5, "line": line}
            _scatter(figure, column, shown.dots[mine & ~stays], f"{name}, dropped", mark)


def _scatter(
    figure: go.Figure, column: int, dots: np.ndarray, name: str, mark: dict[str, object], legend: bool = True
) -> None:
    trace = go.Scatter(
        x=dots[:, 0], y=dots[:, 1], mode="markers", name=name, marker=mark, showlegend=legend, hoverinfo="skip"
    )
    figure.add_trace(trace, 1, column)


def strategy_scores(found: Sequence[Compared], titles: Sequence[str]) -> go.Figure:
    """Mean and spread over seeds of each metric, one row a strategy."""
    figure, names = go.Figure(), names_shown(titles)
    styles = zip(METRICS.items(), (0.2, 0, -0.2), SERIES, _SYMBOLS, strict=True)
    for (metric, title), offset, colour, symbol in styles:
        values = np.array([strategy.values(metric) for strategy in found])
        figure.add_scatter(
            x=values.mean(axis=1), y=np.arange(len(found)) - offset, mode="markers", name=title, customdata=names,
            error_x={"type": "data", "array": spread(values, axis=1), "thickness": 1.5, "width": 4},
            marker={"color": colour, "symbol": symbol, "size": 10},
            hovertemplate=f"%{{customdata}}: {title} %{{x:.1%}}<extra></extra>",
        )  # fmt: skip
    rows = {"tickvals": list(range(len(found))), "ticktext": names, "range": [len(found) - 0.5, -0.5]}
    return plain(
        figure, 150 + 48 * len(found), title="Scores and their spread over seeds", xaxis={"tickformat": ".0%"},
        yaxis={**rows, "zeroline": False}, legend={"orientation": "h", "y": -0.12, "yanchor": "top"},
    )  # fmt: skip


def recall_cells(found: Sequence[Compared], titles: Sequence[str], classes: Sequence[str]) -> go.Figure:
    """Recall of each class with each strategy; ★ marks the highest."""
    means = np.array([strategy.recalls.mean(axis=0) for strategy in found])
    tested = np.flatnonzero(~np.isnan(means).all(axis=0)).tolist()
    means = means[:, tested]
    most = np.nan_to_num(means).max(axis=0, initial=0)
    figure = share_cells(means, titles, [classes[code] for code in tested], (means >= most - 1e-9) & (most > 0))
    figure.update_traces(hoverinfo=None, hovertemplate="%{y}: %{z:.1%} of the %{x} faces found<extra></extra>")
    return plain(figure, 120 + 34 * len(found), title="Recall of each emotion")
