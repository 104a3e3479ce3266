"""The chart as plain SVG (without a library or browser), and with plotly to explore it."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Literal

import plotly.graph_objects as go

from benchmarks.labels.methods import METHODS
from benchmarks.labels.table import Row
from fer_core.charts.palette import GAIN, LOSS, MAIN, MARK, QUIET
from fer_core.faces.emotions import PALETTE

Axis = Literal["decisions", "minutes"]
AXES: dict[Axis, str] = {"decisions": "decisions of a person", "minutes": "minutes of a person (simulated)"}
WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 900, 480, 56, 280, 16, 48
GRID, INK, PAPER = "#ddd", "#444", "#fff"
"""Colours of the SVG, which is shown on white paper."""
COLOURS = {
    "recipe": MAIN, "geometry": GAIN, "hog": LOSS, "nearest_group": PALETTE[4], "student": INK,
    "random_faces": MARK, "uncertain_faces": PALETTE[8], "all_labels": QUIET,
}  # fmt: skip
"""By method; lines for people who err have the same colour and are dotted."""
TICKS = (0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000)
SHORTEST = 0.1
"""Minutes; shorter times are drawn here, because the axis is logarithmic."""
Places = Sequence[tuple[float, float]]


@dataclass(frozen=True)
class Line:
    """A method in the chart. ``points``: (x, mean, low, high) of accuracy; ``level``: whether it is a single score."""

    title: str
    colour: str
    dash: str
    points: list[tuple[float, float, float, float]]
    level: bool
    width: float


def lines(table: Sequence[Row], axis: Axis) -> list[Line]:
    """The methods that ran, in the order of `METHODS`; each always has the same colour."""
    found = []
    for key, method in METHODS.items():
        mine = [(row, row.metrics["accuracy"]) for row in table if row.method == key]
        points = [(max(float(getattr(row, axis)), SHORTEST), e.mean, e.low, e.high) for row, e in mine]
        if points:
            dash = "6 4" if method.asks == "all" else "2 3" if key.endswith("_people") else ""
            colour = COLOURS.get(key.removesuffix("_people"), INK)
            found.append(Line(method.title, colour, dash, points, method.asks == "all", 3 if key == "recipe" else 1.6))
    return found


def svg(table: Sequence[Row], axis: Axis) -> str:
    """Accuracy with its 95 % bands over ``axis``, logarithmic. The ceiling is dashed, people who err are dotted."""
    drawn = lines(table, axis)
    places = [p[0] for line in drawn if not line.level for p in line.points] or [1.0]
    first, last = min(places), max(*places, min(places) * 1.01)
    low = math.floor(20 * min(p[2] for line in drawn for p in line.points)) / 20
    high = max(p[3] for line in drawn for p in line.points) + 0.02

    def x(value: float) -> float:
        return LEFT + math.log(value / first) / math.log(last / first) * (WIDTH - LEFT - RIGHT)

    def y(value: float) -> float:
        return TOP + (high - value) / (high - low) * (HEIGHT - TOP - BOTTOM)

    parts = [_text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 8, AXES[axis], "middle")]
    for tick in (t for t in TICKS if first <= t <= last):
        parts.append(_line([(x(tick), TOP), (x(tick), HEIGHT - BOTTOM)], GRID))
        parts.append(_text(x(tick), HEIGHT - 28, f"{tick:,g}", "middle"))
    for percent in range(round(low * 100), math.floor(high * 100) + 1, 5):
        parts.append(_line([(LEFT, y(percent / 100)), (WIDTH - RIGHT, y(percent / 100))], GRID))
        parts.append(_text(LEFT - 6, y(percent / 100) + 4, f"{percent} %", "end"))
    for line in drawn:
        parts += _drawn(line, x, y, (first, last))
    parts += _legend(drawn, y)
    size, font = f"0 0 {WIDTH} {HEIGHT}", 'font-family="sans-serif" font-size="12"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{size}" {font}>'
    title = f"<title>Accuracy over {escape(AXES[axis])}</title>"
    return "\n".join([head, title, f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{PAPER}"/>', *parts, "</svg>", ""])


def html(table: Sequence[Row], path: Path) -> None:
    """Write a chart over decisions as HTML, to hover and zoom; it opens without a network (4 MB)."""
    figure = go.Figure(layout={"yaxis": {"title": "accuracy", "tickformat": ".0%"}, "xaxis": {"type": "log"}})
    figure.update_xaxes(title=AXES["decisions"])
    for line in lines(table, "decisions"):
        x, means, lows, highs = zip(*line.points, strict=True)
        above, below = ([abs(e - m) for e, m in zip(ends, means, strict=True)] for ends in (highs, lows))
        bars = {"type": "data", "array": above, "arrayminus": below}
        colour = {"color": line.colour}
        figure.add_scatter(x=x, y=means, error_y=bars, name=line.title, mode="lines+markers", line=colour)
    figure.write_html(path, include_plotlyjs=True)


def _drawn(
    line: Line, x: Callable[[float], float], y: Callable[[float], float], ends: tuple[float, float]
) -> list[str]:
    points = [(end, *line.points[0][1:]) for end in ends] if line.level else line.points
    band = [(x(p[0]), y(p[3])) for p in points] + [(x(p[0]), y(p[2])) for p in reversed(points)]
    means = [(x(p[0]), y(p[1])) for p in points]
    dots = [] if line.level else [f'<circle cx="{a:.1f}" cy="{b:.1f}" r="3" fill="{line.colour}"/>' for a, b in means]
    return [
        f'<polygon points="{_pairs(band)}" fill="{line.colour}" opacity="0.08"/>',
        _line(means, line.colour, line.width, line.dash),
        *dots,
    ]


def _legend(drawn: Sequence[Line], y: Callable[[float], float]) -> list[str]:
    """Names and last scores at the right, as near to the ends of their lines as possible."""
    ranked = sorted(drawn, key=lambda line: -line.points[-1][1])
    parts, at = [], float(TOP)
    for left, line in zip(range(len(ranked) - 1, -1, -1), ranked, strict=True):
        score = line.points[-1][1]
        at = min(max(y(score) + 4, at + 16), HEIGHT - BOTTOM - 16 * left)
        parts.append(_text(WIDTH - RIGHT + 10, at, f"{line.title}: {score:.0%}", "start", line.colour))
    return parts


def _text(x: float, y: float, text: str, anchor: str, colour: str = INK) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{colour}">{escape(text)}</text>'


def _line(points: Places, colour: str, width: float = 1, dash: str = "") -> str:
    style = f' stroke-dasharray="{dash}"' if dash else ""
    return f'<polyline points="{_pairs(points)}" fill="none" stroke="{colour}" stroke-width="{width}"{style}/>'


def _pairs(points: Places) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
