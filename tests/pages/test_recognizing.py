"""The recognizer's choices on the Train page: what is chosen holds, says what it did, and can be found by a search."""

import dataclasses

import pytest

from fer_core.recognizer.settings import RecognizerSettings
from fer_core.study import datasets, study
from fer_core.study.lab import Lab
from fer_core.study.lab import search as lab_search
from fer_core.study.store import Store
from fer_core.study.study import Study
from tests.pages.conftest import Open, name_groups, texts


@pytest.fixture()
def trained(home: Store, mine: Study) -> Study:
    """A study whose groups are all named, with a recognizer that sees one kind of features."""
    quick = study.update(home, mine.id, lambda now: now.choose(trained_on=("geometry",)))
    faces = datasets.load(home, quick.dataset)
    lab = Lab(home, faces, quick.choices)
    names = {group: ("happy", "sad", "neutral")[group % 3] for group in range(lab.choices.clusters.k)}
    lab.groups.clustering()
    name_groups(home, quick, lab.groups.key, names)
    return quick


def chosen(home: Store, of: Study) -> RecognizerSettings:
    return study.load(home, of.id).choices.recognizer


def test_what_is_chosen_is_saved_and_what_was_done_is_said(home: Store, trained: Study, open_page: Open) -> None:
    app = open_page("train", trained)
    app.selectbox(f"model-{trained.id}").set_value("rbf_svm").run()
    assert "The RBF SVM is exact" in texts(app)
    app.number_input(f"recognizer-exact_rows-{trained.id}").set_value(10).run()
    app.selectbox(f"robust-{trained.id}").set_value("prune").run()
    app.selectbox(f"calibration-{trained.id}").set_value("temperature").run()
    assert not app.exception
    now = chosen(home, trained)
    assert (now.model, now.exact_rows, now.robust, now.calibration) == ("rbf_svm", 10, "prune", "temperature")
    shown = texts(app)
    assert "The RBF SVM is approximate (Nyström" in shown
    assert "whose names are doubtful" in shown
    assert "Temperature calibration on the names" in shown


def test_a_search_is_begun_by_a_button_and_its_winner_taken(
    home: Store, trained: Study, open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = [
        RecognizerSettings(),
        RecognizerSettings("logistic", C=0.01),
        RecognizerSettings("neighbours", neighbours=20),
    ]
    monkeypatch.setattr(lab_search, "candidates", lambda now: list(dict.fromkeys([now, *few])))
    app = open_page("train", trained)
    assert not any("accuracy on names" in frame.value.columns for frame in app.dataframe)
    app.button("search").click().run()
    table = next(frame.value for frame in app.dataframe if "accuracy on names" in frame.value.columns)
    assert list(table["accuracy on names"]) == sorted(table["accuracy on names"], reverse=True)
    place = list(table["recognizer"]).index("Logistic regression · C 0.01")
    app.selectbox(f"search-use-{trained.id}").set_value(place).run()
    app.button("use-found").click().run()
    assert not app.exception
    assert chosen(home, trained) == dataclasses.replace(few[1], calibration="temperature"), "the rest stays as chosen"
    assert app.selectbox(f"model-{trained.id}").value == "logistic"
