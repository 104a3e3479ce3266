"""The figures of a report: numbers in, plotly figures out. Whoever shows them brings colours of text and paper.

One colour an emotion, as everywhere; never colour alone. Classes and people's names are HTML to plotly: they are
escaped.
"""

import html
import textwrap
from collections.abc import Mapping, Sequence

import numpy as np
import plotly.graph_objects as go

from fer_core.base.words import points
from fer_core.faces.emotions import colours
from fer_core.recognizer.losses import Lost
from fer_core.report.facts import Data, Defect, Group, Grouping, Look, Namer, Outcome
from fer_core.report.section import OWN

BLUE, GREY, ORANGE, RED, GREEN = "#0B6BCB", "#A9B2BC", "#E69F00", "#D55E00", "#009E73"
_MOST_GROUPS = 60
_PER_CENT = {"tickformat": ".0%", "rangemode": "tozero"}


def named(names: Sequence[str]) -> list[str]:
    """Names as plotly shows them."""
    return [html.escape(name) for name in names]


def _plain(figure: go.Figure, height: int, **layout: object) -> go.Figure:
    return figure.update_layout(
        height=height, margin={"l": 8, "r": 12, "t": 28, "b": 8}, bargap=0.25, dragmode=False,
        legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0, "traceorder": "normal"}, **layout,
    ).update_xaxes(automargin=True).update_yaxes(automargin=True)  # fmt: skip


def emotions(data: Data) -> go.Figure:
    """Faces of each emotion, the parts of the data set end to end; of each part without labels."""
    if not data.labelled:
        bar = go.Bar(y=named(data.usages), x=data.counts[:, 0], orientation="h", marker={"color": BLUE})
        return _lying(go.Figure(bar), len(data.usages), {"title": "faces", "tickformat": ","})
    colour, present = colours(data.classes), np.array(data.present)
    order = present[np.argsort(-data.counts.sum(axis=0)[present], kind="stable")]
    names = [data.classes[c] for c in order]
    shades = np.linspace(1.0, 0.4, len(data.usages))
    figure = go.Figure(
        [
            go.Bar(
                name=html.escape(usage), y=named(names), x=data.counts[i][order], orientation="h",
                marker={"color": [colour[name] for name in names], "opacity": shades[i]},
                hovertemplate=f"%{{y}}, {html.escape(usage)}: %{{x:,}} faces<extra></extra>",
            )
            for i, usage in enumerate(data.usages)
        ]
    )  # fmt: skip
    return _lying(figure, len(names), {"title": "faces", "tickformat": ","}, barmode="stack", showlegend=False)


def defects(found: Sequence[Defect]) -> go.Figure:
    """Faces that each check pointed at, and how many of them a person left out."""
    titles = named([d.title for d in found])
    figure = go.Figure(
        [
            go.Bar(
                name=name, y=titles, x=values, orientation="h", marker={"color": colour},
                text=[f"{n:,}" for n in values] if name == "found" else None, textposition="outside",
                cliponaxis=False, hovertemplate=f"%{{y}}: %{{x:,}} faces {name}<extra></extra>",
            )
            for name, values, colour in (
                ("found", [d.faces for d in found], GREY),
                ("left out by a person", [d.left_out for d in found], ORANGE),
            )
        ]
    )  # fmt: skip
    room = {"range": [0, 1.12 * max(d.faces for d in found)]}
    return _lying(figure, len(found), {"title": "faces", "tickformat": ",", **room}, barmode="overlay")


def taught_and_judged(
    first_named: np.ndarray, judged: np.ndarray | None, classes: Sequence[str], shown: Sequence[int]
) -> go.Figure:
    """Shares of each emotion among the names that taught and, where labelled, among the faces that judge (int [c]
    both); ``shown``: codes of the emotions that get bars."""
    bars = [("names that teach", first_named, 1.0)]
    if judged is not None:
        bars.append(("true labels of the faces that judge", judged, 0.4))
    names = [classes[code] for code in shown]
    colour = [colours(classes)[name] for name in names]
    figure = go.Figure(
        [
            go.Bar(
                name=title, y=named(names), x=counts[shown] / max(counts.sum(), 1), customdata=counts[shown],
                orientation="h",
                marker={"color": colour, "opacity": shade}, showlegend=False,
                hovertemplate=f"%{{y}}: %{{x:.1%}} of the {title} (%{{customdata:,}})<extra></extra>",
            )
            for title, counts, shade in bars
        ]
    )  # fmt: skip
    for title, _, shade in bars:  # the bars have an emotion's colour each, the key has none
        square = {"color": f"rgba(120,120,120,{shade})", "symbol": "square", "size": 10}
        figure.add_scatter(name=title, x=[None], y=[None], mode="markers", marker=square)
    return _lying(figure, len(names), _PER_CENT, barmode="group", per_bar=34)


