"""Charts of how the recognizer was judged: curves of each emotion, calibration, accuracy over a measure, effort."""

import html
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import plotly.graph_objects as go

from fer_core.charts.basic import plain
from fer_core.charts.scores import BLUE, GREEN, GREY, ORANGE
from fer_core.faces.emotions import colours
from fer_core.recognizer.calibration import Calibration
from fer_core.recognizer.curves import OneAgainstRest
from fer_core.recognizer.effort import Effort
from fer_core.recognizer.published import CLIP, FIXMATCH
from fer_core.recognizer.quality import ByQuality

SHARE = {"tickformat": ".0%", "range": [0, 1.02]}
DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot")
LEGEND = {"orientation": "h", "y": -0.22}


def roc(curves: Sequence[OneAgainstRest], classes: Sequence[str]) -> go.Figure:
    """ROC curves with the line of chance."""
    figure = go.Figure(
        [_line(c, classes, c.false_alarms, c.found, f"area {c.area:.2f}", i) for i, c in enumerate(curves)]
    )
    chance = {"color": GREY, "dash": "dash", "width": 1}
    figure.add_scatter(x=[0, 1], y=[0, 1], mode="lines", line=chance, name="chance 0.50", hoverinfo="skip")
    axes = {"xaxis": {"title": "others called so", **SHARE}, "yaxis": {"title": "found of its own", **SHARE}}
    return plain(figure, 460, title="ROC, each emotion against the rest", legend=LEGEND, **axes)


def precision_recall(curves: Sequence[OneAgainstRest], classes: Sequence[str]) -> go.Figure:
    """Precision over recall; a mark at the left edge where chance would be."""
    figure = go.Figure(
        [
            _line(c, classes, c.recall, c.precision, f"AP {c.average_precision:.2f}, chance {c.share:.2f}", i)
            for i, c in enumerate(curves)
        ]
    )
    for c in curves:
        line = {"color": colours(classes)[classes[c.code]], "dash": "dot", "width": 1}
        hover = f"chance for {html.escape(classes[c.code])}: {c.share:.0%}<extra></extra>"
        figure.add_scatter(
            x=[0, 1], y=[c.share] * 2, mode="lines", line=line, opacity=0.7, showlegend=False, hovertemplate=hover
        )
    axes = {"xaxis": {"title": "found of its own (recall)", **SHARE}, "yaxis": {"title": "precision", **SHARE}}
    return plain(figure, 460, title="Precision and recall, dotted: chance", legend=LEGEND, **axes)


def _line(
    curve: OneAgainstRest, classes: Sequence[str], x: np.ndarray, y: np.ndarray, figure: str, place: int
) -> go.Scatter:
    name = html.escape(classes[curve.code])
    line = {"color": colours(classes)[classes[curve.code]], "dash": DASHES[place % len(DASHES)], "width": 2}
    hover = f"{name}: %{{x:.0%}}, %{{y:.0%}}<extra></extra>"
    return go.Scatter(x=x, y=y, mode="lines", line=line, name=f"{name} ({figure})", hovertemplate=hover)


def reliability(found: Calibration) -> go.Figure:
    """Reliability diagram: share right over probability, with intervals; below it how many faces each bin has."""
    some = found.counts > 0
    middle = (found.edges[:-1] + found.edges[1:]) / 2
    text = "%{customdata[0]:,} faces said with %{customdata[1]:.0%}: %{y:.0%} right<extra></extra>"
    dots = go.Scatter(
        name="share right",
        x=found.sure[some],
        y=found.right[some],
        customdata=np.stack([found.counts[some], found.sure[some]], axis=1),
        mode="markers+lines",
        marker={"size": 8, "color": BLUE},
        line={"width": 1, "color": BLUE},
        error_y={
            "type": "data",
            "symmetric": False,
            "array": (found.high - found.right)[some],
            "arrayminus": (found.right - found.low)[some],
            "width": 3,
        },
        hovertemplate=text,
    )
    faces = go.Bar(
        name="faces (no scale)",
        x=middle,
        y=found.counts,
        yaxis="y2",
        width=np.diff(found.edges) * 0.9,
        marker={"color": GREY, "opacity": 0.4},
        hovertemplate="%{y:,} faces<extra></extra>",
    )
    perfect = {"color": GREY, "dash": "dash"}
    ideal = go.Scatter(x=[0, 1], y=[0, 1], mode="lines", line=perfect, name="perfect", hoverinfo="skip")
    most = max(int(found.counts.max()), 1)
    return plain(
        go.Figure([faces, ideal, dots]),
        420,
        title="Said with so much confidence, and right",
        legend=LEGEND,
        xaxis={"title": "probability of what it says", **SHARE},
        yaxis={"title": "share right", **SHARE},
        yaxis2={
            "overlaying": "y", "side": "right", "range": [0, 3 * most], "showgrid": False, "showticklabels": False,
        },
    )  # fmt: skip


