"""Charts: arrays in, plotly figures out. One colour an emotion, never colour alone; the theme gives light and dark."""

import html
from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from fer_core.faces.emotions import colours
from fer_core.reduction.parallel_analysis import ParallelAnalysis


def labels_of(classes: Sequence[str]) -> list[str]:
    """Class names as plotly shows them: it reads HTML, and a class may be called <b>."""
    return [html.escape(name) for name in classes]


def plain(figure: go.Figure, height: int, **layout: object) -> go.Figure:
    """A figure with the margins and height of all charts."""
    figure.update_layout(
        height=height, margin={"l": 8, "r": 8, "t": 44, "b": 8}, modebar={"orientation": "v"}, **layout
    )
    return figure


MANY = 12
"""Classes from which on charts change their form, so that names do not cover each other."""


def pie(counts: np.ndarray, classes: Sequence[str]) -> go.Figure:
    """Shares of each emotion, of many the commonest ones and all others together. ``counts``: int [c]."""
    colour = colours(classes)
    shown = np.arange(len(classes)) if len(classes) <= MANY else np.sort(np.argsort(-counts, kind="stable")[: MANY - 1])
    labels, values = labels_of([classes[c] for c in shown]), counts[shown].tolist()
    marks = [colour[classes[c]] for c in shown]
    if len(shown) < len(classes):
        labels.append(f"{len(classes) - len(shown)} others")
        values.append(int(counts.sum()) - sum(values))
        marks.append("#A9B2BC")
    chart = go.Pie(
        labels=labels,
        values=values,
        sort=False,
        direction="clockwise",
        automargin=True,
        hole=0.35,
        marker={"colors": marks},
        texttemplate="%{label}<br>%{percent:.1%}",
        hovertemplate="%{label}: %{value:,} faces<extra></extra>",
    )
    figure = plain(go.Figure(chart), 380, showlegend=False, title="Share of each emotion")
    return figure.update_layout(margin_t=72)  # a thin last slice has its name at the very top


def bars(counts: np.ndarray, classes: Sequence[str], usages: Sequence[str]) -> go.Figure:
    """Faces of each emotion, one bar a part of the data set; of many, the parts end to end. int [usages, classes]."""
    colour = colours(classes)
    shades = np.linspace(1.0, 0.35, len(usages))
    many = len(classes) > MANY
    order = np.argsort(-counts.sum(axis=0), kind="stable") if many else np.arange(len(classes))
    names = labels_of([classes[c] for c in order])
    figure = go.Figure(
        [
            go.Bar(
                name=html.escape(usage),
                x=counts[i][order] if many else names,
                y=names if many else counts[i][order],
                orientation="h" if many else "v",
                marker={"color": [colour[classes[c]] for c in order], "opacity": shades[i]},
                text=None if many else counts[i][order],
                texttemplate=None if many else "%{text:,}",
                textposition=None if many else "outside",
                hovertemplate=f"%{{label}}, {html.escape(usage)}: %{{value:,}} faces<extra></extra>",
            )
            for i, usage in enumerate(usages)
        ]
    )
    key = f"<br><sup>from strong to pale: {', '.join(labels_of(usages))}</sup>" if len(usages) > 1 else ""
    number = {"title": "faces", "tickformat": ","}
    return plain(
        figure,
        100 + 16 * len(classes) if many else 380,
        barmode="stack" if many else "group",
        title=f"Faces by emotion and part{key}" if len(usages) > 1 else "Faces by emotion",
        xaxis=number if many else {},
        yaxis={"autorange": "reversed", "dtick": 1} if many else number,
        showlegend=False,
    )


def before_after(before: np.ndarray, after: np.ndarray, classes: Sequence[str]) -> go.Figure:
    """Faces of each emotion before and after balancing. Both int or float [c]."""
    if np.array_equal(before, after):
        return counts(before, classes, "Faces of each emotion")
    colour = [colours(classes)[c] for c in classes]
    figure = go.Figure(
        [
            go.Bar(
                name="before",
                x=labels_of(classes),
                y=before,
                marker={"color": colour, "opacity": 0.35},
                text=before,
                texttemplate="%{text:,.0f}",
            ),
            go.Bar(
                name="after",
                x=labels_of(classes),
                y=after,
                marker={"color": colour},
                text=after,
                texttemplate="%{text:,.0f}",
            ),
        ]
    )
    return plain(
        figure, 360, barmode="group", title="Before (pale) and after", yaxis={"title": "faces"}, showlegend=False
    )