def components(look: Look) -> go.Figure:
    """Share of the variance of each component; those that are kept are blue; noise where it is known."""
    shown = look.ratios[: max(40, look.components)]
    x = np.arange(1, len(shown) + 1)
    figure = go.Figure(
        go.Bar(
            name="component", x=x, y=shown, showlegend=False,
            marker={"color": [BLUE if i <= look.components else GREY for i in x]},
            hovertemplate="component %{x}: %{y:.2%} of the variance<extra></extra>",
        )
    )  # fmt: skip
    if look.noise is not None:
        line = {"color": ORANGE, "dash": "dot", "width": 2}
        figure.add_scatter(
            name="noise would give", x=x, y=np.asarray(look.noise)[: len(shown)], mode="lines", line=line,
            hovertemplate="noise would give %{y:.2%}<extra></extra>",
        )  # fmt: skip
    return _plain(
        figure, 280, xaxis={"title": "component"}, yaxis={"title": "share of variance", "tickformat": ".0%"}
    ).update_layout(bargap=0.1)


def groups(grouping: Grouping, classes: Sequence[str]) -> go.Figure:
    """Size of each group, in the colour of its first name, the biggest first; of many the biggest ones."""
    shown = sorted(grouping.groups, key=lambda g: -g.size)[:_MOST_GROUPS]
    colour = colours(classes)
    answers = list(dict.fromkeys(_answer(g, classes) for g in sorted(shown, key=lambda g: g.code % 1000)))
    figure = go.Figure()
    for answer in answers:
        mine = [g for g in shown if _answer(g, classes) == answer]
        figure.add_bar(
            name=html.escape(answer), x=named([g.label for g in mine]), y=[g.size for g in mine],
            customdata=[[html.escape(g.label), html.escape(g.said or "no name")] for g in mine],
            marker=_marked(colour, answer),
            hovertemplate="group %{customdata[0]}: %{y:,} faces, %{customdata[1]}<extra></extra>",
        )  # fmt: skip
    order = {"type": "category", "categoryorder": "array", "categoryarray": named([g.label for g in shown])}
    figure = _plain(figure, 300, xaxis={"title": "group", **order}, yaxis={"title": "faces", "tickformat": ","})
    return figure.update_layout(legend_entrywidth=85)


def _answer(group: Group, classes: Sequence[str]) -> str:
    return classes[group.code] if group.code >= 0 else "without a name"


def people(namers: Sequence[Namer], names: Sequence[str], classes: Sequence[str]) -> go.Figure:
    """How often each person gave each answer to a group; ``names`` are the people's, for the axis."""
    colour = colours(classes)
    answers = [*classes, *dict.fromkeys(a for n in namers for a in n.group_answers if a not in classes)]
    figure = go.Figure(
        [
            go.Bar(
                name=html.escape(answer), y=_short(names), x=[n.group_answers.get(answer, 0) for n in namers],
                orientation="h", marker=_marked(colour, answer),
                hovertemplate=f"%{{y}}: %{{x:,}} groups {html.escape(answer)}<extra></extra>",
            )
            for answer in answers
            if any(n.group_answers.get(answer) for n in namers)
        ]
    )  # fmt: skip
    figure = _lying(figure, len(namers) + 1, {"title": "groups"}, barmode="stack", per_bar=36)
    return figure.update_layout(legend_entrywidth=85)


