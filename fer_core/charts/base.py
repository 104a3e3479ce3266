"""Shared by all charts: size and margins, escaped names, horizontal bars, bands, tables of shares."""

import html
from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from fer_core.charts.palette import FILL, INK, INK_ON_DARK, MAIN, QUIET, faded

MANY = 12
"""With more classes, charts change their form so that names do not overlap."""
FACES = {"title": "faces", "tickformat": ","}
PER_CENT = {"tickformat": ".0%", "rangemode": "tozero"}
SHARE = {"tickformat": ".0%", "range": [0, 1.02]}
"""Axes: counts of faces, shares from 0, and shares from 0 to 1."""
BELOW = {"orientation": "h", "y": -0.22}
ABOVE = {"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0, "traceorder": "normal"}
"""Positions of legends."""
HELPER = {"color": QUIET, "dash": "dash", "width": 1}
"""Style of lines that are not data: chance, the present choice."""


def names_shown(names: Sequence[str]) -> list[str]:
    """Names escaped for plotly, which reads HTML: a class may be called <b>."""
    return [html.escape(name) for name in names]


def plain(figure: go.Figure, height: int, **layout: object) -> go.Figure:
    """The figure with the usual margins, ``height`` pixels high; without a title it begins at the top."""
    top = 44 if layout.get("title") else 8
    figure.update_layout(height=height, margin={"l": 8, "r": 8, "t": top, "b": 8}, modebar={"orientation": "v"})
    return figure.update_layout(**layout)


def lying(figure: go.Figure, bars: int, per_bar: int = 26, **layout: object) -> go.Figure:
    """A figure of ``bars`` horizontal bars, the first at the top, which also fits a narrow column."""
    return plain(figure, 96 + per_bar * bars, yaxis={"autorange": "reversed", "dtick": 1}, bargap=0.25, **layout)


def still(figure: go.Figure) -> go.Figure:
    """The figure for a report, which has its own caption and may be printed: without title and dragging."""
    height = figure.layout.height - (16 if figure.layout.title.text else 0)
    figure.update_layout(height=height, title=None, margin={"l": 8, "r": 12, "t": 28, "b": 8}, dragmode=False)
    return figure.update_xaxes(automargin=True).update_yaxes(automargin=True)


def inked(figure: go.Figure, dark: bool) -> go.Figure:
    """The figure with readable text on a ``dark`` or light page of Streamlit.

    Its theme makes text inside charts pale grey, and does not change text in flow diagrams.
    """
    ink = INK_ON_DARK if dark else INK
    figure.update_traces(textfont={"color": ink, "shadow": "none"}, selector={"type": "sankey"})
    return figure.update_annotations(font_color=ink)


def band(x: Sequence[float] | np.ndarray, low: np.ndarray, high: np.ndarray, colour: str) -> go.Scatter:
    """The area between ``low`` and ``high`` (float [n]) over ``x``; ``colour`` should be translucent."""
    return go.Scatter(
        x=[*x, *x[::-1]], y=[*high, *low[::-1]], mode="lines", fill="toself", fillcolor=colour, line={"width": 0},
        hoverinfo="skip", showlegend=False,
    )  # fmt: skip


def interval(value: np.ndarray, low: np.ndarray, high: np.ndarray) -> dict[str, object]:
    """Error bars from ``low`` to ``high`` around ``value`` (float [n] each)."""
    return {"type": "data", "symmetric": False, "array": high - value, "arrayminus": value - low, "width": 3}


def shares_of(table: np.ndarray) -> np.ndarray:
    """Shares float64 [r, c] of each row of counts int [r, c]: they sum to 1, or to 0 where the row is empty."""
    return np.asarray(table / np.maximum(table.sum(axis=1, keepdims=True), 1))


def share_cells(
    shares: np.ndarray, rows: Sequence[str], columns: Sequence[str], marks: np.ndarray | None = None
) -> go.Figure:
    """A table of shares (float [r, c], 0..1, NaN for none), higher ones bluer, with numbers where there is room.

    The numbers are annotations that take the page's colour (see `inked`); a heatmap's own would be black on dark pages.
    ``marks``: bool [r, c], cells with a star.
    """
    heat = go.Heatmap(
        z=shares, x=names_shown(columns), y=names_shown(rows), zmin=0, zmax=1, showscale=False, hoverinfo="skip",
        colorscale=[[0, faded(MAIN, 0)], [1, faded(MAIN, FILL)]], xgap=1, ygap=1,
    )  # fmt: skip
    starred = np.zeros(shares.shape, bool) if marks is None else marks
    words = [
        {"x": x, "y": y, "text": f"{share:.0%}{' ★' if starred[y, x] else ''}", "showarrow": False}
        for (y, x), share in np.ndenumerate(shares)
        if not np.isnan(share)
    ]
    clean = {"showgrid": False, "zeroline": False, "automargin": True}
    figure = go.Figure(heat).update_xaxes(range=[-0.5, len(columns) - 0.5], **clean)
    figure.update_yaxes(range=[len(rows) - 0.5, -0.5], **clean)
    return figure.update_layout(annotations=words if len(columns) <= MANY else [])
