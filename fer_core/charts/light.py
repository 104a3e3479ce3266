"""Charts of grey values."""

import numpy as np
import plotly.graph_objects as go

BINS = 64
"""Bars drawn for 256 grey values."""


def histograms(before: np.ndarray, after: np.ndarray | None = None) -> go.Figure:
    """Shares of pixels by grey value (float [256] each): as they are, and after something was done to them."""
    figure = go.Figure()
    grey = np.arange(BINS) * (256 // BINS) + 128 // BINS
    lines = [("as it is", before, "#7F7F7F")] + ([("after", after, "#0B6BCB")] if after is not None else [])
    for name, shares, colour in lines:
        figure.add_scatter(
            x=grey,
            y=shares.reshape(BINS, -1).sum(axis=1),
            name=name,
            mode="lines",
            line={"color": colour, "shape": "hvh", "width": 1.5},
            fill="tozeroy",
            fillcolor=f"rgba{(*(int(colour[i : i + 2], 16) for i in (1, 3, 5)), 0.2)}",
            hovertemplate="grey %{x:.0f}: %{y:.1%} of pixels<extra>" + name + "</extra>",
        )
    figure.update_layout(
        height=260,
        margin={"l": 8, "r": 8, "t": 30, "b": 8},
        xaxis={"title": "grey value: 0 black, 255 white", "range": [0, 255]},
        yaxis={"title": "share of pixels", "tickformat": ".0%", "rangemode": "tozero"},
        showlegend=after is not None,
        legend={"orientation": "h", "y": 1.15, "x": 1, "xanchor": "right"},
        modebar={"orientation": "v"},
    )
    return figure
