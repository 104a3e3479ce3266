"""Charts of pictures: grey values, tilts, and findings of the audit."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from fer_core.charts.base import ABOVE, FACES, lying, names_shown, plain
from fer_core.charts.palette import MAIN, MARK, QUIET, faded

BINS = 64
"""Number of bars for the 256 grey values."""


def grey_histogram(before: np.ndarray, after: np.ndarray | None = None) -> go.Figure:
    """Shares of pixels by grey value, float [256], before and after a change."""
    figure = go.Figure()
    grey = np.arange(BINS) * (256 // BINS) + 128 // BINS
    for name, shares, colour in (("before", before, QUIET), ("after", after, MAIN)):
        if shares is not None:
            figure.add_scatter(
                x=grey, y=shares.reshape(BINS, -1).sum(axis=1), name=name, mode="lines",
                line={"color": colour, "shape": "hvh", "width": 1.5}, fill="tozeroy", fillcolor=faded(colour, 0.2),
                hovertemplate=f"grey %{{x:.0f}}: %{{y:.1%}} of pixels<extra>{name}</extra>",
            )  # fmt: skip
    return plain(
        figure, 260, xaxis={"title": "grey value: 0 black, 255 white", "range": [0, 255]},
        yaxis={"title": "share of pixels", "tickformat": ".0%", "rangemode": "tozero"}, showlegend=after is not None,
        legend={"orientation": "h", "y": 1.15, "x": 1, "xanchor": "right"},
    ).update_layout(margin_t=30)  # fmt: skip


def tilt_histogram(degrees: np.ndarray) -> go.Figure:
    """Number of faces by tilt. ``degrees``: float [n], positive to the right."""
    edge = max(15, 3 * int(np.ceil(np.abs(degrees).max(initial=0) / 3)))
    faces, edges = np.histogram(degrees, np.arange(-edge - 1.5, edge + 1.6, 3))
    chart = go.Bar(
        x=(edges[:-1] + edges[1:]) / 2, y=faces, marker={"color": MAIN},
        hovertemplate="about %{x}°: %{y:,} faces<extra></extra>",
    )  # fmt: skip
    axis = {"title": "to the left ← degrees → to the right"}
    return plain(go.Figure(chart), 240, title="Tilt of the faces", xaxis=axis, yaxis=FACES)


def finding_bars(checks: Sequence[str], found: Sequence[int], left_out: Sequence[int]) -> go.Figure:
    """Faces that each check of the audit found, and how many of them a person excluded."""
    figure = go.Figure()
    for name, values, colour in (("found", found, QUIET), ("excluded by a person", left_out, MARK)):
        figure.add_bar(
            name=name, y=names_shown(checks), x=list(values), orientation="h", marker={"color": colour},
            text=[f"{n:,}" for n in values] if name == "found" else None, textposition="outside", cliponaxis=False,
            hovertemplate=f"%{{y}}: %{{x:,}} faces {name}<extra></extra>",
        )  # fmt: skip
    axis = {**FACES, "range": [0, 1.12 * max(found)]}
    return lying(figure, len(checks), xaxis=axis, barmode="overlay", legend=ABOVE)
