"""The score over decisions or minutes of naming."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from fer_core.charts.base import BELOW, HELPER, PER_CENT, band, plain
from fer_core.charts.palette import GAIN, LOSS, MAIN, MARK, faded
from fer_core.recognizer.effort import Effort
from fer_core.recognizer.published import CLIP, FIXMATCH

FADED = 0.15
"""Opacity of bands."""
END = 0.5
"""Opacity of the ends of a range."""


def effort_curve(curve: Effort, minutes: bool, marks: bool) -> go.Figure:
    """Accuracy over decisions or minutes, with intervals: named groups, single faces, and published results."""
    own, single = curve.decisions.astype(float), curve.singles.budgets.astype(float)
    if minutes:
        own, single = curve.seconds / 60, single * curve.single_seconds / 60
    figure, draws = go.Figure(), curve.singles.accuracies
    low, high = curve.intervals().T
    _add(figure, own, (low, curve.accuracies, high), ("your names", MAIN, "solid"))
    spread = (draws.min(axis=1), draws.mean(axis=1), draws.max(axis=1))
    _add(figure, single, spread, ("single faces, simulated", GAIN, "dash"))
    if marks:
        _published(figure, minutes)
    unit = "minutes of work" if minutes else "decisions"
    axis = {"title": unit if minutes else f"{unit}, or single faces labelled", "type": "log"}
    return plain(figure, 440, title=f"Accuracy on test faces, over {unit}", legend=BELOW, xaxis=axis, yaxis=PER_CENT)


def _add(
    figure: go.Figure, x: np.ndarray, values: tuple[np.ndarray, np.ndarray, np.ndarray], style: tuple[str, str, str]
) -> None:
    """A line with a band; points at 0 are left out, since the axis is logarithmic."""
    name, colour, dash = style
    low, mean, high = (value[x > 0] for value in values)
    figure.add_trace(band(x[x > 0], low, high, faded(colour, FADED)))
    figure.add_scatter(
        x=x[x > 0], y=mean, mode="lines+markers", name=name, line={"color": colour, "dash": dash, "width": 2},
        hovertemplate=f"{name}: %{{x:.3~g}}, %{{y:.1%}} correct<extra></extra>",
    )  # fmt: skip


def _published(figure: go.Figure, minutes: bool) -> None:
    """Published results without names or with single labels, whose time is not known."""
    figure.add_hrect(*CLIP, fillcolor=MARK, opacity=0.12, line_width=0)
    figure.add_annotation(
        text="CLIP, no labels", x=0, xref="paper", y=CLIP[1], xanchor="left", yanchor="top", showarrow=False
    )
    if not minutes:
        x, y = zip(*FIXMATCH, strict=True)
        mark = {"symbol": "diamond", "size": 9, "color": MARK}
        hover = "FixMatch, %{x:,} labels: %{y:.1%}<extra></extra>"
        figure.add_scatter(x=x, y=y, mode="markers", marker=mark, name="FixMatch (published)", hovertemplate=hover)


def payoff_curve(decisions: Sequence[int], ranges: np.ndarray, true: np.ndarray | None, chance: float) -> go.Figure:
    """The recognizer's likely accuracy during naming.

    Args:
        decisions: number of decisions at each of p points.
        ranges: float [p, 3], low end, middle and high end of the likely accuracy, 0..1, NaN where not known or drawn.
        true: float [p], the accuracy by the data set's labels, where these may be used.
        chance: accuracy of random predictions, 0..1.
    """
    figure = go.Figure()
    _add_ranges(figure, decisions, ranges)
    if true is not None:
        figure.add_scatter(
            name="true", x=list(decisions), y=list(true), mode="lines+markers", marker={"size": 4},
            line={"color": LOSS, "dash": "dot"}, hovertemplate="%{x} decisions: true %{y:.0%}<extra></extra>",
        )  # fmt: skip
    figure.add_hline(
        y=chance, line=HELPER, annotation_text="chance", annotation_position="bottom right", annotation_font_size=11
    )
    axis = {**PER_CENT, "range": None if _any(ranges, true) else [0, 1]}
    legend = {"orientation": "h", "y": 1.15, "x": 1, "xanchor": "right"}
    return plain(
        figure, 200, title="Likely accuracy", xaxis={"title": "decisions", "rangemode": "tozero"}, yaxis=axis,
        showlegend=true is not None, legend=legend,
    )  # fmt: skip


def _add_ranges(figure: go.Figure, decisions: Sequence[int], ranges: np.ndarray) -> None:
    """A band with fine ends, and a line through the middles that are known; each point tells its range."""
    known = ~np.isnan(ranges[:, 0])
    low, middle, high = ranges[known].T
    x = np.asarray(decisions)[known]
    figure.add_trace(band(x, low, high, faded(MAIN, FADED)))
    span, end = "likely %{customdata[0]:.0%} to %{customdata[1]:.0%}", {"color": faded(MAIN, END), "width": 1}
    lines = (("low", low, span, end), ("high", high, span, end), ("likely", middle, f"about %{{y:.0%}}, {span}", None))
    for name, values, told, line in lines:
        figure.add_scatter(
            name=name, x=x.tolist(), y=values.tolist(), mode="lines+markers", marker={"size": 4},
            line=line or {"color": MAIN}, customdata=ranges[known][:, [0, 2]], showlegend=line is None,
            hovertemplate=f"%{{x}} decisions: {told}<extra></extra>",
        )  # fmt: skip


def _any(*values: np.ndarray | None) -> bool:
    """Whether there is a number to draw; without one, plotly chooses its own axis."""
    return any(array is not None and bool(np.isfinite(array).any()) for array in values)
