"""The confusion matrix."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from fer_core.charts.base import names_shown, plain, share_cells, shares_of
from fer_core.charts.palette import MAIN, MARK


def confusion_matrix(
    table: np.ndarray, true: Sequence[str], predicted: Sequence[str], chosen: tuple[int, int] | None = None
) -> go.Figure:
    """Rows are labels, columns are predicted emotions; the shares in a row sum to 1. ``table``: int [r, c], faces.

    Its second trace has a point for each cell, row by row, so that cells can be clicked. The cell ``chosen`` (row,
    column) is framed.
    """
    shares = shares_of(table)
    figure = share_cells(shares, true, predicted).add_trace(_cells(table, shares, true, predicted))
    figure.update_xaxes(title="predicted").update_yaxes(title={"text": "true", "standoff": 12})
    height = 80 + 44 * min(max(len(true), 3), 14)
    plain(figure, height, showlegend=False, hovermode="closest", hoverdistance=40, dragmode=False)
    if chosen is not None:
        row, column = chosen
        corners = {"x0": column - 0.48, "x1": column + 0.48, "y0": row - 0.48, "y1": row + 0.48}
        figure.add_shape(type="rect", line={"color": MARK, "width": 3}, **corners)
    return figure


def _cells(table: np.ndarray, shares: np.ndarray, true: Sequence[str], predicted: Sequence[str]) -> go.Scatter:
    """An invisible point over each cell, for the mouse."""
    rows, columns = names_shown(true), names_shown(predicted)
    unseen = {"marker": {"opacity": 0}}
    return go.Scatter(
        x=columns * len(rows), y=[name for name in rows for _ in columns], mode="markers",
        customdata=np.stack([table.ravel(), shares.ravel()], axis=1), selected=unseen, unselected=unseen,
        marker={"symbol": "square", "size": 34, "color": MAIN, "opacity": 0},
        hovertemplate="true %{y}, predicted %{x}: %{customdata[0]:,} faces (%{customdata[1]:.0%})<extra></extra>",
    )  # fmt: skip
