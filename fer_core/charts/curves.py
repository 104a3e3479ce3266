"""ROC and precision-recall curves of each emotion against the others."""

import html
from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from fer_core.charts.base import BELOW, HELPER, SHARE, plain
from fer_core.faces.emotions import colours
from fer_core.recognizer.curves import OneAgainstRest

DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot")


def roc_curves(curves: Sequence[OneAgainstRest], classes: Sequence[str]) -> go.Figure:
    """ROC curves; the dashed line is chance."""
    figure = go.Figure(
        [_line(c, classes, c.false_alarms, c.found, f"area {c.area:.2f}", i) for i, c in enumerate(curves)]
    )
    figure.add_scatter(x=[0, 1], y=[0, 1], mode="lines", line=HELPER, name="chance 0.50", hoverinfo="skip")
    axes = {"xaxis": {"title": "false positive rate", **SHARE}, "yaxis": {"title": "true positive rate", **SHARE}}
    return plain(figure, 460, title="ROC curve of each emotion against the others", legend=BELOW, **axes)


def precision_recall_curves(curves: Sequence[OneAgainstRest], classes: Sequence[str]) -> go.Figure:
    """Precision over recall; dotted lines are chance."""
    figure = go.Figure()
    for i, c in enumerate(curves):
        figure.add_trace(
            _line(c, classes, c.recall, c.precision, f"AP {c.average_precision:.2f}, chance {c.share:.2f}", i)
        )
    for c in curves:
        line = {"color": colours(classes)[classes[c.code]], "dash": "dot", "width": 1}
        hover = f"chance for {html.escape(classes[c.code])}: {c.share:.0%}<extra></extra>"
        figure.add_scatter(
            x=[0, 1], y=[c.share] * 2, mode="lines", line=line, opacity=0.7, showlegend=False, hovertemplate=hover
        )
    axes = {"xaxis": {"title": "recall", **SHARE}, "yaxis": {"title": "precision", **SHARE}}
    return plain(figure, 460, title="Precision and recall (dotted: chance)", legend=BELOW, **axes)


def _line(
    curve: OneAgainstRest, classes: Sequence[str], x: np.ndarray, y: np.ndarray, score: str, place: int
) -> go.Scatter:
    name = html.escape(classes[curve.code])
    line = {"color": colours(classes)[classes[curve.code]], "dash": DASHES[place % len(DASHES)], "width": 2}
    hover = f"{name}: %{{x:.0%}}, %{{y:.0%}}<extra></extra>"
    return go.Scatter(x=x, y=y, mode="lines", line=line, name=f"{name} ({score})", hovertemplate=hover)