def scores(outcome: Outcome) -> go.Figure:
    """The recognizer's accuracy, with its interval, beside its references; the lowest first."""
    assert outcome.scores is not None
    rows = [(r.name, r.accuracy, r.explanation, GREY) for r in outcome.references or ()]
    rows.append((OWN, outcome.scores.accuracy, "Learnt from the names that people gave.", BLUE))
    rows.sort(key=lambda row: row[1])
    low, high = outcome.accuracy.low, outcome.accuracy.high
    own = [row[3] == BLUE for row in rows]
    labels = [f"{html.escape(name)}  <b>{value:.1%}</b>" for name, value, *_ in rows]
    bar = go.Bar(
        y=labels, x=[row[1] for row in rows], orientation="h", marker={"color": [row[3] for row in rows]},
        customdata=named([row[2] for row in rows]), hovertemplate="%{x:.1%}. %{customdata}<extra></extra>",
    )  # fmt: skip
    whisker = go.Scatter(
        x=[low, high], y=[labels[own.index(True)]] * 2, mode="lines+markers", line={"color": ORANGE, "width": 2.5},
        marker={"symbol": "line-ns-open", "size": 12, "line": {"width": 2.5}},
        hovertemplate="95 % interval: %{x:.1%}<extra></extra>",
    )  # fmt: skip
    return _lying(go.Figure([bar, whisker]), len(rows), _PER_CENT, per_bar=32, showlegend=False)


def lost(found: Lost, right: float) -> go.Figure:
    """From all faces right down to the recognizer's share (0..1)."""
    fall = [
        ("All faces right", "absolute", 1.0),
        ("groups mix emotions", "relative", -found.mixed),
        ("Best naming of these groups", "absolute", found.best),
        ("no name", "relative", -found.unnamed),
        ("other names", "relative", -found.renamed),
        ("The naming", "absolute", found.named),
        ("on to unseen faces", "relative", right - found.named),
        (OWN, "absolute", right),
    ]
    said = [f"<b>{v:.1%}</b>" if kind == "absolute" else points(v) for _, kind, v in fall]
    bar = go.Waterfall(
        orientation="h", y=[f"{name}  {value}" for (name, *_), value in zip(fall, said, strict=True)],
        x=[value for *_, value in fall], measure=[kind for _, kind, _ in fall], totals={"marker": {"color": BLUE}},
        decreasing={"marker": {"color": RED}}, increasing={"marker": {"color": GREEN}},
        connector={"line": {"color": GREY, "width": 1}}, hovertemplate="%{y}<extra></extra>",
    )  # fmt: skip
    return _lying(go.Figure(bar), len(fall), {**_PER_CENT, "range": [0, 1.02]}, per_bar=30, showlegend=False)


def confusion(table: np.ndarray, true: Sequence[str], said: Sequence[str]) -> go.Figure:
    """What was ``said`` (columns) of each ``true`` emotion (rows, whose shares sum to 1). ``table``: int [r, s]."""
    shares = table / np.maximum(table.sum(axis=1, keepdims=True), 1)
    few = len(said) <= 12
    heat = go.Heatmap(
        z=shares, x=named(said), y=named(true), customdata=table, zmin=0, zmax=1, showscale=False,
        colorscale=[[0, "rgba(11,107,203,0)"], [1, "rgb(11,107,203)"]], xgap=1, ygap=1,
        texttemplate="%{z:.0%}" if few else "",
        hovertemplate="truly %{y}, said %{x}: %{customdata:,} faces (%{z:.0%})<extra></extra>",
    )  # fmt: skip
    height = 110 + (40 if few else 18) * len(true)
    down = {"autorange": "reversed", "title": {"text": "true", "standoff": 12}, "showgrid": False}
    return _plain(go.Figure(heat), height, xaxis={"title": "said", "showgrid": False}, yaxis=down)


def _short(names: Sequence[str]) -> list[str]:
    """Long names over several lines, so that they leave room for the bars."""
    return ["<br>".join(named(textwrap.wrap(name, 16))) for name in names]


def _marked(colour: Mapping[str, str], answer: str) -> dict[str, object]:
    """An emotion's colour; answers that name none are hatched, so that nobody takes them for one."""
    known = answer in colour
    return {"color": colour.get(answer, GREY), "pattern": {"shape": "" if known else "/", "solidity": 0.3}}


def answers(said: np.ndarray, classes: Sequence[str]) -> go.Figure:
    """What the recognizer says of faces without labels. ``said``: int [c]."""
    colour = [colours(classes)[name] for name in classes]
    bar = go.Bar(
        y=named(classes), x=said, orientation="h", marker={"color": colour},
        hovertemplate="%{y}: %{x:,} faces<extra></extra>",
    )  # fmt: skip
    return _lying(go.Figure(bar), len(classes), {"title": "faces", "tickformat": ","})


def _lying(figure: go.Figure, bars: int, axis: Mapping[str, object], per_bar: int = 26, **layout: object) -> go.Figure:
    return _plain(figure, 96 + per_bar * bars, xaxis=axis, yaxis={"autorange": "reversed", "dtick": 1}, **layout)
