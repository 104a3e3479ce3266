"""Measures over the number of groups."""

import numpy as np
import plotly.graph_objects as go

from fer_core.charts.base import HELPER, band, plain
from fer_core.charts.palette import MAIN, MARK, QUIET, faded
from fer_core.clustering.sweep import Sweep

Values = tuple[np.ndarray, np.ndarray, np.ndarray]
"""Lowest, mean and highest of a measure, float [k] each."""


def sweep_curves(swept: Sweep, now: int) -> list[tuple[str, go.Figure]]:
    """A chart for each measure that is defined, with its name; ``now``: the present k."""
    ks, best = swept.ks, swept.best
    made = [
        ("silhouette", "Silhouette and noise", swept.silhouette, "silhouette above noise", "high, above noise"),
        ("inertia", "Inertia and its knee", swept.inertia, "knee of the inertia", "the knee"),
        ("ch", "Calinski–Harabasz", swept.calinski_harabasz, "Calinski–Harabasz", "high"),
        ("db", "Davies–Bouldin", swept.davies_bouldin, "Davies–Bouldin", "low"),
        ("bic", "BIC", swept.bic, "BIC", "low"),
    ]
    figures = []
    for key, title, values, chooser, good in made:
        if not np.isnan(values).any():
            noise = _spread(swept.noise) if key == "silhouette" else None
            figures.append((key, _curve(title, good, ks, _spread(values), best.get(chooser), now, noise)))
    if not np.isnan(swept.gap).any():
        gap, error = swept.gap, swept.gap_error
        curve = _curve("Gap statistic", "high", np.r_[1, ks], (gap - error, gap, gap + error), swept.by_gap, now)
        figures.insert(min(4, len(figures)), ("gap", curve))
    return figures


def _spread(values: np.ndarray) -> Values:
    return values.min(axis=1), values.mean(axis=1), values.max(axis=1)


def _curve(
    title: str, good: str, ks: np.ndarray, values: Values, chosen: int | None, now: int, noise: Values | None = None
) -> go.Figure:
    """A mean with its band, a ring at the best k, and a dashed line at the present k."""
    figure = go.Figure()
    if noise is not None:
        figure.add_traces(band(ks, noise[0], noise[2], faded(QUIET, 0.35)))
        figure.add_scatter(
            x=ks, y=noise[1], mode="lines", line={"color": QUIET, "dash": "dot"}, name="random noise",
            hovertemplate="k = %{x}: random noise %{y:.3f}<extra></extra>",
        )  # fmt: skip
    low, mean, high = values
    figure.add_traces(band(ks, low, high, faded(MAIN, 0.18)))
    figure.add_scatter(
        x=ks, y=mean, mode="lines+markers", marker={"size": 4}, line={"color": MAIN}, name="mean",
        hovertemplate="k = %{x}: %{y:.4~g}<extra></extra>",
    )  # fmt: skip
    if chosen is not None:
        ring = {"size": 14, "symbol": "circle-open", "color": MARK, "line": {"width": 3}}
        where = {"x": [chosen], "y": mean[ks == chosen], "name": f"k = {chosen}"}
        figure.add_scatter(mode="markers", marker=ring, hoverinfo="skip", **where)
    if ks[0] <= now <= ks[-1]:
        figure.add_vline(x=now, line=HELPER)
    return plain(figure, 250, title=f"{title}<br><sup>best: {good}</sup>", showlegend=False, xaxis={"title": "k"})
