"""The charts' room: every colour in one place, readable on light and dark pages; names from files stay text."""

import re
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

from fer_core.charts import palette
from fer_core.charts.base import inked, share_cells, still
from fer_core.charts.classes import class_bars, count_bars
from fer_core.charts.components import scree_plot
from fer_core.charts.groups import answer_bars, flow_diagram, named_groups, silhouette_plot
from fer_core.charts.losses import waterfall
from fer_core.charts.score import score_bars
from fer_core.faces.emotions import FER2013, PALETTE, colours
from fer_core.recognizer.losses import LossStep, steps
from fer_core.reduction.parallel_analysis import ParallelAnalysis

ROOT = Path(__file__).parents[2]
GROUNDS = ("#FFFFFF", "#0E1117")
"""Streamlit's pages."""


def light(colour: str) -> float:
    """The relative luminance of WCAG 2."""
    parts = [c / 255 for c in palette.rgb(colour)]
    return float(
        np.dot([0.2126, 0.7152, 0.0722], [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts])
    )


def contrast(one: str, other: str) -> float:
    low, high = sorted((light(one), light(other)))
    return (high + 0.05) / (low + 0.05)


def test_every_colour_has_one_place() -> None:
    files = [p for floor in ("fer_core", "ui", "pages") for p in (ROOT / floor).rglob("*.py")]
    found = {
        p.relative_to(ROOT).as_posix() for p in files if re.search(r"[\"']#[0-9A-Fa-f]{6}\b", p.read_text("utf-8"))
    }
    assert found == {"fer_core/charts/palette.py", "fer_core/faces/emotions.py"}


@pytest.mark.parametrize("colour", [palette.MAIN, palette.QUIET, palette.LOSS, palette.GAIN])
@pytest.mark.parametrize("ground", GROUNDS)
def test_charts_stand_out_from_light_and_dark_pages(colour: str, ground: str) -> None:
    assert contrast(colour, ground) >= 3


def test_words_in_the_strongest_cell_can_be_read_in_both_themes() -> None:
    for ground, ink in zip(GROUNDS, (palette.INK, palette.INK_ON_DARK), strict=True):
        main, page = (np.array(palette.rgb(colour)) for colour in (palette.MAIN, ground))
        cell = "#" + "".join(f"{round(c):02X}" for c in palette.FILL * main + (1 - palette.FILL) * page)
        assert contrast(ink, cell) >= 3


def test_cells_say_their_share_and_leave_out_what_is_not_known() -> None:
    shares = np.array([[0.25, 0.75], [np.nan, 1.0]])
    figure = share_cells(shares, ["<b>one", "two"], ["a", "b"], marks=shares >= 1)
    assert [note.text for note in figure.layout.annotations] == ["25%", "75%", "100% ★"]
    assert figure.data[0].y == ("&lt;b&gt;one", "two")
    assert {note.font.color for note in inked(figure, dark=True).layout.annotations} == {palette.INK_ON_DARK}
    many = share_cells(np.eye(20), [str(i) for i in range(20)], [str(i) for i in range(20)])
    assert not many.layout.annotations  # no room for words


def test_a_figure_that_is_printed_has_no_title_and_keeps_its_plot_as_high() -> None:
    made = count_bars(np.array([1, 2]), ["a", "b"], "A title")
    before = made.layout.height - made.layout.margin.t
    assert still(made).layout.title.text is None and made.layout.dragmode is False
    assert made.layout.height - made.layout.margin.t == before


def test_an_emotion_keeps_its_colour_where_others_are_left_out() -> None:
    classes = ("anger", "joy", "awe")
    drawn = class_bars(np.array([[5, 7]]), ("joy", "awe"), ("all",), stacked=True, among=classes)
    assert list(drawn.data[0].marker.color) == [colours(classes)[name] for name in ("awe", "joy")]


def oklab(colour: str) -> np.ndarray:
    """Ottosson 2020, "A perceptual color space for image processing": 0.1 is a difference that anybody sees."""
    parts = np.array([c / 255 for c in palette.rgb(colour)])
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    cones = [
        [0.41222147, 0.53633254, 0.05144599],
        [0.2119035, 0.6806995, 0.10739696],
        [0.08830246, 0.28171884, 0.6299787],
    ]
    axes = [
        [0.21045426, 0.79361779, -0.00407205],
        [1.9779985, -2.42859221, 0.45059371],
        [0.02590404, 0.78277177, -0.80867577],
    ]
    return np.array(axes) @ np.cbrt(np.array(cones) @ linear)


def test_no_two_groups_have_nearly_the_same_colour() -> None:
    assert min(np.linalg.norm(oklab(a) - oklab(b)) for a, b in combinations(PALETTE, 2)) > 0.1


def test_a_group_has_the_colour_of_the_map_in_its_silhouettes() -> None:
    figure = silhouette_plot(np.linspace(-0.1, 0.4, 22), np.arange(22) % 11, 0.1, 0.05)
    assert [trace.line.color for trace in figure.data] == list(PALETTE[:11])


def test_answers_that_name_no_emotion_are_hatched() -> None:
    groups = named_groups(["1", "2"], [9, 4], [3, -1], ["happy", ""], FER2013)
    assert [bar.marker.pattern.shape for bar in groups.data] == ["", "/"]
    people = answer_bars(["Ann"], [{"sad": 2, "mixed": 1, "fear": 0}], FER2013)
    assert [(bar.name, bar.marker.pattern.shape) for bar in people.data] == [("sad", ""), ("mixed", "/")]


def test_components_below_noise_are_pale_and_all_that_are_chosen_are_shown() -> None:
    ratios = np.linspace(0.1, 0.001, 60)
    drawn = scree_plot(ratios, 50, ParallelAnalysis(ratios, np.full(60, ratios[3])))
    assert len(drawn.data[0].x) == 50 and len(set(drawn.data[0].marker.color[:3])) == 1
    assert drawn.data[0].marker.color[2] != drawn.data[0].marker.color[3]
    assert len(scree_plot(ratios, 5).data[0].x) == 40


def test_the_score_draws_an_interval_where_there_is_one_alone() -> None:
    assert steps(None, 0.5) == [LossStep("This recognizer", True, 0.5)]
    assert [trace.type for trace in waterfall(steps(None, 0.5)).data] == ["waterfall"]
    assert [trace.type for trace in score_bars(("This", 0.5), []).data] == ["bar"]
    assert [trace.type for trace in score_bars(("This", 0.5), [], (0.4, 0.6)).data] == ["bar", "scatter"]


def test_flows_to_the_partner_stand_out() -> None:
    link = flow_diagram([(0, 1, 5), (0, -1, 2)], {0: 1}).data[0].link
    assert link.color == (palette.faded(palette.MAIN, 0.45), palette.faded(palette.QUIET, 0.45))
