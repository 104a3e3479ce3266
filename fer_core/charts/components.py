"""The variance that each component explains."""

import numpy as np
import plotly.graph_objects as go

from fer_core.charts.base import HELPER, plain
from fer_core.charts.palette import MAIN, MARK, QUIET, faded
from fer_core.reduction.parallel_analysis import ParallelAnalysis

LEAST_SHOWN = 40


def scree_plot(ratios: np.ndarray, chosen: int, noise: ParallelAnalysis | None = None) -> go.Figure:
    """Shares of variance ``ratios`` float [c], 0..1, and their sum; a line after the first ``chosen`` components.

    Components that explain no more than noise are pale. At least 40 are shown, and all chosen ones.
    """
    ratios, total = ratios[: max(LEAST_SHOWN, chosen)], np.cumsum(ratios)
    x = np.arange(1, len(ratios) + 1)
    strong = len(ratios) if noise is None else noise.count
    bar = go.Bar(
        name="this component", x=x, y=ratios, marker={"color": [MAIN if i <= strong else faded(MAIN, 0.35) for i in x]},
        hovertemplate="component %{x}: %{y:.2%} of the variance<extra></extra>",
    )  # fmt: skip
    figure = go.Figure(bar)
    figure.add_scatter(
        name="cumulative", x=x, y=total[: len(x)], mode="lines", yaxis="y2", line={"color": MARK},
        hovertemplate="components 1 to %{x}: %{y:.1%}<extra></extra>",
    )  # fmt: skip
    if noise is not None:
        figure.add_scatter(
            name="noise", x=x, y=np.asarray(noise.noise)[: len(x)], mode="lines", line={"color": QUIET, "dash": "dot"},
            hovertemplate="random noise: %{y:.2%}<extra></extra>",
        )  # fmt: skip
    figure.add_vline(
        x=chosen + 0.5, line=HELPER, annotation_text=f"{chosen} used", annotation_position="top left",
        annotation_yshift=18,
    )  # fmt: skip
    return plain(
        figure, 340, title="Variance explained by each component", xaxis={"title": "component"},
        yaxis={"title": "share of variance", "tickformat": ".0%"},
        yaxis2={
            "overlaying": "y", "side": "right", "tickformat": ".0%", "range": [0, 1.05], "dtick": 0.25,
            "showgrid": False,
        },
        legend={"orientation": "h", "y": -0.25},
    )  # fmt: skip
