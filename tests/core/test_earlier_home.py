"""A home that an earlier version wrote (before faces could lack a label, or have votes) means what it meant.

`fixtures/home-of-two-emotions`: 20 generated faces, happy and sad, four groups that were named, a run and its
references; ``told.json`` holds what that version said of them.
"""

import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from fer_core.commands.session import open_session, require_names
from fer_core.study import datasets, runs, study
from fer_core.study.store import Store

WRITTEN = Path(__file__).parents[1] / "fixtures" / "home-of-two-emotions"
TOLD: dict[str, Any] = json.loads((WRITTEN / "told.json").read_text())


@pytest.fixture()
def earlier(tmp_path: Path) -> Store:
    shutil.copytree(WRITTEN, tmp_path / "home")
    return Store(tmp_path / "home")


def test_its_data_set_has_the_same_id(earlier: Store) -> None:
    faces = datasets.load(earlier, TOLD["dataset"])
    assert faces.fingerprint == TOLD["dataset"] and len(faces) == 20
    assert faces.votes is None and faces.sources is None and faces.labelled.all()
    assert faces.present_names == ("happy", "sad")


def test_its_run_opens_with_the_same_key_and_scores(earlier: Store) -> None:
    opened = open_session(earlier, TOLD["study"])
    named = require_names(opened)
    assert opened.lab.training.key(named) == TOLD["run"]
    training = opened.lab.training.finished(TOLD["run"])
    assert training is not None and training.scores is not None
    kept = runs.saved(earlier, TOLD["study"]).run(TOLD["run"]).run.scores
    assert kept is not None
    for name in ("accuracy", "balanced_accuracy", "macro_f1"):
        assert getattr(training.scores, name) == getattr(kept, name) == TOLD[name]
    assert np.array_equal(training.scores.confusion, kept.confusion) and len(kept.confusion) == 7


def test_its_references_are_the_same_but_guessing(earlier: Store) -> None:
    """Guessing was one of seven names there, where two emotions are present."""
    opened = open_session(earlier, TOLD["study"])
    assert opened.lab.results.has("references", opened.lab.references.key)
    found = {r.key: r.accuracy for r in opened.lab.references.all()}
    assert found == {**TOLD["references"], "chance": 0.5}


def test_its_run_is_held_against_another_without_rows_of_nothing(earlier: Store) -> None:
    run = runs.saved(earlier, TOLD["study"]).runs[0].run
    assert list(runs.recall_changes(run, run)) == ["happy", "sad"]
    assert study.load(earlier, TOLD["study"]).dataset == TOLD["dataset"]
