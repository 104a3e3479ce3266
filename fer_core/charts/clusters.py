"""Charts of the Clusters page: arrays in, plotly figures out."""

from collections.abc import Mapping, Sequence

import numpy as np
import plotly.graph_objects as go

from fer_core.charts.basic import labels_of, plain
from fer_core.clustering.sweep_scores import Sweep

BLUE, GREY, ORANGE = "#0B6BCB", "#9AA3AD", "#E69F00"
_BAND = "rgba(11,107,203,0.18)"
_NOISE = "rgba(154,163,173,0.35)"


def curves(swept: Sweep, now: int) -> list[tuple[str, go.Figure]]:
    """One chart a measure that there is, by name; ``now``: the present k."""
    ks, best = swept.ks, swept.best
    made = [
        (
            "silhouette",
            "Silhouette and noise",
            swept.silhouette,
            best.get("silhouette beyond noise"),
            "high, above noise",
        ),
        ("inertia", "Inertia and its knee", swept.inertia, best.get("inertia's knee"), "the knee"),
        ("ch", "Calinski–Harabasz", swept.calinski_harabasz, best.get("Calinski–Harabasz"), "high"),
        ("db", "Davies–Bouldin", swept.davies_bouldin, best.get("Davies–Bouldin"), "low"),
        ("bic", "BIC", swept.bic, best.get("BIC"), "low"),
    ]
    figures = []
    for key, title, values, chosen, good in made:
        if not np.isnan(values).any():
            low, mean, high = values.min(axis=1), values.mean(axis=1), values.max(axis=1)
            noise = swept.noise if key == "silhouette" else None
            figures.append((key, _curve(title, good, ks, (low, mean, high), chosen, now, noise)))
    if not np.isnan(swept.gap).any():
        ones, gap, error = np.r_[1, ks], swept.gap, swept.gap_error
        band = (gap - error, gap, gap + error)
        figures.insert(min(4, len(figures)), ("gap", _curve("Gap statistic", "high", ones, band, swept.by_gap, now)))
    return figures


def _curve(
    title: str,
    good: str,
    ks: np.ndarray,
    values: tuple[np.ndarray, np.ndarray, np.ndarray],
    chosen: int | None,
    now: int,
    noise: np.ndarray | None = None,
) -> go.Figure:
    """A mean with its band; a ring where the measure would stop, a dashed line at the present k."""
    low, mean, high = values
    figure = go.Figure()
    if noise is not None:
        figure.add_traces(_band(ks, noise.min(axis=1), noise.max(axis=1), _NOISE))
        figure.add_scatter(
            x=ks, y=noise.mean(axis=1), mode="lines", line={"color": GREY, "dash": "dot"}, name="noise",
            hovertemplate="k = %{x}: noise %{y:.3f}<extra></extra>",
        )  # fmt: skip
    figure.add_traces(_band(ks, low, high, _BAND))
    figure.add_scatter(
        x=ks, y=mean, mode="lines+markers", marker={"size": 4}, line={"color": BLUE}, name="mean",
        hovertemplate="k = %{x}: %{y:.4~g}<extra></extra>",
    )  # fmt: skip
    if chosen is not None:
        ring = {"size": 14, "symbol": "circle-open", "color": ORANGE, "line": {"width": 3}}
        figure.add_scatter(
            x=[chosen], y=mean[ks == chosen], mode="markers", marker=ring, hoverinfo="skip", name=f"k = {chosen}"
        )
    if ks[0] <= now <= ks[-1]:
        figure.add_vline(x=now, line_dash="dash", line_color="gray", line_width=1)
    return plain(figure, 250, title=f"{title}<br><sup>{good} is good</sup>", showlegend=False, xaxis={"title": "k"})


def _band(ks: np.ndarray, low: np.ndarray, high: np.ndarray, colour: str) -> go.Scatter:
    return go.Scatter(
        x=[*ks, *ks[::-1]], y=[*high, *low[::-1]], fill="toself", fillcolor=colour, line={"width": 0},
        hoverinfo="skip", showlegend=False,
    )  # fmt: skip


def found_again(shares: np.ndarray, overlaps: np.ndarray) -> go.Figure:
    """Share of resamples (0..1) in which each group is found again, and its mean overlap: float [k] each."""
    bar = go.Bar(
        x=np.arange(1, len(shares) + 1), y=shares, customdata=overlaps, marker={"color": BLUE},
        hovertemplate="group %{x}: found again in %{y:.0%} of resamples, overlap %{customdata:.2f}<extra></extra>",
    )  # fmt: skip
    return plain(
        go.Figure(bar), 260, title="How often each group is found again", xaxis={"title": "group"},
        yaxis={"title": "share of resamples", "tickformat": ".0%", "range": [0, 1.02]},
    )  # fmt: skip


