"""Calibration of the probabilities, and accuracy by the quality of faces."""

from itertools import pairwise

import numpy as np
import plotly.graph_objects as go

from fer_core.charts.base import BELOW, HELPER, SHARE, interval, plain
from fer_core.charts.palette import MAIN, MARK, QUIET
from fer_core.recognizer.calibration import Calibration
from fer_core.recognizer.quality import ByQuality


def reliability_diagram(found: Calibration) -> go.Figure:
    """Accuracy over confidence, with intervals, and the number of faces in each bin."""
    some = found.counts > 0
    dots = go.Scatter(
        name="accuracy", x=found.confidence[some], y=found.accuracy[some], mode="markers+lines",
        customdata=np.stack([found.counts[some], found.confidence[some]], axis=1),
        marker={"size": 8, "color": MAIN}, line={"width": 1, "color": MAIN},
        error_y=interval(found.accuracy[some], found.low[some], found.high[some]),
        hovertemplate="%{customdata[0]:,} faces, confidence %{customdata[1]:.0%}: %{y:.0%} correct<extra></extra>",
    )  # fmt: skip
    faces = go.Bar(
        name="faces (not to scale)", x=(found.edges[:-1] + found.edges[1:]) / 2, y=found.counts, yaxis="y2",
        width=np.diff(found.edges) * 0.9, marker={"color": QUIET, "opacity": 0.4},
        hovertemplate="%{y:,} faces<extra></extra>",
    )  # fmt: skip
    ideal = go.Scatter(x=[0, 1], y=[0, 1], mode="lines", line=HELPER, name="perfect calibration", hoverinfo="skip")
    room = {"overlaying": "y", "side": "right", "range": [0, 3 * max(int(found.counts.max()), 1)]}
    return plain(
        go.Figure([faces, ideal, dots]), 420, title="Confidence against accuracy", legend=BELOW,
        xaxis={"title": "confidence (probability of the predicted emotion)", **SHARE},
        yaxis={"title": "accuracy", **SHARE}, yaxis2={**room, "showgrid": False, "showticklabels": False},
    )  # fmt: skip


def quality_bars(found: ByQuality, title: str, unit: str, overall: float) -> go.Figure:
    """Accuracy in bins of a measure, with intervals; the dashed line is the accuracy on all faces."""
    bar = go.Bar(
        x=_ranges(found.edges), y=found.accuracy, marker={"color": MAIN, "opacity": 0.75}, customdata=found.counts,
        text=[f"{share:.0%}<br>{n:,}" for share, n in zip(found.accuracy, found.counts, strict=True)],
        textposition="inside", insidetextanchor="start", textangle=0,
        error_y={**interval(found.accuracy, found.low, found.high), "color": MARK},
        hovertemplate="%{x}: %{y:.1%} of %{customdata:,} faces<extra></extra>",
    )  # fmt: skip
    top = min(1.0, float(found.high.max()) + 0.08)
    figure = plain(
        go.Figure(bar), 300, title=title, showlegend=False, xaxis={"title": unit, "type": "category"},
        yaxis={"tickformat": ".0%", "range": [0, top]},
    )  # fmt: skip
    return figure.add_hline(y=overall, line=HELPER)


def _ranges(edges: np.ndarray) -> list[str]:
    """A name for each bin, with enough digits to distinguish the edges."""
    for digits in range(3, 9):
        texts = [f"{edge:.{digits}g}" for edge in edges]
        if len(set(texts)) == len(texts):
            break
    return [f"{low}<br>– {high}" for low, high in pairwise(texts)]