def scree(ratios: np.ndarray, chosen: int, noise: ParallelAnalysis | None = None) -> go.Figure:
    """Variance each component explains (float [c], shares) and their sum; a line at the chosen count.

    Components that hold no more than noise would are pale.
    """
    x = np.arange(1, len(ratios) + 1)
    strong = len(ratios) if noise is None else noise.count
    figure = go.Figure(
        [
            go.Bar(name="this component", x=x, y=ratios, marker={"color": _shades("#0B6BCB", strong, len(x))}),
            go.Scatter(
                name="all up to here", x=x, y=np.cumsum(ratios), mode="lines", yaxis="y2", line={"color": "#E69F00"}
            ),
        ]
    )
    if noise is not None:
        line = {"color": "#7F7F7F", "dash": "dot"}
        figure.add_scatter(
            name="noise", x=x, y=noise.noise, mode="lines", line=line, hovertemplate="noise would give %{y:.2%}"
        )
    figure.add_vline(
        x=chosen + 0.5,
        line_dash="dash",
        line_color="gray",
        annotation_text=f"{chosen} kept",
        annotation_position="top left",
        annotation_yshift=18,
    )
    return plain(
        figure,
        340,
        title="What each component explains",
        xaxis={"title": "component"},
        yaxis={"title": "share of variance", "tickformat": ".0%"},
        yaxis2={
            "overlaying": "y",
            "side": "right",
            "tickformat": ".0%",
            "range": [0, 1.05],
            "dtick": 0.25,
            "showgrid": False,
        },
        legend={"orientation": "h", "y": -0.25},
    )


def _shades(colour: str, strong: int, count: int) -> list[str]:
    """A colour for each of ``count`` bars, pale after the first ``strong``."""
    return [colour if i < strong else f"{colour}55" for i in range(count)]


def counts(values: np.ndarray, classes: Sequence[str], title: str) -> go.Figure:
    """One bar an emotion, lying, so that it fits a narrow place too. int or float [c]."""
    colour = colours(classes)
    bar = go.Bar(
        y=labels_of(classes),
        x=values,
        orientation="h",
        marker={"color": [colour[c] for c in classes]},
        text=values,
        texttemplate="%{text:,.0f}",
        hovertemplate="%{y}: %{x:,.0f} faces<extra></extra>",
    )
    return plain(go.Figure(bar), 90 + 26 * len(classes), title=title, yaxis={"autorange": "reversed"})


def tilts(degrees: np.ndarray) -> go.Figure:
    """How many faces are tilted how far. ``degrees``: float [n], positive to the right."""
    edge = max(15, 3 * int(np.ceil(np.abs(degrees).max(initial=0) / 3)))
    faces, edges = np.histogram(degrees, np.arange(-edge - 1.5, edge + 1.6, 3))
    chart = go.Bar(
        x=(edges[:-1] + edges[1:]) / 2,
        y=faces,
        marker={"color": "#0B6BCB"},
        hovertemplate="about %{x}°: %{y:,} faces<extra></extra>",
    )
    return plain(
        go.Figure(chart),
        240,
        title="How far the faces are tilted",
        xaxis={"title": "to the left ← degrees → to the right"},
        yaxis={"title": "faces", "tickformat": ","},
    )


def probabilities(values: np.ndarray, classes: Sequence[str]) -> go.Figure:
    """How probable each emotion is, one bar each. ``values``: float [c], summing to 1."""
    names, colour = labels_of(classes), colours(classes)
    chart = go.Bar(
        x=values,
        y=names,
        orientation="h",
        marker={"color": [colour[name] for name in classes]},
        text=[f"{value:.0%}" for value in values],
        textposition="outside",
        cliponaxis=False,
        hovertemplate="%{y}: %{x:.1%}<extra></extra>",
    )
    figure = plain(go.Figure(chart), 60 + 32 * len(names), showlegend=False)
    figure.update_layout(margin={"l": 8, "r": 40, "t": 8, "b": 8})
    return figure.update_xaxes(visible=False, range=[0, 1.05]).update_yaxes(autorange="reversed", automargin=True)
