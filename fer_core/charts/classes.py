"""Number of faces and probability of each emotion; every emotion has its own colour."""

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from fer_core.charts.base import ABOVE, FACES, MANY, PER_CENT, lying, names_shown, plain
from fer_core.charts.palette import QUIET
from fer_core.faces.emotions import colours


def class_pie(counts: np.ndarray, classes: Sequence[str]) -> go.Figure:
    """Shares of the emotions; of many, the most common ones and the others combined. ``counts``: int [c], faces."""
    shown = np.arange(len(classes)) if len(classes) <= MANY else np.sort(np.argsort(-counts, kind="stable")[: MANY - 1])
    names, values = [classes[c] for c in shown], counts[shown].tolist()
    labels, marks = names_shown(names), colours_of(names, classes)
    if len(shown) < len(classes):
        labels.append(f"{len(classes) - len(shown)} others")
        values.append(int(counts.sum()) - sum(values))
        marks.append(QUIET)
    chart = go.Pie(
        labels=labels, values=values, sort=False, direction="clockwise", automargin=True, hole=0.35,
        marker={"colors": marks}, texttemplate="%{label}<br>%{percent:.1%}",
        hovertemplate="%{label}: %{value:,} faces<extra></extra>",
    )  # fmt: skip
    figure = plain(go.Figure(chart), 380, showlegend=False, title="Share of each emotion")
    return figure.update_layout(margin_t=72)  # the name of a thin last slice is at the very top


def class_bars(
    counts: np.ndarray,
    classes: Sequence[str],
    usages: Sequence[str],
    stacked: bool | None = None,
    among: Sequence[str] = (),
) -> go.Figure:
    """Faces of each emotion, with one bar for each part of the data set, from strong to pale.

    Args:
        counts: int [usages, c], faces.
        classes: names of the c emotions.
        usages: names of the parts.
        stacked: stack the parts in horizontal bars, the most common emotion first; by default where there are many.
        among: all classes of the data set, where ``classes`` are only some of them, so that each keeps its colour.
    """
    if stacked is None:
        stacked = len(classes) > MANY
    order = np.argsort(-counts.sum(axis=0), kind="stable") if stacked else np.arange(len(classes))
    names = [classes[c] for c in order]
    figure = go.Figure()
    for usage, faces, shade in zip(names_shown(usages), counts, np.linspace(1.0, 0.35, len(usages)), strict=True):
        sides = {"x": faces[order], "y": names_shown(names)} if stacked else {"x": names_shown(names), "y": faces}
        figure.add_bar(
            name=usage, **sides, orientation="h" if stacked else "v",
            marker={"color": colours_of(names, among or classes), "opacity": shade},
            text=None if stacked else faces, texttemplate=None if stacked else "%{text:,}",
            hovertemplate=f"%{{label}}, {usage}: %{{value:,}} faces<extra></extra>",
        )  # fmt: skip
    several = len(usages) > 1
    key = f" and part<br><sup>strong to pale: {', '.join(names_shown(usages))}</sup>" if several else ""
    title = {"title": f"Faces by emotion{key}", "showlegend": False}
    if stacked:
        per_bar = 16 if len(classes) > MANY else 26
        return lying(figure, len(classes), per_bar, barmode="stack", xaxis=FACES, **title)
    return plain(figure, 380, barmode="group", yaxis=FACES, **title).update_traces(textposition="outside")


def count_bars(values: np.ndarray, names: Sequence[str], title: str) -> go.Figure:
    """Horizontal bars, one per emotion in its own colour. ``values``: int or float [n], faces."""
    bar = go.Bar(
        y=names_shown(names), x=values, orientation="h", marker={"color": colours_of(names, names)}, text=values,
        texttemplate="%{text:,.0f}", textangle=0, hovertemplate="%{y}: %{x:,.0f} faces<extra></extra>",
    )  # fmt: skip
    return lying(go.Figure(bar), len(names), title=title, xaxis={"tickformat": ","})


def balanced_bars(before: np.ndarray, after: np.ndarray, classes: Sequence[str]) -> go.Figure:
    """Faces of each emotion before and after balancing. Both int or float [c]."""
    if np.array_equal(before, after):
        return count_bars(before, classes, "Faces of each emotion")
    figure = go.Figure()
    for name, faces, shade in (("before", before, 0.35), ("after", after, 1.0)):
        figure.add_bar(
            name=name, x=names_shown(classes), y=faces, text=faces, texttemplate="%{text:,.0f}", textposition="outside",
            marker={"color": colours_of(classes, classes), "opacity": shade},
        )  # fmt: skip
    title = "Before balancing (pale) and after"
    return plain(figure, 360, barmode="group", title=title, yaxis={"title": "faces"}, showlegend=False)


def probability_bars(values: np.ndarray, classes: Sequence[str]) -> go.Figure:
    """The probability of each emotion. ``values``: float [c], summing to 1."""
    chart = go.Bar(
        x=values, y=names_shown(classes), orientation="h", marker={"color": colours_of(classes, classes)},
        text=[f"{value:.0%}" for value in values], textposition="outside", cliponaxis=False,
        hovertemplate="%{y}: %{x:.1%}<extra></extra>",
    )  # fmt: skip
    figure = plain(go.Figure(chart), 60 + 32 * len(classes), showlegend=False).update_layout(margin_r=40)
    return figure.update_xaxes(visible=False, range=[0, 1.05]).update_yaxes(autorange="reversed", automargin=True)


def training_and_test(
    named: np.ndarray, tested: np.ndarray | None, classes: Sequence[str], among: Sequence[str] = ()
) -> go.Figure:
    """Shares of the emotions among the names of training faces and the labels of test faces, if any: int [c] each.

    ``among``: as of `class_bars`.
    """
    series = [("names in the training set", named, 1.0)]
    if tested is not None:
        series.append(("labels of the test set", tested, 0.4))
    figure = go.Figure()
    for title, counts, shade in series:
        figure.add_bar(
            name=title, y=names_shown(classes), x=counts / max(counts.sum(), 1), customdata=counts, orientation="h",
            marker={"color": colours_of(classes, among or classes), "opacity": shade}, showlegend=False,
            hovertemplate=f"%{{y}}: %{{x:.1%}} of the {title} (%{{customdata:,}})<extra></extra>",
        )  # fmt: skip
        square = {"color": QUIET, "opacity": shade, "symbol": "square", "size": 10}  # a bar has its emotion's colour
        figure.add_scatter(name=title, x=[None], y=[None], mode="markers", marker=square)
    return lying(figure, len(classes), 34, xaxis=PER_CENT, barmode="group", legend=ABOVE)


def colours_of(names: Sequence[str], classes: Sequence[str]) -> list[str]:
    """The colours that ``names`` have among all ``classes``."""
    colour = colours(classes)
    return [colour[name] for name in names]
