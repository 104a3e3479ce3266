"""Charts of groups: silhouettes, sizes, names, stability, and comparisons."""

import textwrap
from collections.abc import Mapping, Sequence

import numpy as np
import plotly.graph_objects as go

from fer_core.charts.base import ABOVE, FACES, HELPER, lying, names_shown, plain, share_cells, shares_of
from fer_core.charts.palette import FILL, MAIN, QUIET, SCALE, faded
from fer_core.faces.emotions import PALETTE, colours

LINES = 4000
"""Most faces in a silhouette plot; more could not be distinguished."""
REJECTED_CODE = -2
"""Stands for a rejected group where others have the code of their name."""


def silhouette_plot(values: np.ndarray, labels: np.ndarray, mean: float, noise: float) -> go.Figure:
    """The silhouette plot (Rousseeuw 1987): the value of each face, sorted within its group.

    ``values``: float [m], -1..1; ``labels``: int [m], below 0 for faces in no group, which are not shown; ``mean`` and
    ``noise``: silhouettes of the groups and of random noise.
    """
    values, labels = values[labels >= 0], labels[labels >= 0]
    order = np.lexsort((-values, labels))
    shown = order[:: max(1, len(order) // LINES)]
    figure, places = go.Figure(), np.arange(len(shown))
    for group in np.unique(labels):
        mine, colour = labels[shown] == group, PALETTE[group % len(PALETTE)]
        figure.add_scatter(
            x=values[shown][mine], y=places[mine], mode="lines", line={"width": 0.5, "color": colour}, fill="tozerox",
            fillcolor=faded(colour, FILL),
            name=f"group {group + 1}", hovertemplate=f"group {group + 1}: %{{x:.2f}}<extra></extra>",
        )  # fmt: skip
    figure.add_vline(x=mean, line={**HELPER, "width": 2})
    figure.add_vline(x=noise, line={**HELPER, "width": 2, "dash": "dot"})
    title = f"How well each face fits its group<br><sup>dashed: mean {mean:.2f} · dotted: noise {noise:.2f}</sup>"
    return plain(
        figure, 460, title=title, showlegend=False,
        xaxis={"title": "silhouette (−1 near another group, 1 well inside)"},
        yaxis={"visible": False, "autorange": "reversed"},
    )  # fmt: skip


def group_sizes(sizes: np.ndarray, silhouettes: np.ndarray) -> go.Figure:
    """Faces in each group, int [k], coloured by the group's mean silhouette, float [k]."""
    bar = go.Bar(
        x=np.arange(1, len(sizes) + 1), y=sizes,
        marker={"color": silhouettes, "colorscale": SCALE, "colorbar": {"title": "silhouette"}},
        hovertemplate="group %{x}: %{y:,} faces, silhouette %{marker.color:.2f}<extra></extra>",
    )  # fmt: skip
    return plain(go.Figure(bar), 300, title="Size of each group", xaxis={"title": "group"}, yaxis=FACES)


def named_groups(
    labels: Sequence[str], sizes: Sequence[int], codes: Sequence[int], names: Sequence[str], classes: Sequence[str]
) -> go.Figure:
    """Faces in each group, in the given order, in the colour of its first name.

    Args:
        labels: titles of the groups.
        sizes: faces in each.
        codes: index of each group's first name among the classes; -1 for an open group, -2 for a rejected one.
        names: all names of each group in words; "" for none.
        classes: the emotions.
    """
    answers = [classes[code] if code >= 0 else "rejected" if code == REJECTED_CODE else "open" for code in codes]
    figure, shown = go.Figure(), names_shown(labels)
    for answer in sorted(set(answers), key=lambda a: classes.index(a) if a in classes else len(classes)):
        mine = [i for i in range(len(labels)) if answers[i] == answer]
        figure.add_bar(
            name=names_shown([answer])[0], x=[shown[i] for i in mine], y=[sizes[i] for i in mine],
            customdata=names_shown([names[i] or "no name yet" for i in mine]), marker=_marked(answer, classes),
            hovertemplate="group %{x}: %{y:,} faces, %{customdata}<extra></extra>",
        )  # fmt: skip
    order = {"type": "category", "categoryorder": "array", "categoryarray": shown}
    figure = plain(figure, 300, xaxis={"title": "group", **order}, yaxis=FACES, legend=ABOVE, bargap=0.25)
    return figure.update_layout(legend_entrywidth=85)


def answer_bars(people: Sequence[str], answers: Sequence[Mapping[str, int]], classes: Sequence[str]) -> go.Figure:
    """How many groups each annotator gave each name; ``answers`` has the counts of each annotator by name."""
    given = dict.fromkeys(answer for one in answers for answer, times in one.items() if times)
    others = [answer for answer in given if answer not in classes]
    figure = go.Figure()
    for answer in [*(name for name in classes if name in given), *others]:
        shown = names_shown([answer])[0]
        figure.add_bar(
            name=shown, y=_in_lines(people), x=[one.get(answer, 0) for one in answers], orientation="h",
            marker=_marked(answer, classes), hovertemplate=f"%{{y}}: %{{x:,}} groups {shown}<extra></extra>",
        )  # fmt: skip
    figure = lying(figure, len(people) + 1, 36, xaxis={"title": "groups"}, barmode="stack", legend=ABOVE)
    return figure.update_layout(legend_entrywidth=85)


def _in_lines(names: Sequence[str]) -> list[str]:
    """Long names broken into several lines, which leaves room for the bars."""
    return ["<br>".join(names_shown(textwrap.wrap(name, 16))) for name in names]


def _marked(answer: str, classes: Sequence[str]) -> dict[str, object]:
    """The colour of an emotion; answers that are not emotions are hatched."""
    known, shape = answer in classes, "x" if answer == "rejected" else "/"
    colour = colours(classes)[answer] if known else QUIET
    return {"color": colour, "pattern": {"shape": "" if known else shape, "solidity": 0.3}}


def found_again_bars(shares: np.ndarray, overlaps: np.ndarray) -> go.Figure:
    """Share of resamples (0..1) in which each group is found again, and its mean overlap: float [k] each."""
    bar = go.Bar(
        x=np.arange(1, len(shares) + 1), y=shares, customdata=overlaps, marker={"color": MAIN},
        hovertemplate="group %{x}: found again in %{y:.0%} of resamples, overlap %{customdata:.2f}<extra></extra>",
    )  # fmt: skip
    return plain(
        go.Figure(bar), 260, title="How often each group is found again", xaxis={"title": "group"},
        yaxis={"title": "share of resamples", "tickformat": ".0%", "range": [0, 1.02]},
    )  # fmt: skip


def flow_diagram(largest: Sequence[tuple[int, int, int]], partner: Mapping[int, int]) -> go.Figure:
    """A Sankey diagram of flows (group, other group, faces); flows to a group's ``partner`` are highlighted."""
    lefts, rights = sorted({a for a, _, _ in largest}), sorted({b for _, b, _ in largest})
    to = {group: len(lefts) + i for i, group in enumerate(rights)}
    node = {
        "label": [_in_words(group) for group in (*lefts, *rights)], "pad": 10, "thickness": 14,
        "color": [MAIN] * len(lefts) + [QUIET] * len(rights),
        "hovertemplate": "%{label}: %{value:,} faces shown<extra></extra>",
    }  # fmt: skip
    link = {
        "source": [lefts.index(a) for a, _, _ in largest], "target": [to[b] for _, b, _ in largest],
        "value": [n for *_, n in largest],
        "color": [faded(MAIN if partner.get(a) == b else QUIET, 0.45) for a, b, _ in largest],
        "hovertemplate": "%{source.label} → %{target.label}: %{value:,} faces<extra></extra>",
    }  # fmt: skip
    sankey = go.Sankey(arrangement="snap", textfont={"size": 13}, node=node, link=link)
    height = 140 + 26 * max(len(lefts), len(rights))
    return plain(go.Figure(sankey), height, title="Where the faces of each group are in the other groups")


def _in_words(group: int) -> str:
    return f"group {group + 1}" if group >= 0 else "in no group"


def label_cells(table: np.ndarray, classes: Sequence[str]) -> go.Figure:
    """Labels in each group: ``table`` int [k, c], faces; the shares in a row sum to 1."""
    groups = [f"group {group + 1}" for group in range(len(table))]
    figure = share_cells(shares_of(table), groups, classes)
    figure.update_traces(
        customdata=table, hoverinfo=None, hovertemplate="%{y}, %{x}: %{customdata:,} faces (%{z:.0%})<extra></extra>"
    )
    if len(table) > 40:
        figure.update_layout(annotations=[]).update_traces(showscale=True)
    return plain(figure, 120 + min(22 * len(table), 900), title="Labels in each group")