def over_quality(found: ByQuality, title: str, unit: str, overall: float) -> go.Figure:
    """Accuracy over the bins of a measure, with intervals; the dashed line is the accuracy on all faces."""
    names = _ranges(found.edges)
    bar = go.Bar(
        x=names,
        y=found.right,
        marker={"color": BLUE, "opacity": 0.75},
        customdata=found.counts,
        text=[f"{share:.0%}<br>{n:,}" for share, n in zip(found.right, found.counts, strict=True)],
        textposition="inside",
        insidetextanchor="start",
        textangle=0,
        error_y={
            "type": "data",
            "symmetric": False,
            "array": found.high - found.right,
            "arrayminus": found.right - found.low,
            "color": ORANGE,
        },
        hovertemplate="%{x}: %{y:.1%} of %{customdata:,} faces<extra></extra>",
    )
    top = min(1.0, float(found.high.max()) + 0.08)
    figure = plain(
        go.Figure(bar),
        300,
        title=title,
        showlegend=False,
        xaxis={"title": unit, "type": "category"},
        yaxis={"tickformat": ".0%", "range": [0, top]},
    )
    return figure.add_hline(y=overall, line={"color": GREY, "dash": "dash"})


def _ranges(edges: np.ndarray) -> list[str]:
    """A name for each bin, with as many digits as it takes to tell the edges apart."""
    for digits in range(3, 9):
        texts = [f"{edge:.{digits}g}" for edge in edges]
        if len(set(texts)) == len(texts):
            break
    return [f"{low}<br>– {high}" for low, high in pairwise(texts)]


def effort(curve: Effort, minutes: bool, marks: bool) -> go.Figure:
    """Accuracy over decisions or minutes: named groups with their band, single faces, and published marks."""
    own, single = curve.decisions.astype(float), curve.singles.budgets.astype(float)
    if minutes:
        own, single = curve.seconds / 60, single * curve.single_seconds / 60
    figure = go.Figure()
    low, high = curve.intervals().T
    _banded(figure, own, curve.accuracies, (low, high), ("your names", BLUE, "solid"))
    draws = curve.singles.accuracies
    spread = (draws.min(axis=1), draws.max(axis=1))
    _banded(figure, single, draws.mean(axis=1), spread, ("single faces, simulated", GREEN, "dash"))
    if marks:
        figure.add_hrect(*CLIP, fillcolor=ORANGE, opacity=0.12, line_width=0)
        figure.add_annotation(
            text="CLIP, no labels", x=0, xref="paper", y=CLIP[1], xanchor="left", yanchor="top", showarrow=False
        )
        if not minutes:
            x, y = zip(*FIXMATCH, strict=True)
            mark = {"symbol": "diamond", "size": 9, "color": ORANGE}
            hover = "FixMatch, %{x:,} labels: %{y:.1%}<extra></extra>"
            figure.add_scatter(x=x, y=y, mode="markers", marker=mark, name="FixMatch (published)", hovertemplate=hover)
    unit = "minutes of work" if minutes else "decisions"
    return plain(
        figure,
        440,
        title=f"Right on held-out faces, over {unit}",
        legend=LEGEND,
        xaxis={"title": unit if minutes else f"{unit}, or single faces labelled", "type": "log"},
        yaxis={"tickformat": ".0%", "rangemode": "tozero"},
    )


def _banded(
    figure: go.Figure,
    x: np.ndarray,
    y: np.ndarray,
    band: tuple[np.ndarray, np.ndarray],
    look: tuple[str, str, str],
) -> None:
    """A line with a band; what took no time at all has no place on a logarithmic axis."""
    name, colour, dash = look
    on = x > 0
    x, y, low, high = x[on], y[on], band[0][on], band[1][on]
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    figure.add_scatter(
        x=[*x, *x[::-1]],
        y=[*high, *low[::-1]],
        fill="toself",
        fillcolor=f"rgba({red},{green},{blue},0.15)",
        mode="lines",
        line={"width": 0},
        hoverinfo="skip",
        showlegend=False,
    )
    figure.add_scatter(
        x=x,
        y=y,
        mode="lines+markers",
        name=name,
        line={"color": colour, "dash": dash, "width": 2},
        hovertemplate=f"{name}: %{{x:.3~g}}, %{{y:.1%}} right<extra></extra>",
    )
