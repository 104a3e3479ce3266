"""Homes and study files that an earlier version wrote mean what they meant: the same keys, groups, names and scores.

`fixtures/home-of-two-annotators`: 98 generated faces (some without a label, with votes and sources), two studies that
two people named with every kind of decision, 15 runs of all nine models. ``home.zip`` is the home without what can be
made again in a second, ``*.study.zip`` are the studies' files (one with its faces, one without), and ``told.json``
holds what that version answered: an entry for each study and each question of
`earlier_answers` and `earlier_runs`.
"""

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from fer_core.commands.session import open_session
from fer_core.study import runs
from fer_core.study.rerun import rerun
from fer_core.study.session import Session
from fer_core.study.store import Store
from fer_core.study.study_file import open_study, read_study
from tests.core.earlier_answers import STUDIES, WRITTEN, Ask
from tests.core.earlier_runs import ASKED, IN_FILES, predictions, results

TOLD: dict[str, Any] = json.loads((WRITTEN / "told.json").read_text())
REMADE = ("alignment", "features", "learned", "mesh", "reduction", "space")
"""What is not in ``home.zip``: large, and measured on the pictures again in a second or two."""


def _home(folder: Path) -> Store:
    with zipfile.ZipFile(WRITTEN / "home.zip") as archive:
        archive.extractall(folder)
    return Store(folder)


def _kept(store: Store) -> dict[str, int]:
    """When each of the results that came in ``home.zip`` was written."""
    manifests = (store.home / "artefacts").glob("*/*/manifest.json")
    return {str(path): path.stat().st_mtime_ns for path in manifests if path.parts[-3] not in REMADE}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """The home, opened by this version; what is measured on pictures is made once."""
    return _home(tmp_path_factory.mktemp("earlier") / "home")


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """An empty home into which both study files came; the second one finds its faces there."""
    store = Store(tmp_path_factory.mktemp("sent") / "home")
    for file in ("level-eyes.study.zip", "as-they-came.study.zip"):
        data = (WRITTEN / file).read_bytes()
        open_study(store, read_study(io.BytesIO(data), len(data), file))
    return store


def _agrees(opened: Session, ask: Ask) -> None:
    told, found = TOLD[opened.study.name][ask.__name__], json.loads(json.dumps(ask(opened)))
    assert told and found.keys() >= told.keys()  # later versions may have more to tell
    for what, known in told.items():
        now = found[what]
        if ask is results and what == "references":  # so have they
            now = {key: now[key] for key in known}
        assert now == known, what


def test_opening_makes_nothing_again_that_is_there(home: Store) -> None:
    """The first test of this module: the home is as it was written."""
    before = _kept(home)
    for name in STUDIES:
        for ask in (*ASKED, predictions):
            ask(open_session(home, name))
    assert before and _kept(home) == before


@pytest.mark.parametrize("ask", ASKED, ids=lambda ask: ask.__name__)
@pytest.mark.parametrize("name", STUDIES)
def test_a_home_says_what_it_said(home: Store, name: str, ask: Ask) -> None:
    _agrees(open_session(home, name), ask)


@pytest.mark.parametrize("ask", IN_FILES, ids=lambda ask: ask.__name__)
@pytest.mark.parametrize("name", STUDIES)
def test_a_study_file_says_what_its_home_said(sent: Store, name: str, ask: Ask) -> None:
    _agrees(open_session(sent, name), ask)


@pytest.mark.parametrize("name", STUDIES)
def test_recognizers_of_all_models_open_and_predict_the_same(home: Store, name: str) -> None:
    """Inputs are measured again, and other processors' last digits differ."""
    opened = open_session(home, name)
    told, found = TOLD[name]["predictions"], predictions(opened)
    assert found.keys() == told.keys()
    for key in told:
        np.testing.assert_allclose(found[key], told[key], atol=1e-4, err_msg=key)


@pytest.mark.parametrize(
    "name, title",
    [
        ("Level eyes", "temperature"),
        ("Level eyes", "exact SVM"),
        ("Level eyes", "ensemble"),
        ("As they came", "forest"),
        ("As they came", "pruned"),
    ],
)
def test_a_run_made_again_has_the_same_key_names_and_scores(home: Store, name: str, title: str) -> None:
    opened = open_session(home, name)
    opened.lab.inputs.matrix(), opened.lab.space.points()  # measured once for all runs
    run = runs.saved(home, opened.study.id).run(title).run
    found = rerun(home, opened.faces, opened.log.all(), run, fresh=False)
    assert found.same and found.same_names
    assert (found.now.key, found.now.clustering, found.now.scores) == (run.key, run.clustering, run.scores)
