"""The benchmark of the likely accuracy, in small: ranges contain the accuracy, and a stopped run goes on."""

import shutil
from pathlib import Path

import numpy as np
import pytest

from benchmarks import estimate
from benchmarks.estimates import faces as kinds
from benchmarks.estimates.fit import fitted
from benchmarks.estimates.namings import Naming, NamingMoment, load
from benchmarks.estimates.table import coverage, markdown
from fer_core.faces.faceset import FaceSet
from fer_core.recognizer.estimate import FITTED, STAGES
from fer_core.study.store import Store

NAMINGS = [Naming("clear", seed, 14, order, "people") for seed, order in ((1, "useful"), (2, "useful"), (3, "random"))]


@pytest.fixture(scope="module")
def simulated(
    faces: FaceSet, looked_at: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, list[NamingMoment]]:
    """A table of a few namings of the smallest sample, and the moments in it."""
    store = Store(tmp_path_factory.mktemp("estimates"))
    shutil.copytree(looked_at, store.home / "artefacts")
    table = store.home / "estimate.csv"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(estimate, "source", lambda store, name, seed: kinds.of_faces(store, faces))
        return table, estimate.simulate(store, NAMINGS, table)


def test_ranges_nearly_always_contain_the_accuracy(simulated: tuple[Path, list[NamingMoment]]) -> None:
    moments = simulated[1]
    assert len(moments) >= 15 and min(m.decisions for m in moments) <= 3
    # Of so few and so clear faces, the later ranges of one naming in three are too low (docs/estimate.md).
    assert coverage(moments, lambda moment: FITTED) >= 0.75
    early = [m for m in moments if m.decisions <= 5]
    assert coverage(early, lambda moment: FITTED) >= 0.9


def test_a_stopped_run_goes_on_where_it_was(simulated: tuple[Path, list[NamingMoment]], store: Store) -> None:
    table, moments = simulated
    assert load(table) == moments
    assert estimate.simulate(store, NAMINGS[:1], table) == [m for m in moments if m.seed == 1]  # makes no faces again


def test_the_formula_is_fitted_and_its_tables_are_printed(simulated: tuple[Path, list[NamingMoment]]) -> None:
    formula = fitted(simulated[1])
    assert len(formula.widths) == len(STAGES) and np.isfinite(formula.coefficients).all()
    assert coverage(simulated[1], lambda moment: formula) >= 0.9
    text = markdown(simulated[1], fit=True)
    assert "3 namings" in text and "fitted on other seeds" in text and "| clear |" in text
