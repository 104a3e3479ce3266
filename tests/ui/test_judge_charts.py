"""What the charts of the judging hold: marks only where they may stand, bins that can be told apart."""

import numpy as np
import pytest

from fer_core.base.words import points
from fer_core.charts.calibration import quality_bars
from fer_core.charts.confusion import confusion_matrix
from fer_core.charts.effort import effort_curve
from fer_core.charts.losses import waterfall
from fer_core.charts.score import score_bars
from fer_core.recognizer.effort import Effort
from fer_core.recognizer.losses import LossStep
from fer_core.recognizer.quality import by_quality
from fer_core.recognizer.single_faces import Singles


@pytest.fixture()
def curve() -> Effort:
    confusions = np.array([[[6, 4], [5, 5]], [[9, 1], [2, 8]]])
    singles = Singles(np.array([5, 50]), np.tile(confusions[:, None], (1, 3, 1, 1)))
    return Effort(np.array([2, 8]), np.array([0.0, 60.0]), np.array([40, 90]), confusions, singles, 1.8)


def names(figure: object) -> set[str]:
    return {trace.name for trace in figure.data if trace.name}  # type: ignore[attr-defined]


def test_published_marks_stand_over_decisions_and_only_if_wanted(curve: Effort) -> None:
    assert names(effort_curve(curve, False, True)) == {
        "your names", "single faces, simulated", "FixMatch (published)",
    }  # fmt: skip
    for minutes, marks in ((False, False), (True, True)):
        assert "FixMatch (published)" not in names(effort_curve(curve, minutes, marks))
    own = next(t for t in effort_curve(curve, True, False).data if t.name == "your names")
    assert list(own.x) == [1.0]  # what took no time has no place on a logarithmic axis


def test_single_faces_for_a_score_lie_between_those_simulated(curve: Effort) -> None:
    assert curve.singles_for(0.55) == 5 and curve.singles_for(0.85) == 50
    assert curve.singles_for(0.70) == pytest.approx(np.sqrt(5 * 50), abs=1)
    assert curve.singles_for(0.9) is None


def test_bins_of_nearly_equal_values_have_names_of_their_own() -> None:
    values = np.r_[np.full(50, 0.99991), np.linspace(0.99992, 0.99999, 50)]
    found = by_quality(values, np.arange(100) % 2 == 0)
    bars = quality_bars(found, "Mesh", "odds", 0.5).data[0]
    assert len(set(bars.x)) == len(bars.x) == len(found.counts) > 1


def test_points_have_a_sign_and_no_negative_zero() -> None:
    assert [points(x) for x in (0.024, -0.008, -0.0001)] == ["+2.4", "−0.8", "0.0"]


def test_the_score_stands_among_its_references_by_its_height() -> None:
    figure = score_bars(("This", 0.6), [("<b>low", 0.1), ("high", 0.8)], (0.5, 0.7))
    assert list(figure.data[0].x) == [0.8, 0.6, 0.1] and list(figure.data[1].x) == [0.5, 0.7]
    assert [one.text for one in figure.layout.annotations] == ["high 80.0%", "<b>This 60.0%</b>", "&lt;b&gt;low 10.0%"]
    assert figure.data[0].marker.color[1] != figure.data[0].marker.color[0] == figure.data[0].marker.color[2]
    assert set(figure.data[1].y) == {1}
    silent = score_bars(("This", 0.6), [], number=False)
    assert [one.text for one in silent.layout.annotations] == ["<b>This</b>"] and len(silent.data) == 1


def test_the_waterfall_ends_at_the_recognizer() -> None:
    steps = [LossStep("All", True, 1.0), LossStep("lost", False, -0.4)]
    steps.append(LossStep("This", True, 0.6))
    figure = waterfall(steps)
    assert list(figure.layout.yaxis.categoryarray)[1:] == ["lost −40.0", "This <b>60.0%</b>"]


def test_cells_can_be_clicked_row_by_row() -> None:
    figure = confusion_matrix(np.array([[3, 1], [0, 2]]), ("a", "<i>"), ("a", "<i>"), (0, 1))
    cells = figure.data[1]
    assert list(zip(cells.y, cells.x, strict=True)) == [
        ("a", "a"), ("a", "&lt;i&gt;"), ("&lt;i&gt;", "a"), ("&lt;i&gt;", "&lt;i&gt;"),
    ]  # fmt: skip
    assert cells.customdata[:, 0].tolist() == [3, 1, 0, 2]
    assert figure.layout.shapes[0].x0 == pytest.approx(0.52) and figure.layout.shapes[0].y0 == pytest.approx(-0.48)
