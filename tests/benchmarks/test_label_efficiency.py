"""The label-efficiency benchmark in small: the order of the methods, never their figures."""

import dataclasses
import xml.etree.ElementTree as ET
from pathlib import Path

import numpy as np
import pytest

from benchmarks import label_efficiency
from benchmarks.labels import chart
from benchmarks.labels.bench import Bench
from benchmarks.labels.intervals import METRICS, estimates
from benchmarks.labels.margin import margin_faces
from benchmarks.labels.methods import METHODS
from benchmarks.labels.results import Result, Results
from benchmarks.labels.table import Row, markdown, rows, write_csv
from fer_core.faces.readers.drawn.sample import sample_faces
from fer_core.recognizer.evaluate import evaluate
from fer_core.study.store import Store

BUDGETS = [7, 14, 28]


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    faces = sample_faces(1000, seed=5, style="clear")
    return Bench(Store(tmp_path_factory.mktemp("bench")), faces)


@pytest.fixture(scope="module")
def results(bench: Bench) -> Results:
    return Results(bench.store.home / "label-efficiency", bench.setup)


@pytest.fixture(scope="module")
def table(bench: Bench, results: Results) -> list[Row]:
    label_efficiency.run(bench, results, label_efficiency.plan(bench, list(METHODS), BUDGETS, seeds=2))
    return rows(results, bench.true, len(bench.faces.classes))


def score(table: list[Row], method: str, budget: int | None = None) -> float:
    """Mean accuracy of a method, at one budget or over all."""
    found = [row.metrics["accuracy"].mean for row in table if row.method == method and budget in (None, row.budget)]
    assert found
    return float(np.mean(found))


def test_the_recipe_beats_the_student_project_from_the_first_budget(table: list[Row]) -> None:
    assert score(table, "recipe", 7) > score(table, "student", 7)


@pytest.mark.parametrize("budget", BUDGETS)
def test_a_named_group_is_worth_more_than_a_named_face(table: list[Row], budget: int) -> None:
    for single in ("random_faces", "uncertain_faces"):
        assert score(table, "recipe", budget) > score(table, single, budget)


def test_all_labels_are_the_ceiling(table: list[Row]) -> None:
    """Groups of so clear faces come as near to it as a hundred test faces can tell."""
    ceiling = score(table, "all_labels")
    near = {key for key in METHODS if key.startswith("recipe")}
    assert all(ceiling > score(table, key) for key, m in METHODS.items() if m.asks != "all" and key not in near)
    assert all(abs(ceiling - score(table, key)) < 0.03 for key in near)


def test_the_recipe_groups_better_than_hog(table: list[Row]) -> None:
    assert score(table, "recipe") > score(table, "hog")


def test_decisions_and_minutes_are_what_the_person_gave(table: list[Row]) -> None:
    rows = {(row.method, row.budget): row for row in table}
    assert rows["recipe", 14].decisions == rows["random_faces", 14].decisions == 14
    assert rows["random_faces", 14].minutes == pytest.approx(14 * 1.8 / 60, abs=0.01)
    assert rows["recipe", 14].minutes > 3 * rows["random_faces", 14].minutes  # a group takes longer than a face


def test_what_is_done_is_not_done_again(bench: Bench, results: Results, table: list[Row]) -> None:
    lines = (results.folder / "runs.csv").read_text("utf-8").splitlines()
    again = Results(results.folder, bench.setup)
    label_efficiency.run(bench, again, label_efficiency.plan(bench, list(METHODS), BUDGETS, seeds=2))
    assert (results.folder / "runs.csv").read_text("utf-8").splitlines() == lines
    assert Results(results.folder, "other settings").of == {}


def test_a_smaller_budget_asks_for_the_first_faces_of_a_larger_one(bench: Bench) -> None:
    grown, direct = Bench(bench.store, bench.faces), Bench(bench.store, bench.faces)
    small, large = (margin_faces(grown, budget, 9, grown.person(9)).tolist() for budget in (10, 30))
    assert large[:10] == small
    assert margin_faces(direct, 30, 9, direct.person(9)).tolist() == large
    assert len(set(large)) == 30
    assert set(large) <= set(bench.lab(9).division.split.train.tolist())


def test_the_means_are_those_of_the_application_and_lie_in_their_intervals() -> None:
    rng = np.random.default_rng(0)
    true = rng.integers(0, 4, 500).astype(np.uint8)
    predictions = np.where(rng.random((3, 500)) < 0.6, true, rng.integers(0, 4, (3, 500))).astype(np.uint8)
    found = estimates(true, predictions, 5, draws=200)
    for metric in METRICS:
        mean = np.mean([getattr(evaluate(true, p, 5), metric) for p in predictions])
        assert found[metric].mean == pytest.approx(mean)
        assert found[metric].low < mean < found[metric].high
    assert 0.05 < found["accuracy"].high - found["accuracy"].low < 0.12  # +- 1.96 * sqrt(.7 * .3 / 500) = 0.08 wide


def test_intervals_show_how_far_seeds_differ() -> None:
    true = np.arange(1000, dtype=np.uint8) % 2
    alike = np.stack([np.where(np.arange(1000) % 4 == 0, 1 - true, true)] * 3)
    apart = np.stack([alike[0], true, np.where(np.arange(1000) % 2 == 0, 1 - true, true)])
    widths = [e.high - e.low for p in (alike, apart) for e in [estimates(true, p, 2, draws=200)["accuracy"]]]
    assert widths[1] > 3 * widths[0]


def test_an_interrupted_line_is_left_out(tmp_path: Path) -> None:
    results = Results(tmp_path, "a")
    for seed in (0, 1):
        results.add(Result("a", "recipe", 7, seed, 7, 1.05, 0.4, 0.3, 0.3, 2.0), np.zeros(4, np.uint8))
    text = (tmp_path / "runs.csv").read_text("utf-8")
    (tmp_path / "runs.csv").write_text(text[: text.rindex(",0.3")], "utf-8")
    assert list(Results(tmp_path, "a").of) == [("recipe", 7, 0)]


def test_table_chart_and_page_are_written(table: list[Row], tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    (tmp_path / "images").mkdir()
    page.write_text(f"Before\n{label_efficiency.START}\nold\n{label_efficiency.END}\nAfter\n", "utf-8")
    label_efficiency.show(table, tmp_path, page)
    text = page.read_text("utf-8")
    assert text.startswith("Before\n") and text.endswith("\nAfter\n") and "old" not in text
    assert markdown(table) in text and "Means of 2 seeds." in text
    assert "Unfinished: 1 to 2 seeds" in markdown([dataclasses.replace(table[0], seeds=1), *table[1:]])
    for axis in chart.AXES:
        drawn = ET.parse(tmp_path / "images" / f"label-efficiency-{axis}.svg").getroot()
        texts = "".join(drawn.itertext())
        assert all(method.title in texts for method in METHODS.values())
    assert "FER Lab" in (tmp_path / "label-efficiency.html").read_text("utf-8")
    write_csv(tmp_path / "summary.csv", table)
    assert len((tmp_path / "summary.csv").read_text("utf-8").splitlines()) == len(table) + 1
