"""A search scores on names alone, saves what it finished, and is not misled by models that memorize groups."""

import dataclasses
import shutil
from pathlib import Path

import numpy as np
import pytest

from fer_core.balance import BalanceSettings, TrainingRows
from fer_core.base.errors import Cancelled, InvalidSettings
from fer_core.faces.faceset import FaceSet
from fer_core.naming.verdict import NamedFaces
from fer_core.recognizer.search import candidates, macro_f1, try_out
from fer_core.recognizer.settings import MODELS, RecognizerSettings
from fer_core.study import study
from fer_core.study.lab import Lab
from fer_core.study.store import Store
from tests.core.divided import judging

CLASSES = ("a", "b")
RNG = np.random.default_rng(0)
GROUPS = np.repeat(np.arange(40), 10)
NAMES = RNG.integers(0, 2, 40).astype(np.uint8)[GROUPS]
X = (RNG.normal(0, 5, (40, 8))[GROUPS] + RNG.normal(0, 0.1, (400, 8))).astype(np.float32)
"""40 tight groups anywhere, with names that mean nothing."""


def test_names_that_mean_nothing_are_not_repeated_for_groups_held_out() -> None:
    split = judging(440, np.arange(400, 440))
    features = np.vstack([X, X[:40]])
    rows = TrainingRows(split, np.arange(400), NAMES, groups=GROUPS)
    by_heart = RecognizerSettings("neighbours", neighbours=3)
    tried = try_out(features, rows, by_heart, CLASSES)
    assert tried.whole == 1
    assert tried.accuracy < 0.75
    known = try_out(features, TrainingRows(split, np.arange(400), NAMES), by_heart, CLASSES)
    assert known.whole == 0
    assert known.accuracy > 0.95
    assert tried.tables.sum() == 400
    with pytest.raises(InvalidSettings, match="too few"):
        try_out(features, rows.of(np.arange(2)), by_heart, CLASSES)


def test_scores_weigh_second_names() -> None:
    table = np.array([[6.0, 2.0], [1.0, 3.0]])
    assert macro_f1(table) == pytest.approx((12 / 15 + 6 / 9) / 2)
    assert macro_f1(np.array([[4.0, 0, 0], [0, 4, 0], [0, 0, 0]])) == 1


def test_every_model_is_tried_with_what_else_was_chosen() -> None:
    now = RecognizerSettings("mlp", BalanceSettings("weights"), hidden=9, robust="prune", calibration="sigmoid", seed=3)
    tried = candidates(now)
    assert {one.model for one in tried} == set(MODELS)
    assert tried[0] == dataclasses.replace(now, calibration="none")
    assert {(one.balance.strategy, one.robust, one.seed) for one in tried} == {("weights", "prune", 3)}
    assert len(tried) == len(set(tried))


def test_a_stopped_search_goes_on_and_looks_at_no_label(store: Store, faces: FaceSet, looked_at: Path) -> None:
    shutil.copytree(looked_at, store.home / "artefacts")
    choices = dataclasses.replace(study.fitting(faces), trained_on=("geometry",))
    lab = Lab(store, faces, choices)
    rows = lab.division.split.train
    assert faces.emotions is not None
    named = NamedFaces(rows, faces.emotions[rows], np.ones(len(rows), np.float32), groups=np.arange(len(rows)) // 4)

    def stop(done: int, total: int, what: str) -> None:
        if "SVM" in what:
            raise Cancelled

    searching = lab.search(named)
    with pytest.raises(Cancelled):
        searching.try_all(stop)
    done = len(searching.found())
    assert 0 < done == len(searching.candidates) - len(searching.missing) < len(searching.candidates)
    found = lab.search(named).try_all()
    assert len(found) == len(searching.candidates)
    assert found == sorted(found, key=lambda one: -one.tried.accuracy)
    assert found[0].tried.accuracy > 0.3
    shuffled = FaceSet.of(
        faces.images, np.roll(faces.emotions, 7), classes=faces.classes, usage=faces.usage, usages=faces.usages
    )
    assert Lab(store, shuffled, choices).search(named).missing == []