def flows(largest: Sequence[tuple[int, int, int]], partner: Mapping[int, int], dark: bool = False) -> go.Figure:
    """A Sankey diagram of (group, other group, faces); flows to a group's ``partner`` stand out.

    ``dark``: the page's theme, which plotly's labels here do not follow.
    """
    lefts = sorted({a for a, _, _ in largest})
    rights = sorted({b for _, b, _ in largest})
    place = {("left", group): i for i, group in enumerate(lefts)}
    place |= {("right", group): len(lefts) + i for i, group in enumerate(rights)}
    stays = [partner.get(a) == b for a, b, _ in largest]
    sankey = go.Sankey(
        arrangement="snap",
        textfont={"size": 13, "color": "#FAFAFA" if dark else "#31333F", "shadow": "none"},
        node={
            "label": [_node(group) for group in (*lefts, *rights)],
            "color": [BLUE] * len(lefts) + [GREY] * len(rights),
            "pad": 10,
            "thickness": 14,
            "hovertemplate": "%{label}: %{value:,} faces shown<extra></extra>",
        },
        link={
            "source": [place["left", a] for a, _, _ in largest],
            "target": [place["right", b] for _, b, _ in largest],
            "value": [n for *_, n in largest],
            "color": ["rgba(11,107,203,0.45)" if stay else "rgba(154,163,173,0.4)" for stay in stays],
            "hovertemplate": "%{source.label} → %{target.label}: %{value:,} faces<extra></extra>",
        },
    )
    height = 140 + 26 * max(len(lefts), len(rights))
    return plain(go.Figure(sankey), height, title="Where the faces of each group are in the other")


def _node(group: int) -> str:
    return f"group {group + 1}" if group >= 0 else "in no group"


def by_emotion(table: np.ndarray, classes: Sequence[str]) -> go.Figure:
    """Faces of each emotion in each group, int [k, c]; each row's shares sum to 1."""
    shares = table / np.maximum(table.sum(axis=1, keepdims=True), 1)
    few = len(table) <= 40
    heat = go.Heatmap(
        z=shares, x=labels_of(classes), y=[f"group {group + 1}" for group in range(len(table))], customdata=table,
        colorscale=[[0, "rgba(11,107,203,0)"], [1, "rgb(11,107,203)"]], zmin=0, zmax=1, showscale=not few,
        texttemplate="%{z:.0%}" if few else "",
        hovertemplate="%{y}, %{x}: %{customdata:,} faces (%{z:.0%})<extra></extra>",
    )  # fmt: skip
    return plain(
        go.Figure(heat), 120 + min(22 * len(table), 900), title="Which labels each group holds",
        yaxis={"autorange": "reversed"},
    )  # fmt: skip


def silhouettes(values: np.ndarray, labels: np.ndarray, mean: float, noise: float) -> go.Figure:
    """The silhouette plot (Rousseeuw 1987): every face's value, sorted inside its group. float [m], int [m].

    Faces in no group (below 0) have none.
    """
    values, labels = values[labels >= 0], labels[labels >= 0]
    order = np.lexsort((-values, labels))
    step = max(1, len(order) // 4000)
    shown = order[::step]
    figure = go.Figure()
    places = np.arange(len(shown))
    for group in np.unique(labels):
        mine = labels[shown] == group
        figure.add_scatter(
            x=values[shown][mine],
            y=places[mine],
            mode="lines",
            line={"width": 0.5},
            fill="tozerox",
            name=f"group {group + 1}",
            hovertemplate=f"group {group + 1}: %{{x:.2f}}<extra></extra>",
        )
    figure.add_vline(x=mean, line_dash="dash", line_color="gray")
    figure.add_vline(x=noise, line_dash="dot", line_color="gray")
    return plain(
        figure,
        460,
        title=f"How well each face sits in its group<br><sup>dashed: mean {mean:.2f} · dotted: noise {noise:.2f}</sup>",
        showlegend=False,
        xaxis={"title": "silhouette (−1 wrong group … 1 right group)"},
        yaxis={"visible": False, "autorange": "reversed"},
    )


def group_sizes(sizes: np.ndarray, group_silhouettes: np.ndarray) -> go.Figure:
    """Faces in each group, shaded by the group's mean silhouette. int [k], float [k]."""
    bar = go.Bar(
        x=np.arange(1, len(sizes) + 1),
        y=sizes,
        marker={"color": group_silhouettes, "colorscale": "Viridis", "colorbar": {"title": "silhouette"}},
        hovertemplate="group %{x}: %{y:,} faces, silhouette %{marker.color:.2f}<extra></extra>",
    )
    return plain(go.Figure(bar), 300, title="Size of each group", xaxis={"title": "group"}, yaxis={"title": "faces"})
